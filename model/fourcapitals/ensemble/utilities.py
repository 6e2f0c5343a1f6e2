"""What a strategy changes against the reference, and the utilities that strategies are ranked by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.vocabulary import APPRAISAL_START, END_YEAR, POUND


class Effects(NamedTuple):
    """What a strategy changes against the reference, in England; of each, more is better."""

    hle_years: float
    """Healthy life expectancy in 2035, mean of the sexes, years."""
    healthy_person_years: float
    """Of 2021 to 2035, years."""
    gva_percent: float
    """GVA per hour worked in 2035, %."""
    gap_narrowing_years: float
    """Fall of the gap in healthy life expectancy in 2035: top less bottom tenth of upper tiers, ranked anew, mean of
    the sexes, years."""
    gap_narrowing_percent: float
    """That fall as a share of the reference's gap in 2035, %."""
    new_money_gbp_m: float
    """Money awarded in all years, less what it is taken from, beyond that of the reference, £m of 2019."""
    largest_change_years: float = 0.0
    """Largest change of healthy life expectancy of any area in any year, years; no utility."""
    healthy_person_years_whole_life: float = float("nan")
    """From 2021 until what was bought has worn out, years; not a number where that was not asked for."""
    healthy_person_years_whole_life_discounted: float = float("nan")
    """The same, discounted at `health_discount_rate` to 2021, years."""

    def of(self, utility: str, *, per_gbp: bool = False) -> float:
        """One utility, by its name in `UTILITIES`, in sum or for each £1m; not a number per £ without money.

        Examples
        --------
        >>> Effects(0.1, 500.0, 0.0, 0.0, 0.0, 1000.0).of("healthy_person_years", per_gbp=True)
        0.5
        """
        value = float(getattr(self, check_utility(utility)))
        if not per_gbp:
            return value
        return value / self.new_money_gbp_m if abs(self.new_money_gbp_m) >= POUND else float("nan")


class Utility(NamedTuple):
    """What strategies can be ranked by."""

    label: str
    unit: str
    more: str
    """What is better, with its year."""


_NARROWER: Final = f"a narrower gap in healthy life expectancy in {END_YEAR}"
UTILITIES: Final[Mapping[str, Utility]] = {
    "hle_years": Utility(
        f"Healthy life expectancy of England, {END_YEAR}", "years", f"higher healthy life expectancy in {END_YEAR}"
    ),
    "healthy_person_years": Utility(
        f"Healthy person-years, {APPRAISAL_START} to {END_YEAR}",
        "years",
        f"more healthy person-years {APPRAISAL_START}-{END_YEAR % 100}",
    ),
    "healthy_person_years_whole_life": Utility(
        "Healthy person-years, whole life of what is bought", "years", "more healthy person-years over its whole life"
    ),
    "healthy_person_years_whole_life_discounted": Utility(
        "Healthy person-years, whole life of what is bought, discounted",
        "years",
        "more discounted healthy person-years over its whole life",
    ),
    "gva_percent": Utility(f"GVA per hour worked of England, {END_YEAR}", "%", f"higher GVA per hour in {END_YEAR}"),
    "gap_narrowing_years": Utility(f"Narrowing of the gap in healthy life expectancy, {END_YEAR}", "years", _NARROWER),
    "gap_narrowing_percent": Utility(f"Narrowing of the gap in healthy life expectancy, {END_YEAR}", "%", _NARROWER),
}


WHOLE_LIFE: Final = {
    "healthy_person_years": ("healthy_person_years_whole_life", "healthy_person_years_whole_life_discounted"),
}
"""Utilities that are summed to the last year, and the same over the whole life of what is bought."""
WHOLE_LIFE_NAMES: Final = WHOLE_LIFE["healthy_person_years"]
"""Utilities that count what comes after the last year."""


def check_utility(name: str) -> str:
    """Check the name of a utility.

    Raises
    ------
    UnknownName
        When there is none of that name.
    """
    if name not in UTILITIES:
        raise UnknownName(unknown("utility", name, UTILITIES))
    return name


def label_at(utility: str, year: int) -> str:
    """Label of a utility taken by another year than the last.

    Raises
    ------
    BadInput
        When the utility is of the whole life of what is bought, and of no year.

    Examples
    --------
    >>> label_at("hle_years", 2030), label_at("healthy_person_years", 2030)
    ('Healthy life expectancy of England, 2030', 'Healthy person-years, 2021 to 2030')
    """
    label = UTILITIES[check_utility(utility)].label
    if str(END_YEAR) not in label and year != END_YEAR:
        raise BadInput(f"year: {utility} is of the whole life of what is bought; leave the year out")
    return label.replace(str(END_YEAR), str(year))


def unit_of(utility: str, *, per_gbp: bool) -> str:
    """Unit of a utility, in sum or for each £1m.

    Examples
    --------
    >>> unit_of("healthy_person_years", per_gbp=True)
    'years per £1m, 2019 prices'
    """
    unit = UTILITIES[check_utility(utility)].unit
    return f"{unit} per £1m, 2019 prices" if per_gbp else unit
