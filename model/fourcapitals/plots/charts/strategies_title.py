"""Which strategies do most: the title of their chart, and the subtitle that says what is measured."""

from __future__ import annotations

from collections.abc import Sequence

from fourcapitals.formatting import hardly
from fourcapitals.plots.charts.strategies_compared import Compared
from fourcapitals.plots.parts import amounts, say
from fourcapitals.plots.parts.pen import minus
from fourcapitals.plots.parts.rows import leaders
from fourcapitals.results.chances import VERDICTS
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import NOTHING


def title(seen: Compared) -> str:
    """Say which strategies do most, and what their lead rests on."""
    said = _title_of_value(seen) if seen.of_value else _title_of_difference(seen)
    verdict = _verdict_on_the_first(seen)
    if not verdict or " most" not in said:
        return said
    return f"{said[:-1]}; {verdict})" if said.endswith(")") else f"{said} ({verdict})"


def subtitle(seen: Compared) -> str:
    """Say what is measured."""
    reference = f"‘{seen.results.titles[seen.reference]}’"
    if seen.of_value:
        money = f", new money of 2020 to {seen.year} in 2019 prices" if seen.measure == "per_million" else ""
        return f"{say.capitalised(seen.label)}{money}, England: gained against {reference}"
    return f"{say.measure_of(seen.outcome)}, England, {seen.year}: difference from {reference}, {seen.scale.unit}"


def _verdict_on_the_first(seen: Compared) -> str:
    """The verdict on the first pair, where the chart ranks the same strategy first."""
    if seen.verdicts is None or seen.verdicts.empty or seen.verdicts.loc[0, "better"] != next(iter(seen.plain)):
        return ""
    badge = str(seen.verdicts.loc[0, "badge"])
    return "at central values a tie within 2% with the next" if badge == "tie" else f"its {VERDICTS[badge]}"


def _title_of_difference(seen: Compared) -> str:
    results, scale, several = seen.results, seen.scale, seen.several
    name, by = seen.outcome.said, f"by {seen.year}{say.against(results, seen.reference)}"
    effects = {each: spread.middle for each, spread in seen.plain.items()}
    strongest = max(effects, key=lambda each: abs(effects[each]))
    effect, unit = effects[strongest], say.unit_of_difference(seen.outcome)
    little = hardly(effect, unit, scale)
    if len(effects) == 1 and little:
        return f"‘{results.titles[strongest]}’ {say.changed(name, effect, unit, of_several=several, scale=scale)} {by}"
    if little:
        changes_none = abs(effect) < NOTHING
        return f"No strategy changes {name} {by}" if changes_none else f"All strategies change {name} by {little} {by}"
    scaled = {each: effect * scale.factor for each, effect in effects.items()}
    first = leaders(scaled)
    verb = ("raise" if effect > 0 else "lower") + ("s" if len(first) == 1 else "")
    size = amounts.by_how_much(
        amounts.size_of([scaled[each] for each in first]), scale.unit, of_several=several, about=len(first) > 1
    )
    most = " most," if len(first) < len(effects) else ""
    nothing = _without_effect(seen, first)
    return f"{_who(results, first)} {verb} {name}{most} {size} {by}{nothing}"


def _title_of_value(seen: Compared) -> str:
    results, outcome = seen.results, seen.outcome
    if not seen.plain:
        return "No strategy brings new money"
    what = seen.label.removesuffix(" per £1m").removesuffix(" per 1,000 residents")
    values = {name: spread.middle for name, spread in seen.plain.items()}
    gains = {name: outcome.better * value for name, value in values.items()}
    best = next(iter(values))
    if max(gains.values()) < NOTHING:
        return f"No strategy brings {what} for its money"
    first = [name for name in leaders(gains) if gains[name] > 0] or [best]
    size = minus(amounts.size_of([values[name] for name in first])).removeprefix("+")
    most = " most" if len(first) < len(values) else ""
    verb = ("brings" if outcome.better > 0 else "takes away") if len(first) == 1 else "bring"
    among = "a median of " if results.draws > 1 else ""
    pounds = "£" if "£" in seen.scale.unit.split(" per ")[0] else ""
    per = "£1m" if seen.measure == "per_million" else "1,000 residents"
    nothing = _without_effect(seen, [best])
    return f"{_who(results, first)} {verb}{most} {what} for each {per}: {among}{pounds}{size}{nothing}"


def _who(results: Results, names: Sequence[str]) -> str:
    """Name one or two strategies, or count them."""
    if len(names) > 2:
        return f"{len(names)} strategies"
    return " and ".join(f"‘{results.titles[name]}’" for name in names)


def _without_effect(seen: Compared, names: Sequence[str]) -> str:
    """Say in how many draws one strategy does nothing, where they are many."""
    if len(names) > 1 or not seen.several:
        return ""
    return say.without_effect(float(seen.chances["share_zero"][names[0]]))
