"""What runs say: one `Results` for a run, an ensemble and a store, and all that follows from it alone.

Nothing here needs the model: results saved today can be read next year. `results` is the class, with what it records of
what it came from (`recorded_inputs`), and `opening` reads it from any file (`files`, `store`, with the arrays of
`ensemble_arrays` and `area_bins`, labelled in `ensemble_labels`, from disk as `read_on_demand` says, and named alike in
all by `axes`), writes tables (`csv_tables`) and finds what was changed (`content_checksum`; of a store, `manifest`,
`store_arrays` and `store_files`); it carries the areas that it was made with (`carried`), and is of places or of people
(`bases`). `aggregation` gives levels and differences of wider places, by the `groupings` of areas, `comparison`
differences draw by draw, `person_years` what they add up to in healthy life, `chances` how often they are for the
better, `number_of_draws` how far the number of draws leaves that open, `measures` what of them is compared,
`difference_units` how they are written, `whole_life` what comes of them after the last year, `ensemble_difference` what
differs between two ensembles, `money` who spends what on which evidence, `awarded` what lines of the ledger get and in
how many draws bids win none, `gains` the areas that gain most, `gaps` inequality between places, and `mission_targets`
the government's missions (`mission_quantities`, what they are tested on; `mission_tests`, what they ask of it;
`mission_words`, as lines to read; `twelve_missions`, those that are not modelled too), of which `assessment` says in
each year how far they are, and what published figures could show. `audit` and `luf_audit` find the places that an
allocation leaves out, by the `agreement` of two lists. `competition` measures what comes of councils' bids, of which
`bid_sums` says what is kept and `bid_words` how it is said. `plausibility` says what outcomes can be. `evidence_shares`
says on which strength of evidence the uncertainty of a result rests. `export` writes all of it as tables for other
programs.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
