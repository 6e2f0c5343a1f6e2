"""Table of the integrated care boards: which share of each area lies in which board."""

import pandas as pd

from fourcapitals.data.compilation.sources import SourceError, Sources, Spine

LOOKUP = "lookup_lad21_icb22.csv"


def compile_care_boards(sources: Sources, spine: Spine) -> pd.DataFrame:
    """List every board that an area lies in, with its share of the area's small areas.

    Returns
    -------
    pandas.DataFrame
        ``code, board_code, board_name, small_areas, share``: one row for each area and board, in that order; the
        shares of an area sum to 1.
    """
    lookup = sources.table(LOOKUP)
    lookup["code"] = lookup["lad21_code"].map(spine.from_2021)
    absent = sorted(set(spine.codes) - set(lookup["code"].dropna()))
    if absent or lookup["code"].isna().any():
        raise SourceError(f"{LOOKUP}: areas without a board, or districts that lead to no area: {absent}")
    lookup["board_name"] = lookup["icb22_name"].str.strip()
    lookup = lookup.rename(columns={"icb22_code": "board_code"})
    small_areas = lookup.groupby(["code", "board_code", "board_name"])["lsoas"].sum()
    table: pd.DataFrame = small_areas.rename("small_areas").reset_index().sort_values(["code", "board_code"])
    table["share"] = (table["small_areas"] / table.groupby("code")["small_areas"].transform("sum")).round(6)
    return table.reset_index(drop=True)
