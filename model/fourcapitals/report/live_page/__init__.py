"""The live page: a strategy that is moved in the browser and run as it moves, on this machine alone.

`opening` makes it ready and `server` serves it (`security` says to whom). `exploration` runs strategies on draws that
`ensemble.live` holds and answers what a `view` shows in `pictures` and words; `form` lays out the controls, `edits`
makes scenarios of what was changed, `differences` says what that was, `panels` say what stands behind a result
and `one_place` what it comes from there, `downloads` give files and tables, and `many_draws` runs a larger ensemble
beside the page.
"""
