"""What charts are made of.

`chart` carries the data and is written to files; `caption` is what is said around it, `wording` the words of all
charts, `amounts` their figures and `money_beside` the money beside differences; `asking` checks what is asked and
writes the command; `page` lays text out. `panels` hold `lines` with their `end_labels`, `rows` dots, on `dot_axes`, of
the `spreads` of draws, and `scatter` marks, `fairness_plane` what is brought against how much fairer it is; `labels`
finds where words can stand, for the ends of lines, for `naming` marks and for `names_beside` a panel. `places` finds
what a chart is of, and its observed past.
"""
