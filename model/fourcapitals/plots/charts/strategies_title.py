"""Which strategies do most: the title of their chart, and the subtitle that says what is measured."""

from __future__ import annotations

from collections.abc import Sequence

from fourcapitals.plots.charts.strategies_compared import Compared
from fourcapitals.plots.parts import amounts, wording
from fourcapitals.plots.parts.page import minus
from fourcapitals.plots.parts.spreads import leaders
from fourcapitals.results.chances import UTILITY_OF_OUTCOME, VERDICTS
from fourcapitals.results.difference_units import negligible_in_words
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import NOTHING


def title(seen: Compared) -> str:
    """Say which strategies do most, and what their lead rests on."""
    said, ranks = _title_of_value(seen) if seen.of_value else _title_of_difference(seen)
    verdict = _verdict_on_the_first(seen)
    if not verdict or not ranks:
        return said
    return f"{said[:-1]}; {verdict})" if said.endswith(")") else f"{said} ({verdict})"


def subtitle(seen: Compared) -> str:
    """Say what is measured."""
    reference = f"‘{seen.results.titles[seen.reference]}’"
    if seen.of_value:
        money = f", new money of 2020 to {seen.year} in 2019 prices" if seen.measure == "per_million" else ""
        return f"{wording.capitalised(seen.label)}{money}, England: gained against {reference}"
    return f"{wording.measure_of(seen.outcome)}, England, {seen.year}: difference from {reference}, {seen.scale.unit}"


def _verdict_on_the_first(seen: Compared) -> str:
    """The verdict on the first pair, where the chart ranks the same strategy first; of most outcomes there is none."""
    if seen.outcome.name not in UTILITY_OF_OUTCOME:
        return "what the order rests on is not judged"
    if seen.verdicts is None or seen.verdicts.empty or seen.verdicts.loc[0, "better"] != next(iter(seen.plain)):
        return ""
    badge = str(seen.verdicts.loc[0, "badge"])
    return "at central values a tie within 2% with the next" if badge == "tie" else f"its {VERDICTS[badge]}"


def _title_of_difference(seen: Compared) -> tuple[str, bool]:
    """Say what the largest effect is, and whether that ranks it: not where money differs, which it would rank too."""
    results, scale, several = seen.results, seen.scale, seen.several
    name, by = f"{seen.outcome.said} in England", f"by {seen.year}{wording.against(results, seen.reference)}"
    effects = {each: spread.middle for each, spread in seen.plain.items()}
    strongest = max(effects, key=lambda each: abs(effects[each]))
    effect, unit = effects[strongest], wording.unit_of_difference(seen.outcome)
    little = negligible_in_words(effect, unit, scale)
    if len(effects) == 1 and little:
        said = wording.changed(name, effect, unit, of_several=several, scale=scale)
        return f"‘{results.titles[strongest]}’ {said} {by}", False
    if little:
        changes_none = abs(effect) < NOTHING
        said = f"No strategy changes {name} {by}" if changes_none else f"All strategies change {name} by {little} {by}"
        return said, False
    scaled = {each: effect * scale.factor for each, effect in effects.items()}
    first = leaders(scaled)
    verb = ("raise" if effect > 0 else "lower") + ("s" if len(first) == 1 else "")
    size = amounts.by_how_much(
        amounts.size_of([scaled[each] for each in first]), scale.unit, of_several=several, about=len(first) > 1
    )
    ranks = len(first) < len(effects) and not seen.money.differs
    said = f"{_who(results, first)} {verb} {name}{' most,' if ranks else ''} {size} {by}{seen.money.words(*first)}"
    return f"{said}{_without_effect(seen, first)}", ranks


def _title_of_value(seen: Compared) -> tuple[str, bool]:
    """Say what £1m or 1,000 residents gain most, and whether that ranks strategies."""
    results, outcome = seen.results, seen.outcome
    if not seen.plain:
        return "No strategy brings new money", False
    what = seen.label.removesuffix(" per £1m").removesuffix(" per 1,000 residents")
    # What is lost with each £1m taken away is no gain.
    values = {name: spread.middle for name, spread in seen.plain.items() if name not in seen.takes}
    if not values:
        return f"{_who(results, list(seen.plain))} {_loses(seen)}", False
    gains = {name: outcome.better * value for name, value in values.items()}
    best = next(iter(values))
    if max(gains.values()) < NOTHING:
        return f"No strategy brings {what} in England for its money", False
    first = [name for name in leaders(gains) if gains[name] > 0] or [best]
    size = minus(amounts.size_of([values[name] for name in first])).removeprefix("+")
    per_million = seen.measure == "per_million"
    ranks = len(first) < len(values) and (per_million or not seen.money.differs)
    most = " most" if ranks else ""
    verb = ("bring" if outcome.better > 0 else "lower") + ("s" if len(first) == 1 else "")
    among = "a median of " if results.draws > 1 else ""
    pounds = "£" if "£" in seen.scale.unit.split(" per ")[0] else ""
    per = "£1m" if per_million else "1,000 residents"
    if per_million and seen.money.levers(first):
        per += f", the cost of {'its' if len(first) == 1 else 'their'} levers not counted"
    money = "" if per_million else seen.money.words(*first)
    said = f"{_who(results, first)} {verb}{most} {what} in England for each {per}: {among}{pounds}{size}{money}"
    return f"{said}{_without_effect(seen, [best])}", ranks


def _loses(seen: Compared) -> str:
    """Say what is lost where all strategies take money away."""
    what = seen.label.removesuffix(" per £1m")
    size = minus(amounts.size_of([spread.middle for spread in seen.plain.values()])).removeprefix("+")
    verb = ("lose" if seen.outcome.better > 0 else "add") + ("s" if len(seen.plain) == 1 else "")
    among = ("medians of " if " to " in size else "a median of ") if seen.results.draws > 1 else ""
    return f"{verb} {what} in England for each £1m taken away: {among}{size}"


def _who(results: Results, names: Sequence[str]) -> str:
    """Name one or two strategies, or count them."""
    if len(names) > 2:
        return f"{len(names)} strategies"
    return " and ".join(f"‘{results.titles[name]}’" for name in names)


def _without_effect(seen: Compared, names: Sequence[str]) -> str:
    """Say in how many draws one strategy does nothing, where they are many."""
    if len(names) > 1 or not seen.several:
        return ""
    return wording.without_effect(float(seen.chances["share_zero"][names[0]]))
