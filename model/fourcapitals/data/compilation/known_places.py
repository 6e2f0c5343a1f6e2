"""Table of the places that people name and the model does not hold: districts of other years, wider places."""

import pandas as pd

from fourcapitals.data.compilation.sources import (
    MERGED,
    RECODED_IN_2024,
    RECODED_SINCE_2011,
    SourceError,
    Sources,
    Spine,
)

VINTAGES = range(16, 25)


def compile_known_places(sources: Sources, spine: Spine) -> pd.DataFrame:
    """List every other code and name that means one of the areas, a part of one, or several.

    Returns
    -------
    pandas.DataFrame
        ``place, name, kind, first_year, last_year, areas, whole``: the areas' codes in order, joined by ";"; whole is
        "false" for what is only a part of its area.
    """
    rows = [*_districts_of_other_years(sources, spine), *_recoded(sources, spine), *_wider_places(sources, spine)]
    table = pd.DataFrame(rows, columns=["place", "name", "kind", "first_year", "last_year", "areas", "whole"])
    table = table.groupby(["place", "name", "kind", "areas", "whole"], as_index=False).agg(
        first_year=("first_year", "min"), last_year=("last_year", "max")
    )
    table = table[["place", "name", "kind", "first_year", "last_year", "areas", "whole"]]
    return table.sort_values(["place", "name", "first_year", "kind"]).reset_index(drop=True)


def _districts_of_other_years(sources: Sources, spine: Spine) -> list[tuple[object, ...]]:
    """Codes and names of 2016 to 2024 that are not those of an area."""
    changes = sources.table("lookup_ltla16_to_ltla24_code_changes.csv")
    area = changes["ltla21_code"].map(spine.from_2021)
    if area.isna().any():
        raise SourceError("lookup_ltla16_to_ltla24_code_changes.csv: a district of 2021 leads to no area")
    held = set(zip(changes["ltla21_code"], changes["ltla21_name"].str.strip(), strict=True))
    rows: list[tuple[object, ...]] = []
    for vintage in VINTAGES:
        codes, names = changes[f"ltla{vintage}_code"], changes[f"ltla{vintage}_name"].str.strip()
        for code, name in sorted(set(zip(codes, names, strict=True)) - held):
            own = codes == code
            areas = sorted(set(area[own]))
            # Whole: all of 2016's districts that make up these areas lie in this place.
            whole = bool((own | ~area.isin(areas) | changes["ltla21_code"].isin(MERGED)).all())
            rows.append((code, name, "district", 2000 + vintage, 2000 + vintage, ";".join(areas), str(whole).lower()))
    return rows


def _recoded(sources: Sources, spine: Spine) -> list[tuple[object, ...]]:
    """Areas under a code that the look-up of changes lacks: those of 2011, and of 2025."""
    changes = sources.table("lookup_ltla16_to_ltla24_code_changes.csv")
    name_of = dict(zip(changes["ltla21_code"], changes["ltla21_name"].str.strip(), strict=True))
    to_2021 = dict(zip(changes["ltla16_code"], changes["ltla21_code"], strict=True))
    rows: list[tuple[object, ...]] = []
    for old, new in RECODED_SINCE_2011.items():
        code = to_2021.get(new, new)
        rows.append((old, name_of[code], "district", 2011, 2013, spine.from_2021[code], "true"))
    for new, code in RECODED_IN_2024.items():
        rows.append((new, name_of[code], "district", 2025, 2025, spine.from_2021[code], "true"))
    return rows


def _wider_places(sources: Sources, spine: Spine) -> list[tuple[object, ...]]:
    """Counties that 2021 no longer had, and the integrated care boards of 2022.

    A district that two boards share goes to the one with more of its small areas.
    """
    lookup = sources.table("lookup_ltla_utla_region.csv")
    onto = {2019: spine.from_2019, 2020: spine.from_2020}
    rows: list[tuple[object, ...]] = []
    today = set(lookup.loc[lookup["vintage"] == 2021, "utla_code"])
    for vintage, to_area in onto.items():
        listed = lookup[(lookup["vintage"] == vintage) & lookup["utla_code"].str.startswith("E10")]
        for (code, name), members in listed.groupby(["utla_code", "utla_name"]):
            areas = sorted({to_area[member] for member in members["ltla_code"]})
            if code not in today:
                rows.append((code, str(name).strip(), "upper_tier", vintage, vintage, ";".join(areas), "true"))
    boards = sources.table("lookup_lad21_icb22.csv").sort_values("share_of_lsoas", ascending=False)
    boards = boards[~boards["lad21_code"].isin(MERGED)].drop_duplicates("lad21_code")
    for (code, name), members in boards.groupby(["icb22_code", "icb22_name"]):
        areas = sorted(spine.from_2021[member] for member in members["lad21_code"])
        rows.append((code, str(name).strip(), "integrated_care_board", 2022, 2022, ";".join(areas), "true"))
    return rows
