"""What actors do in a year, one file an actor: `funds`, `councils`, `nhs`, `firms`, `households`, `health`, `places`.

`year` says in which order those of one area act, `rounds`, `need` and `learning` are of all councils together,
`migration` says who moves house at the end of a year, `to_come` what actors still bring once the money has ended.

But for `funds`, `rounds`, `need`, `learning`, `nhs` and `migration`, every function takes an area's own numbers and
gives numbers. Under NumPy they are arrays over all areas and one call does for all; compiled, the same function is
called for one area after another (`arrays.each_area`). What areas do to each other stands in `schedule`. Units are
those that `state`, `environment` and the named tuples of each file give; where a function says nothing else, changes
are from 2019 and in the unit of the outcome.
"""
