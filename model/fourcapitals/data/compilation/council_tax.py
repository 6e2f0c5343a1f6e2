"""Council tax per head of each composite council: district, county, fire authority, Greater London."""

import pandas as pd

from fourcapitals.data.compilation.sources import SourceError, Sources, Spine

FINANCIAL_YEAR = 2019  # 2019-20

LONDON = "-"  # the Greater London Authority has no code in this release

# Whom each separate fire authority taxes: upper-tier codes of 2019.
# Where no authority is listed (Cornwall, Cumbria, Norfolk ...) the county runs the fire service itself.
FIRE_AUTHORITIES: dict[str, tuple[str, ...]] = {
    "E31000001": ("E06000022", "E06000023", "E06000024", "E06000025"),  # Avon
    "E31000002": ("E06000032", "E06000055", "E06000056"),  # Bedfordshire
    "E31000003": ("E06000036", "E06000037", "E06000038", "E06000039", "E06000040", "E06000041"),  # Berkshire
    "E31000004": ("E10000002", "E06000042"),  # Buckinghamshire
    "E31000005": ("E10000003", "E06000031"),  # Cambridgeshire
    "E31000006": ("E06000006", "E06000007", "E06000049", "E06000050"),  # Cheshire
    "E31000007": ("E06000001", "E06000002", "E06000003", "E06000004"),  # Cleveland
    "E31000010": ("E10000007", "E06000015"),  # Derbyshire
    "E31000011": ("E10000008", "E10000027", "E06000026", "E06000027"),  # Devon and Somerset
    "E31000047": ("E06000058", "E06000059", "E06000030", "E06000054"),  # Dorset and Wiltshire
    "E31000013": ("E06000047", "E06000005"),  # Durham
    "E31000014": ("E10000011", "E06000043"),  # East Sussex
    "E31000015": ("E10000012", "E06000033", "E06000034"),  # Essex
    "E31000017": ("E10000014", "E06000044", "E06000045"),  # Hampshire
    "E31000018": ("E06000019", "E10000034"),  # Hereford and Worcester
    "E31000020": ("E06000010", "E06000011", "E06000012", "E06000013"),  # Humberside
    "E31000022": ("E10000016", "E06000035"),  # Kent
    "E31000023": ("E10000017", "E06000008", "E06000009"),  # Lancashire
    "E31000024": ("E10000018", "E06000016", "E06000017"),  # Leicestershire
    "E31000027": ("E10000023", "E06000014"),  # North Yorkshire
    "E31000028": ("E10000021",),  # Northamptonshire
    "E31000030": ("E10000024", "E06000018"),  # Nottinghamshire
    "E31000032": ("E06000051", "E06000020"),  # Shropshire
    "E31000033": ("E10000028", "E06000021"),  # Staffordshire
    "E31000041": tuple(f"E080000{number}" for number in range(11, 16)),  # Merseyside
    "E31000042": tuple(f"E080000{number}" for number in range(16, 20)),  # South Yorkshire
    "E31000043": ("E08000021", "E08000022", "E08000023", "E08000024", "E08000037"),  # Tyne and Wear
    "E31000044": tuple(f"E080000{number}" for number in range(25, 32)),  # West Midlands
    "E31000045": tuple(f"E080000{number}" for number in range(32, 37)),  # West Yorkshire
    "E47000001": tuple(f"E080000{number:02d}" for number in range(1, 11)),  # Greater Manchester
}


def council_tax_per_head(sources: Sources, spine: Spine) -> "pd.Series[float]":
    """Return council tax of 2019-20 per head of mid-2019 population, in cash of that year.

    Each wider authority's tax is shared among its districts by population. Police precepts are absent
    outside London, where the Greater London Authority's precept includes them; parishes are absent.
    """
    tax = sources.table("core_spending_power_2015_2020.csv")
    raised_by = tax[tax["year"] == FINANCIAL_YEAR].groupby("ons_code")["ct_total"].sum()
    wider = sources.table("lookup_ltla_utla_region.csv")
    people = spine.population_2019_by_2019_code
    upper = wider[wider["vintage"] == FINANCIAL_YEAR].set_index("ltla_code")["utla_code"].reindex(people.index)
    raised = pd.Series(0.0, index=people.index)
    known: set[str] = set()
    for authority, amount in raised_by[raised_by > 0].items():
        taxed = _taxed_by(str(authority), upper)
        if not taxed.any():
            raise SourceError(f"core_spending_power_2015_2020.csv: {authority} taxes no district of the spine")
        known.add(str(authority))
        raised[taxed] += amount * 1e6 * people[taxed] / people[taxed].sum()
    silent = {*FIRE_AUTHORITIES, LONDON} - known
    if silent:
        raise SourceError(f"core_spending_power_2015_2020.csv: no tax for {sorted(silent)}")
    return spine.add_up(raised, spine.from_2019, "council tax") / spine.population_2019


def _taxed_by(authority: str, upper: "pd.Series[str]") -> "pd.Series[bool]":
    """Say which districts of 2019 an authority taxes: itself, its county's, or its fire area's."""
    districts = upper.index.to_series()
    if authority in upper.index:
        return districts == authority
    if authority == LONDON:
        return districts.str.startswith("E09")
    return upper.isin(FIRE_AUTHORITIES.get(authority, (authority,)))
