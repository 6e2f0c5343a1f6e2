"""The program that compiles every table of observed figures from the published source files."""

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from fourcapitals.data.area_noise import YEARS, estimate_noise
from fourcapitals.data.compilation.awards import compile_awards
from fourcapitals.data.compilation.capitals import compile_capitals
from fourcapitals.data.compilation.care_boards import compile_care_boards
from fourcapitals.data.compilation.commuting import compile_commuting, compile_itl3
from fourcapitals.data.compilation.councils import compile_councils
from fourcapitals.data.compilation.deprivation import compile_deprivation
from fourcapitals.data.compilation.history import compile_histories
from fourcapitals.data.compilation.known_places import compile_known_places
from fourcapitals.data.compilation.life_tables import compile_deflator, compile_earlier_life_tables, compile_life_tables
from fourcapitals.data.compilation.luf_priority import compile_england_2009_13, compile_luf_priority
from fourcapitals.data.compilation.luf_round_1 import compile_luf_round_1
from fourcapitals.data.compilation.migration import compile_migration
from fourcapitals.data.compilation.outcomes import compile_outcomes
from fourcapitals.data.compilation.places import compile_areas, compile_neighbours
from fourcapitals.data.compilation.published import compile_published
from fourcapitals.data.compilation.sources import SourceError, Sources, read_spine

TABLES_FOLDER = Path(__file__).parent / "tables"
ONE_ROW_AN_AREA = ("areas", "outcomes", "councils", "commuting_areas", "deprivation_tenths", "migration_areas")


def compile_all(source_folder: Path) -> dict[str, pd.DataFrame]:
    """Compile every table from a folder of source files.

    Parameters
    ----------
    source_folder
        Holds the published files under the names of `compilation.sources.SOURCE_FILES`.

    Returns
    -------
    dict
        Table name -> rows, without the table of checksums.
    """
    sources = Sources(source_folder)
    spine = read_spine(sources)
    commuting, commuting_areas = compile_commuting(sources, spine)
    indicators, capital_indicators = compile_capitals(sources, spine)
    tables = {
        "areas": compile_areas(sources, spine),
        "awards": compile_awards(sources, spine),
        "capital_indicators": capital_indicators,
        "care_boards": compile_care_boards(sources, spine),
        "commuting": commuting,
        "commuting_areas": commuting_areas,
        "councils": compile_councils(sources, spine),
        "deflator": compile_deflator(sources),
        **compile_deprivation(sources, spine),
        "england_2009_13": compile_england_2009_13(),
        **compile_histories(sources, spine),
        "history_life_tables": compile_earlier_life_tables(sources),
        "indicators": indicators,
        "itl3": compile_itl3(sources),
        "known_places": compile_known_places(sources, spine),
        "life_tables": compile_life_tables(sources),
        "luf_priority": compile_luf_priority(sources, spine),
        "luf_round_1": compile_luf_round_1(sources),
        "neighbours": compile_neighbours(sources, spine),
        "outcomes": compile_outcomes(sources, spine),
        "published": compile_published(sources),
    }
    tables |= compile_migration(sources, spine, tables)
    tables["area_noise"] = pd.concat([estimate_noise(tables, year) for year in YEARS], ignore_index=True)
    astray = [name for name in ONE_ROW_AN_AREA if tuple(tables[name]["code"]) != spine.codes]
    if astray:
        raise SourceError(f"not one row for each area in order of code: {', '.join(astray)}")
    return dict(sorted(tables.items()))


def write_tables(tables: dict[str, pd.DataFrame], folder: Path) -> pd.DataFrame:
    """Write each table as CSV, with a table of checksums beside them, and return the latter."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    return write_checksums(folder)


def write_checksums(folder: Path) -> pd.DataFrame:
    """Write the checksums and rows of all tables in a folder, and return them.

    Those of `evidence.calibration`, which are made of the others, are among them.
    """
    checks = []
    for file in sorted(folder.glob("*.csv")):
        if file.stem != "checksums":
            content = file.read_bytes()
            rows = len(pd.read_csv(file))
            checks.append({"table": file.stem, "sha256": hashlib.sha256(content).hexdigest(), "rows": rows})
    checksums = pd.DataFrame(checks)
    (folder / "checksums.csv").write_bytes(checksums.to_csv(index=False, lineterminator="\n").encode("utf-8"))
    return checksums


def main(arguments: Sequence[str] | None = None) -> int:
    """Compile the tables named on the command line."""
    parser = argparse.ArgumentParser(prog="compile_tables", description=__doc__)
    parser.add_argument("source_folder", type=Path, help="folder of the published source files")
    parser.add_argument("--out", type=Path, default=TABLES_FOLDER, help="folder to write the tables to")
    chosen = parser.parse_args(arguments)
    try:
        checksums = write_tables(compile_all(chosen.source_folder), chosen.out)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    print(checksums[["table", "rows"]].to_string(index=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
