"""Table of the places that people name and the model does not hold: districts of other years, wider places."""

import pandas as pd

from fourcapitals.data.compilation.other_nations import COUNCILS
from fourcapitals.data.compilation.sources import (
    MERGED,
    RECODED_IN_2024,
    RECODED_SINCE_2011,
    SourceError,
    Sources,
    Spine,
)

VINTAGES = range(16, 25)
CAUTH = ("cauth_code", "cauth_name")
FORMER_COUNTIES = {
    "Avon": ("E06000022", "E06000023", "E06000024", "E06000025"),
    "Bedfordshire": ("E06000032", "E06000055", "E06000056"),
    "Berkshire": ("E06000036", "E06000037", "E06000038", "E06000039", "E06000040", "E06000041"),
    "Cheshire": ("E06000006", "E06000007", "E06000049", "E06000050"),
    "Cleveland": ("E06000001", "E06000002", "E06000003", "E06000004"),
    "Humberside": ("E06000010", "E06000011", "E06000012", "E06000013"),
    "Merseyside": ("E08000011", "E08000012", "E08000013", "E08000014", "E08000015"),
    "Tyne and Wear": ("E08000021", "E08000022", "E08000023", "E08000024", "E08000037"),
}
"""Counties without a council, by the districts of 2021 that lie in them; the counties of 1974 to 1996."""
NORTH_EAST = ("E06000047", "E06000057", "E08000021", "E08000022", "E08000023", "E08000024", "E08000037")
NORTH_YORKSHIRE = (
    *("E06000014", "E07000163", "E07000164", "E07000165", "E07000166", "E07000167", "E07000168"),
    "E07000169",
)
EAST_MIDLANDS = (
    *("E06000015", "E06000018"),
    *(f"E0700{number:04d}" for number in (*range(32, 40), *range(170, 177))),
)
LATER_AUTHORITIES = {
    ("E47000012", "York and North Yorkshire"): NORTH_YORKSHIRE,
    ("E47000013", "East Midlands"): EAST_MIDLANDS,
    ("E47000014", "North East"): NORTH_EAST,
}
"""Combined authorities made in 2024, by the districts of 2021 that lie in them."""


def compile_known_places(sources: Sources, spine: Spine) -> pd.DataFrame:
    """List every other code and name that means one of the areas, a part of one, or several.

    Returns
    -------
    pandas.DataFrame
        ``place, name, kind, first_year, last_year, areas, whole``: the areas' codes in order, joined by ";"; whole is
        "false" for what is only a part of its area.
    """
    rows = [
        *_districts_of_other_years(sources, spine),
        *_recoded(sources, spine),
        *_wider_places(sources, spine),
        *_elsewhere(),
    ]
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
    """Counties that 2021 no longer had, combined authorities under other names and those made later, ITL areas."""
    lookup = sources.table("lookup_ltla_utla_region.csv")
    onto = {2019: spine.from_2019, 2020: spine.from_2020}
    rows: list[tuple[object, ...]] = []
    today = lookup[lookup["vintage"] == 2021]
    for vintage, to_area in onto.items():
        listed = lookup[lookup["vintage"] == vintage]
        for kind, codes, name in (("upper_tier", "utla_code", "utla_name"), ("combined_authority", *CAUTH)):
            wide = listed[listed[codes].astype(str).str.startswith(("E10", "E47"))]
            known = set(zip(today[codes], today[name].str.strip(), strict=True))
            for (code, called), members in wide.groupby([codes, name]):
                areas = sorted({to_area[member] for member in members["ltla_code"]})
                if (code, str(called).strip()) not in known:
                    rows.append((code, str(called).strip(), kind, vintage, vintage, ";".join(areas), "true"))
    for called, districts in FORMER_COUNTIES.items():
        rows.append(("", called, "county", 1974, 2021, ";".join(sorted(districts)), "true"))
    for (code, called), districts in LATER_AUTHORITIES.items():
        rows.append((code, called, "combined_authority", 2024, 2024, ";".join(sorted(districts)), "true"))
    unknown = {code for row in rows for code in str(row[5]).split(";")} - set(spine.codes)
    if unknown:
        raise SourceError(f"wider places: areas outside the spine: {sorted(unknown)}")
    return [*rows, *_itl_areas(sources, spine)]


def _itl_areas(sources: Sources, spine: Spine) -> list[tuple[object, ...]]:
    """International territorial levels 2 and 3 of 2021."""
    lookup = sources.table("lookup_ltla21_itl21.csv")
    lookup = lookup[lookup["ltla21_code"].isin(spine.from_2021)]
    rows: list[tuple[object, ...]] = []
    for level in (2, 3):
        for (code, name), members in lookup.groupby([f"itl{level}21_code", f"itl{level}21_name"]):
            areas = sorted({spine.from_2021[member] for member in members["ltla21_code"] if member not in MERGED})
            if areas:
                rows.append((code, str(name).strip(), f"itl{level}", 2021, 2021, ";".join(areas), "true"))
    return rows


def _elsewhere() -> list[tuple[object, ...]]:
    """Councils of the other nations; they hold no area."""
    return [("", name, nation, 2015, 2024, "", "false") for nation, names in COUNCILS.items() for name in names]
