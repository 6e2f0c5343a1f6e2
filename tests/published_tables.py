"""The compiled tables as pandas reads them, and the tables in their README."""

from importlib.resources import files
from pathlib import Path

import pandas as pd

DATA = Path(str(files("fourcapitals.data")))
TABLES = DATA / "tables"
ENGLAND = "E92000001"


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(TABLES / f"{name}.csv", dtype={"luf_category": str, "period": str})


def readme_rows(columns: int) -> list[list[str]]:
    lines = (DATA / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in rows if len(row) == columns]
