"""The scenarios of results read again, and what the order of those results rests on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fourcapitals.arguments import checked
from fourcapitals.data.changed_parameters import table_of
from fourcapitals.data.own_figures import check_same_figures
from fourcapitals.results.chances import UTILITY_OF_OUTCOME
from fourcapitals.scenario.files import parse_scenario
from fourcapitals.scenario.own_rules import check_rules

if TYPE_CHECKING:
    import pandas as pd

    from fourcapitals.data.baseline import Baseline
    from fourcapitals.results.results import Results
    from fourcapitals.scenario.files import Scenario


@checked
def scenario_in(results: Results, name: str) -> Scenario:
    """Read a scenario again from what results hold of it.

    Raises
    ------
    BadInput
        When it cannot be read any more, as without the file of rules that it was made with.
    """
    check_rules(json.loads(results.dataset.attrs.get("rules", "{}")), who="the results")
    return parse_scenario(results.scenario_files[name], name=name, files=results.files_of(name))


@checked
def verdicts_of(
    results: Results, outcome: str, *, measure: str, reference: str, baseline: Baseline | None = None
) -> pd.DataFrame | None:
    """Give the verdicts on the order of the scenarios of results (`appraisal.verdicts`).

    Parameters
    ----------
    results : Results
    outcome : str
    measure : str
        By which they are ranked.
    reference : str
        Is ranked too where it has money or levers of its own.
    baseline : Baseline, optional
        That they were run on, where its figures are the user's own.

    Returns
    -------
    DataFrame or None
        None for an outcome of which there is no utility.

    Raises
    ------
    BadInput
        When the files of the scenarios cannot be read again, or figures of the user's own are not at hand.
    """
    from fourcapitals.appraisal.verdicts import verdicts

    utility = UTILITY_OF_OUTCOME.get(outcome)
    if outcome == "hle" and measure != "total":
        utility = "healthy_person_years"
    if utility is None:
        return None
    read = {name: scenario_in(results, name) for name in results.scenarios}
    ranked = [name for name in read if name != reference or read[name].does_anything]
    against = next((read[name] for name in read if name not in ranked), "baseline")
    return verdicts(
        [read[name] for name in ranked],
        utility=utility,
        per_gbp=measure == "per_million",
        reference=against,
        baseline=check_same_figures(results.own_figures, baseline=baseline, who="the results"),
        parameters=table_of(results.changed_parameters),
    )
