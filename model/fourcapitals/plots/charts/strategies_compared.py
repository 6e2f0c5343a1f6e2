"""Strategies side by side, the best first: the effect of each, what its draws say, its money and its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from fourcapitals.formatting import decapitalised
from fourcapitals.plots.parts import asking
from fourcapitals.plots.parts.money_beside import MoneyBeside, money_beside
from fourcapitals.plots.parts.spreads import Spread, spread_of
from fourcapitals.results.comparison import paired
from fourcapitals.results.difference_units import Scale, scale_asked
from fourcapitals.results.evidence_shares import shares_of_variance, widest_interval
from fourcapitals.results.groupings import people_of
from fourcapitals.results.measures import label_of, measured, unit_of
from fourcapitals.results.money import levers_of, new_money_of, spending
from fourcapitals.results.results import Results
from fourcapitals.results.whole_life import BY_END, OF_LIFE, follows_whole_life, over_life
from fourcapitals.vocabulary import NOTHING, Outcome

CROWDED: Final = 0.06
"""Share of the largest effect below which points can hardly be told from nothing."""
ENOUGH: Final = 3
"""Such points that make a second panel worth its room."""
EVIDENCE: Final = {"variance_studies": "Studies", "variance_judgement": "Judgement"}
"""Columns of the share of the variance that rests on studies (A and B) and on judgement (D), and their heads."""
WIDEST: Final = "variance_widest_interval_95"
"""Column of the widest 95% interval of these shares, which says how far they are settled."""
OF_DRAWS: Final = (
    *("probability_better", "share_zero", "share_worse", "more_than", "probability_more"),
    *("probability_detectable", "sign_assumed"),
)
"""Columns of the data that speak of draws."""


def compare(
    results: Results,
    outcome: Outcome,
    *,
    reference: str,
    year: int,
    measure: str,
    unit: str | None,
    verdicts: pd.DataFrame | None,
) -> Compared:
    """Order the strategies that have the measure, the best first."""
    others = asking.others_than(results, reference)
    found = measured(results, outcome.name, measure=measure, reference=reference, year=year).isel(group=0)
    drawn = {name: np.asarray(found.sel(scenario=name).to_numpy(), np.float64) for name in others}
    values = {name: each for name, each in drawn.items() if np.isfinite(each).all()}
    order = sorted(values, key=lambda name: -outcome.better * float(np.median(values[name])))
    plain = {name: spread_of(values[name]) for name in order}
    scale = Scale(1.0, str(found.attrs["units"]))
    if measure == "total":
        scale = scale_asked(scale.unit, unit, *(spread.middle for spread in plain.values()))
    compared = paired(results, outcome.name, reference=reference, year=year).set_index("scenario")
    money = new_money_of(results, "england", until=year).isel(group=0)
    return Compared(
        results=results,
        outcome=outcome,
        reference=reference,
        year=year,
        measure=measure,
        plain=plain,
        spreads={name: spread_of(values[name] * scale.factor) for name in order},
        chances=compared,
        scale=scale,
        table=spending(results).assign(
            new_money_gbp_m=money.sel(scenario=list(results.scenarios)).to_numpy(), **_evidence(results, outcome)
        ),
        left_out=tuple(name for name in others if name not in values),
        levers=tuple(name for name in order if levers_of(results).get(name)),
        verdicts=verdicts,
        over_life=_over_life(results, outcome, reference, year),
    )


def _over_life(results: Results, outcome: Outcome, reference: str, year: int) -> pd.DataFrame | None:
    """Healthy person-years over the whole life, a row a strategy; none of another outcome or an earlier year."""
    if outcome.name != "hle" or year != results.period.end or not follows_whole_life(results):
        return None
    found = over_life(results, reference=reference).set_index("scenario")
    people = float(people_of(results, "england").item())
    per_head = {f"{column}_per_1000": 1000 * found[column] / people for column in (BY_END, *OF_LIFE)}
    return found.assign(**per_head)


def _evidence(results: Results, outcome: Outcome) -> dict[str, list[float]]:
    """Shares of the variance of the change in GVA for GVA, else of healthy life expectancy, with their widest interval.

    Not a number where they are not known.
    """
    result = "gva_percent" if outcome.name == "gva_per_hour" else "hle_years"
    shares = [shares_of_variance(results, name, result=result) for name in results.scenarios]
    studies = [each["A"][0] + each["B"][0] if each else np.nan for each in shares]
    judgement = [each["D"][0] if each else np.nan for each in shares]
    widest = [widest_interval([each]) if each else np.nan for each in shares]
    return {**dict(zip(EVIDENCE, (studies, judgement), strict=True)), WIDEST: widest}


@dataclass(frozen=True)
class Compared:
    """The strategies side by side, the best first, and what tells how they are drawn."""

    results: Results
    outcome: Outcome
    reference: str
    year: int
    measure: str
    plain: Mapping[str, Spread]
    """Effects in their own unit, and in that of the chart."""
    spreads: Mapping[str, Spread]
    chances: pd.DataFrame
    """What the draws say of the outcome in the year, a row a strategy (`comparison.paired`)."""
    scale: Scale
    table: pd.DataFrame
    """The money of each strategy up to the year, and its evidence."""
    left_out: tuple[str, ...]
    levers: tuple[str, ...]
    """Strategies that also act without money."""
    verdicts: pd.DataFrame | None
    over_life: pd.DataFrame | None
    """Healthy person-years to the last year and over the whole life (`results.over_life`), also for 1,000 residents."""

    @property
    def life_columns(self) -> tuple[str, ...]:
        """Columns of the whole life to stand beside what is shown: for each £1m or 1,000 residents, or in all."""
        if self.over_life is None:
            return ()
        per = "_per_gbp_m" if self.measure == "per_million" or self.per_million else ""
        per = "_per_1000" if self.measure == "per_head" else per
        return tuple(f"{column}{per}" for column in OF_LIFE)

    @property
    def money(self) -> MoneyBeside:
        """The new money up to the year."""
        return money_beside(self.results, reference=self.reference, year=self.year)

    @property
    def per_million(self) -> Mapping[str, float]:
        """What £1m of each strategy brings, to stand beside totals of unequal money; else nothing."""
        if self.measure == "per_million" or not self.money.differs:
            return {}
        return self.money.brought(self.outcome)

    @property
    def several(self) -> bool:
        """Whether there are several draws."""
        return self.results.draws > 1

    @property
    def evidence(self) -> dict[str, str]:
        """Columns of the evidence with their heads; none where no shares of variance are held."""
        held = self.table.loc[list(self.plain), list(EVIDENCE)].notna().any(axis=None)
        return EVIDENCE if held else {}

    @property
    def near(self) -> tuple[float, float] | None:
        """Ends of a panel that magnifies small effects, in their own unit; none where it would not help."""
        return _near(list(self.plain.values()))

    @property
    def magnified(self) -> bool:
        """Whether there is such a panel: of several draws their columns leave no room for it."""
        return self.near is not None and not self.several

    @property
    def takes(self) -> list[str]:
        """Strategies that take money away, where years are shown for the money."""
        money = self.table["new_money_gbp_m"]
        per_gbp = self.measure == "per_million"
        return [name for name in self.plain if per_gbp and money[name] < money[self.reference]]

    @property
    def of_value(self) -> bool:
        """Whether something added up over people is shown, and not the difference in the year."""
        return self.measure != "total"

    @property
    def label(self) -> str:
        """What is shown, with its years, within a sentence."""
        return decapitalised(label_of(self.outcome, measure=self.measure, year=self.year))

    def data(self) -> pd.DataFrame:
        """Give what is drawn."""
        known, life = [WIDEST] if self.evidence else [], [BY_END, *OF_LIFE] if self.over_life is not None else []
        life += [f"{column}_per_gbp_m" for column in life]
        brought, unit = self.per_million, unit_of(self.outcome, "per_million")
        return pd.DataFrame(
            [
                {
                    "scenario": name,
                    "title": self.results.titles[name],
                    "outcome": self.outcome.name,
                    "year": self.year,
                    "measure": self.measure,
                    **spread.columns(),
                    "unit": self.scale.unit,
                    **({"per_gbp_m": brought[name], "per_gbp_m_unit": unit} if brought else {}),
                    **{column: self.chances.loc[name, column] for column in OF_DRAWS if self.several},
                    **{column: self.table.loc[name, column] for column in ("new_money_gbp_m", *self.evidence, *known)},
                    **{column: self.over_life.loc[name, column] for column in life if self.over_life is not None},
                    "levers": name in self.levers,
                }
                for name, spread in self.spreads.items()
            ]
        )


def _near(spreads: Sequence[Spread]) -> tuple[float, float] | None:
    """Ends of a panel that magnifies the small effects, where enough of them are lost beside the largest."""
    largest = max((abs(spread.middle) for spread in spreads), default=0.0)
    small = [spread for spread in spreads if abs(spread.middle) < CROWDED * largest]
    if len(small) < ENOUGH:
        return None
    low = min(0.0, *(spread.ends[0] for spread in small))
    high = max(0.0, *(spread.ends[1] for spread in small))
    return (low, high) if NOTHING < high - low < 0.4 * largest else None
