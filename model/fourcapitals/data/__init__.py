"""What was observed and what is assumed: official statistics of 307 districts, and every number of the model.

`baseline` gives the districts in 2019 from the `compiled_tables`, as `area_arrays` too, `earlier_years` those of an
earlier base year and `profile` the figures of one; `own_tables` reads those of one's own, `table_checks` says what they
may hold and `own_figures` what they change; `places` finds them by the names and codes of `place_names`, `areas_alike`
those most like one, `care_boards` says in which boards of the NHS they lie; `movers` says who lives there and moves
where; `prices` gives the deflator, `sampling_error` the precision of published figures (`published_precision`, of every
outcome; `statistics_errors`, of those of need), `relative_history` what was published year by year beside England.
`area_histories` are those that the noise of areas is estimated from (`area_noise`, by `maximum_likelihood`; how likely
they are, `area_likelihoods`; of regions' length of life, `regional_life`; of figures once a year, `yearly_noise`) and
that say where areas stand at the start (`filtered_start`). `parameters` is the table of ``parameters.toml``: every
assumption, a row each with its prior (`distributions`), source and letter (`parameter_rows`), from which the
`effective_numbers` of a run follow; `possible_values` says what each can be, `changed_parameters` reads those that a
user sets, with `parameter_faults` in plain words, and `recorded_changes` writes them down; `calibration_groups` names
those that history is asked of, and `posterior` what it leaves of them. `evidence_letters` says how strong the evidence
is, in four letters, for each use of money, `published_costs` what others found a year of health to cost,
`valuation_settings` what effects are taken to be worth, `missions` what the government promised, `known_shares` how
much of the uncertainty of the bundled scenarios rests on each letter, `fact_sources` where stylised facts are from, and
`competition_rounds` what was published of the competition that was held (`packaged_toml` reads the tables that are
TOML). ``tables/`` is compiled from published files by `compile_tables` and `compilation`; README.md describes every
column.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
