"""What a plan of money must keep to: caps on uses and on judged money, floors and caps of areas; and what is at fault.

Limits that cannot be met together are told before anything is run, each with the sum that shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Final

from fourcapitals.errors import shown, unknown
from fourcapitals.formatting import readable_money
from fourcapitals.vocabulary import LETTERS, USE_NAMES

TIMES_THE_MEAN: Final = 5.0
"""Most that an area gets a head in a year where no cap is given, as a multiple of the mean: without any all would go to
one place."""


@dataclass(frozen=True)
class PlanLimits:
    """What a plan must keep to.

    Parameters
    ----------
    most_of_use : mapping of use to share
        Of all money that a use may have, 0 to 1.
    most_of_each_use : float, share
        The same for every use that is not named.
    most_judged : float, share
        Of all money on uses whose effect is a judgement (`evidence.prior_effects.judged_uses`).
    most_of_letter : mapping of letter to share
        Of all money on uses whose effect on the outcome has that letter or a weaker one.
    least_per_head : float, £ of 2019 a head a year
        For every area, in the mean of the years with money.
    most_per_head : float, £ of 2019 a head, optional
        For any area in any year; if left out, `TIMES_THE_MEAN` times the mean a head of that year over all areas that
        money may go to.
    most_of_year : float, share, optional
        Of all money in any one year: the plan then chooses the years, which have fixed sums if left out.

    Examples
    --------
    >>> PlanLimits(most_of_use={"nhs": 0.5}).most("nhs"), PlanLimits(most_of_each_use=0.25).most("housing")
    (0.5, 0.25)
    """

    most_of_use: Mapping[str, float] = field(default_factory=dict)
    most_of_each_use: float = 1.0
    most_judged: float = 1.0
    most_of_letter: Mapping[str, float] = field(default_factory=dict)
    least_per_head: float = 0.0
    most_per_head: float | None = None
    most_of_year: float | None = None

    def most(self, use: str) -> float:
        """Give the largest share of all money that a use may have."""
        return self.most_of_use.get(use, self.most_of_each_use)

    @property
    def caps_uses(self) -> bool:
        """Whether anything keeps all money from one use."""
        shares = (*self.most_of_use.values(), self.most_of_each_use, self.most_judged, *self.most_of_letter.values())
        return min(shares) < 1


def limits_in_words(limits: PlanLimits) -> list[str]:
    """Write the limits, one phrase each: those that were given, and the most a head of any area.

    Examples
    --------
    >>> limits_in_words(PlanLimits(most_of_use={"nhs": 0.5}, least_per_head=5.0, most_per_head=50.0))
    ['at most 50% on nhs', 'at least £5 a head a year for every area', 'at most £50 a head for any area in any year']
    """
    said = [] if limits.caps_uses else ["no caps on uses"]
    said += [f"at most {share:.4g}% on {use}" for use, share in _percent(limits.most_of_use)]
    if limits.most_of_each_use < 1:
        said.append(f"at most {100 * limits.most_of_each_use:.4g}% on each {'other ' if said else ''}use")
    if limits.most_judged < 1:
        said.append(f"at most {100 * limits.most_judged:.4g}% on uses whose effect is judged")
    said += [
        f"at most {share:.4g}% on uses with the letter {letter} or weaker"
        for letter, share in _percent(limits.most_of_letter)
    ]
    if limits.least_per_head > 0:
        said.append(f"at least £{limits.least_per_head:,.4g} a head a year for every area")
    most = f"{TIMES_THE_MEAN:g} times the mean" if limits.most_per_head is None else f"£{limits.most_per_head:,.4g}"
    said.append(f"at most {most} a head for any area in any year")
    if limits.most_of_year is not None:
        said.append(f"at most {100 * limits.most_of_year:.4g}% in any year")
    return said


def _percent(shares: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    return ((name, 100 * share) for name, share in shares.items())


def limit_faults(limits: PlanLimits) -> Iterator[str]:
    """Tell of every limit that is no limit: unknown names, shares outside 0 to 1, amounts below 0 or beyond reason.

    Parameters
    ----------
    limits : PlanLimits
    """
    yield from (unknown("use", use, USE_NAMES) for use in limits.most_of_use if use not in USE_NAMES)
    yield from (unknown("letter", each, LETTERS) for each in limits.most_of_letter if each not in LETTERS)
    shares: dict[str, Any] = {
        **{f"most of {use}": share for use, share in limits.most_of_use.items()},
        "most of each use": limits.most_of_each_use,
        "most judged": limits.most_judged,
        **{f"most of the letter {letter}": share for letter, share in limits.most_of_letter.items()},
        "most of a year": limits.most_of_year,
    }
    for name, share in shares.items():
        if share is not None and not 0 <= share <= 1:
            yield f"{name}: a share from 0 to 1 expected, got {shown(share)}"
    for name, amount in (("least per head", limits.least_per_head), ("most per head", limits.most_per_head)):
        if amount is not None and not (isfinite(amount) and amount >= 0):
            yield f"{name}: an amount of £ a head from 0 on expected, got {shown(amount)}"


def conflicts(
    limits: PlanLimits,
    by_year: Mapping[int, float],
    *,
    uses: Mapping[str, str],
    judged: frozenset[str],
    people: float,
) -> Iterator[str]:
    """Tell of limits that leave no plan, each with the sum that shows it.

    Parameters
    ----------
    limits : PlanLimits
        Without a fault.
    by_year : mapping of year to £m of 2019
        The budget; where the plan chooses the years, in equal parts.
    uses : mapping of use to letter
        Those that money may go to, with the letter of their effect on the outcome.
    judged : frozenset of str
        Uses whose effect is a judgement.
    people : float, residents
        Of all areas.
    """
    budget, years = sum(by_year.values()), len(by_year)
    yield from _conflicts_of_uses(limits, uses, judged)
    floor = limits.least_per_head * people * years / 1e6
    a_head = budget * 1e6 / people / years
    if floor > budget * (1 + 1e-9):
        yield (
            f"least per head: £{limits.least_per_head:,.4g} a head a year for {people / 1e6:,.1f} million people over "
            f"{years} years takes {readable_money(floor)}, more than the budget of {readable_money(budget)}; at most "
            f"£{a_head:,.3g} a head can be kept"
        )
    most = limits.most_per_head
    if most is not None and most < limits.least_per_head:
        yield f"most per head: £{most:,.4g} is below the least, £{limits.least_per_head:,.4g}; raise or lower one"
    if most is not None and limits.most_of_year is None:
        year = max(by_year, key=lambda each: by_year[each])
        if most * people / 1e6 < by_year[year] * (1 - 1e-9):
            yield (
                f"most per head: £{most:,.4g} a head for {people / 1e6:,.1f} million people is "
                f"{readable_money(most * people / 1e6)}, less than the {readable_money(by_year[year])} of {year}; at "
                f"least £{by_year[year] * 1e6 / people:,.3g} a head is needed to place it"
            )
    if most is not None and limits.most_of_year is not None and most * people * years / 1e6 < budget * (1 - 1e-9):
        yield (
            f"most per head: £{most:,.4g} a head over {years} years places "
            f"{readable_money(most * people * years / 1e6)}, less than the budget of {readable_money(budget)}"
        )
    if limits.most_of_year is not None and limits.most_of_year * years < 1 - 1e-9:
        yield (
            f"most of a year: {100 * limits.most_of_year:.4g}% in each of {years} years places "
            f"{100 * limits.most_of_year * years:.4g}% of the budget; give at least {100 / years:.3g}%, or more years"
        )


def _conflicts_of_uses(limits: PlanLimits, uses: Mapping[str, str], judged: frozenset[str]) -> Iterator[str]:
    """Tell of caps on uses that do not let all money be spent."""
    caps = {use: limits.most(use) for use in uses}
    if sum(caps.values()) < 1 - 1e-9:
        total = f"{100 * sum(caps.values()):.4g}%"
        yield f"caps on uses: they sum to {total} of the money, so that not all can be spent; raise one"
        return
    for named, most, these in (
        ("uses whose effect is judged", limits.most_judged, judged & caps.keys()),
        *(
            (f"uses with the letter {letter} or weaker", share, {use for use in uses if uses[use] >= letter})
            for letter, share in limits.most_of_letter.items()
        ),
    ):
        others = sum(cap for use, cap in caps.items() if use not in these)
        if min(most, sum(caps[use] for use in these)) + others < 1 - 1e-9:
            rest = ", ".join(use for use in caps if use not in these) or "none"
            yield (
                f"caps on uses: {named} may have {100 * most:.4g}%, and all others ({rest}) at most "
                f"{100 * others:.4g}%, so that not all can be spent; raise a cap, or allow more uses"
            )
