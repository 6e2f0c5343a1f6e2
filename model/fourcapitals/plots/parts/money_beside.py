"""The money beside what scenarios change: a title copied alone says for how much, and ranks no unequal money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fourcapitals.formatting import decapitalised, plain, readable_money
from fourcapitals.plots.parts import wording
from fourcapitals.plots.parts.page import minus
from fourcapitals.plots.parts.places import WHOLE, Place
from fourcapitals.results.awarded import lines_of_bids
from fourcapitals.results.measures import amounts_beside, extra_money, is_unequal, label_of
from fourcapitals.results.money import levers_of
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, POUND, Outcome


@dataclass(frozen=True)
class MoneyBeside:
    """New money of the scenarios of a chart in its place, from 2020 to its year."""

    results: Results
    reference: str
    place: Place
    year: int
    gbp_m: Mapping[str, float]
    """Of all scenarios but the reference, beyond that of the reference."""

    @property
    def differs(self) -> bool:
        """Whether the money differs by more than 5%, so that totals would compare it too."""
        return is_unequal(list(self.gbp_m.values()))

    @property
    def years(self) -> str:
        """The years that the money is of, short."""
        return f"{BASE_YEAR + 1}-{self.year % 100}"

    def words(self, *names: str) -> str:
        """Say in a title with what money, and levers, one or several scenarios do something."""
        ends = [self.gbp_m[name] for name in names]
        there = "" if self.place.by == "england" else " there"
        kind = "more" if wording.against(self.results, self.reference) else "of new"
        said, by_levers = in_words(min(ends), max(ends), kind=kind), self.levers(names)
        if any(abs(end) >= POUND for end in ends):
            each = "each " if len(names) > 1 and " to " not in said else ""
            joint = ", " if by_levers.startswith("some") else " and " if by_levers else ""
            return f" {each}{said}{there} {self.years}{joint}{by_levers}"
        return f" {'through ' + by_levers if by_levers else said}"

    def levers(self, names: Sequence[str]) -> str:
        """Name the levers of scenarios, whose cost nothing counts; nothing where they have none."""
        held = levers_of(self.results)
        own = [name for name in names if held.get(name) and held[name] != held.get(self.reference)]
        if not own:
            return ""
        return "levers (cost not counted)" if len(own) == len(names) else "some with levers (cost not counted)"

    def note(self, outcome: Outcome, shown: Sequence[str], *, per_million: bool = True) -> str:
        """Give the money and what £1m of it brings beside differences; nothing where money differs little."""
        if not self.differs or len(shown) < 2:
            return ""
        told = {name: readable_money(self.gbp_m[name]) for name in shown}
        what = f"New money {self.years} in 2019 prices"
        if per_million:
            label = label_of(outcome, measure="per_million", year=self.year)
            what += f", and {decapitalised(label)}"
            brought = self.brought(outcome)
            told |= {name: f"{told[name]}, {self.brought_in_words(brought[name], name)}" for name in shown}
        each = "; ".join(f"{self.results.titles[name]}: {told[name]}" for name in shown)
        said = f"Money differs, so that differences alone would rank it too. {what}: {each}."
        return minus(" ".join([said, *lines_of_bids(self.results, scenarios=shown, titled=True)]))

    def brought_in_words(self, brought: float, name: str) -> str:
        """Write what £1m brings, or what is lost with each that is taken away."""
        return f"{plain(brought)}{' lost' if self.gbp_m[name] <= -POUND else ''}"

    def brought(self, outcome: Outcome) -> dict[str, float]:
        """Give what £1m of each scenario brings, the median of draws; not a number where there is no money."""
        table = amounts_beside(
            self.results,
            outcome.name,
            measure="per_million",
            reference=self.reference,
            year=self.year,
            by=self.place.by,
        )
        amounts = table[table["group"] == self.place.code].set_index("scenario")["amount"]
        return {str(name): float(amount) for name, amount in amounts.items()}


def money_beside(results: Results, *, reference: str, place: Place = WHOLE, year: int = END_YEAR) -> MoneyBeside:
    """Find the money of scenarios in a place up to a year, to stand beside what they change there by then."""
    found = extra_money(results, reference=reference, by=place.by, group=place.code, until=year)
    return MoneyBeside(results, reference, place, year, {name: found[name] for name in found if name != reference})


def in_words(low: float, high: float, *, kind: str = "of new") -> str:
    """Say with what money something is done, £m of 2019, or between which amounts.

    Examples
    --------
    >>> in_words(10_686.0, 10_686.0), in_words(6_860.0, 10_686.0), in_words(0.0, 0.0)
    ('with £10.7bn of new money', 'with £6.86bn to £10.7bn of new money', 'without new money')
    >>> in_words(-4_000.0, -4_000.0), in_words(-4_000.0, 500.0, kind="more")
    ('with £4bn less money', 'with £4bn less to £500m more money')
    """
    if max(abs(low), abs(high)) < POUND:
        return f"without {kind.removeprefix('of ')} money"
    amounts = dict.fromkeys([readable_money(abs(low)), readable_money(abs(high))])
    if low > -POUND:
        return f"with {' to '.join(amounts)} {kind} money"
    if high < POUND:
        return f"with {' to '.join(reversed(amounts))} less money"
    return f"with {readable_money(-low)} less to {readable_money(high)} more money"
