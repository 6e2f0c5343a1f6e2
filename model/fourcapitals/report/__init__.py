"""Documents that are made from the model: reports of results, the `description` of a strategy, the tables of ODD.md.

A report (`document`: sections of paragraphs, tables and pictures) is put together by `composition` out of `sections`,
each made of a `subject` or a `place_subject` in the words of `wording` and the numbers of `compact_numbers`, and
written to a file by `writing`, as one page by `html`, with drawings that are parts of it (`inline_svg`) in colours for
a light and for a dark page (`palette`), on paper by `pdf`, or its tables alone, `tables_in_a_workbook`. `odd` makes the
tables of ODD.md, those of numbers in `odd_parameters`, as `markdown_tables`. The `live_page` is no document: on it a
strategy is moved and run in the browser.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
