"""What is asked: a strategy file, read, checked and turned into arrays.

`files` finds and reads scenario files, and `families` orders the bundled ones. `file_schema` says what may stand in
them: funds and levers, made of values (`checked_values`) and allocation rules (`rule_tables`); `explain` says what is
wrong and where. `allocation` holds the rules themselves, as functions that share a fund's money between areas by
measures of `need` (`rule_weights` checks what they give), and `own_rules` loads those of the user; money by area may
also come from a file (`money_from_file`, read by `money_table`; `named_files`). `terms` turns the funds, by `fund_rows`
and within `money_bounds`, into the arrays that a run steps through, to which `competition_terms` adds what competitions
ask; `policy` is all that a strategy sets beside its funds. `bodies` are those who decide what the money buys where it
is not the centre, and `extra_money` is other money for the same strategy. `copying` gives a copy a title of its own,
`toml_text` writes a file and `written_plan` money by use, area and year, `temporary_cut` adds a cut that ends, and
`grid` writes factorial designs.

What the NHS may do beside care stands in `nhs_tables`, and as arrays in `nhs_plan`; who chooses, in `behaviour_table`.
`late_money` tells of money that no round of a competition can give.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
