"""Money of a competition that comes after its last round, which no bid can win."""

from __future__ import annotations

from collections.abc import Iterator

from fourcapitals.arguments import checked
from fourcapitals.formatting import readable_money
from fourcapitals.scenario.files import Scenario
from fourcapitals.scenario.rule_tables import Competitive


@checked
def late_money(scenario: Scenario) -> Iterator[str]:
    """Tell of each fund whose rounds are over before its money ends, as a line.

    Parameters
    ----------
    scenario : Scenario

    Examples
    --------
    >>> from fourcapitals.scenario.files import load_scenario
    >>> list(late_money(load_scenario("competition")))
    []
    """
    for name, fund in scenario.funds.items():
        rule = fund.allocation
        if not isinstance(rule, Competitive) or rule.rounds is None:
            continue
        last = max(rule.rounds)
        late = {year: amount for year, amount in fund.gbp_m.items() if amount and year > last}
        goes_on = fund.after_end == "continues" and bool(fund.gbp_m)
        if late or goes_on:
            stated = f"{readable_money(sum(late.values()))} of {min(late)} to {max(late)}" if late else "money"
            after = f"{' and ' if late else ' of '}the years after {max(fund.gbp_m)}" if goes_on else ""
            yield (
                f"{name}: {stated}{after} comes after the last round, {last}: no bid can win it; name a later year in "
                "rounds, or leave the money out"
            )
