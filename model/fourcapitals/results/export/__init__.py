"""All that results hold as tables in files of other programs: CSV and Parquet folders, Excel workbooks.

`named_table` is one table with its name and what it says; `contents` lists those of some results: levels, differences
and draws (`outcomes`), money, awards and evidence (`money`), and what they came from (`provenance`). `writing` writes
them, each format in a file of its own (`folders`, a folder whole or not at all, with `csv_files` and `parquet_files`;
`workbook`, one file of many sheets).
"""
