"""How often a scenario does better than another: of which outcome and year, by how much, and what of it is assumed.

A share of draws travels alone, so that each is said with its outcome and year, beside the shares of draws in which the
difference is more than a small unit and more than published figures could show.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.sampling_error import detectable_change, published_errors
from fourcapitals.results.difference_units import DAYS_A_YEAR
from fourcapitals.results.money import beside_uses
from fourcapitals.vocabulary import NOTHING, POUND, Outcome

if TYPE_CHECKING:
    import pandas as pd

    from fourcapitals.results.results import Results


class Small(NamedTuple):
    """A difference that is small but not negligible."""

    size: float
    words: str


SMALL: Final = {
    "years": Small(1 / DAYS_A_YEAR, "a day"),
    "%": Small(0.01, "0.01%"),
    "share": Small(1e-4, "10 people in 100,000"),
    "points, 0 to 10": Small(0.001, "a thousandth of a point"),
    "µg/m3": Small(0.001, "1 ng/m³"),
}
"""By the unit of differences."""
ASSUMED: Final = "sign assumed"
"""Written beside a probability that is one only because no prior lets money do harm."""
ASSUMED_IN_WORDS: Final = (
    "Sign assumed: the scenario only adds money or levers, no prior gives them a harmful effect, and no draw is worse; "
    "the probability is no finding."
)
SIGNS_IN_WORDS: Final = "That added money and levers do good is assumed: no prior gives them a harmful effect."
"""Said where there is no probability."""
VERDICTS: Final = {
    "found": "lead holds with judged effects made equal",
    "assumed": "lead rests on judged effects",
    "untested": "lead not tested: one side alone has judged effects",
    "tie": "a tie within 2%",
}
"""Badges of an order in words that can be copied alone (`appraisal.verdicts`)."""
UTILITY_OF_OUTCOME: Final = {"hle": "hle_years", "gva_per_hour": "gva_percent"}
"""Outcomes whose order can have a verdict, and the utility that it is worked out by."""
NO_VERDICT: Final = (
    "No verdict on this order: which uses of money have judged effects is recorded for their effects on healthy life "
    "expectancy and GVA per hour alone"
)
CHANCES: Final = ("probability_better", "probability_more", "probability_detectable")
"""Columns of `comparison.paired` that are shares of draws in which an outcome is better."""


def detectable_changes(outcome: Outcome, codes: list[str]) -> npt.NDArray[np.float64]:
    """Give the least difference that published figures of each place could show.

    Parameters
    ----------
    outcome : Outcome
    codes : list of str
        Of places.

    Returns
    -------
    numpy.ndarray
        (place,), years; not a number where no interval is published, and for all outcomes but healthy life expectancy.

    Examples
    --------
    >>> from fourcapitals.vocabulary import ENGLAND, outcome_named
    >>> detectable_changes(outcome_named("hle"), [ENGLAND, "nowhere"]).round(2)
    array([0.26,  nan])
    """
    if outcome.name != "hle":
        return np.full(len(codes), np.nan)
    return np.array([detectable_change(error) for error in published_errors(load_baseline(), codes)])


def chances_of(
    change: npt.NDArray[np.float64], outcome: Outcome, *, unit: str, detectable: float, only_adds: bool
) -> dict[str, Any]:
    """Say in which share of draws a scenario is better, and by how much.

    Parameters
    ----------
    change : (draw,), in `unit`
        Paired differences.
    outcome : Outcome
        Says whether more of it is better.
    unit : str
        Of the differences.
    detectable : float, in `unit`
        From `detectable_changes`.
    only_adds : bool
        From `only_adds`.

    Returns
    -------
    dict
        ``probability_better`` (a draw in which nothing differs counts half), ``share_zero, share_worse``;
        ``more_than`` in words and ``probability_more``; ``detectable_from`` and ``probability_detectable``, not
        numbers where nothing is published; ``sign_assumed``.

    Examples
    --------
    >>> from fourcapitals.vocabulary import outcome_named
    >>> days = np.array([0.0, 0.5, 2.0, 100.0]) / 365.25
    >>> found = chances_of(days, outcome_named("hle"), unit="years", detectable=0.26, only_adds=True)
    >>> found["probability_better"], found["probability_more"], found["probability_detectable"], found["sign_assumed"]
    (0.875, 0.5, 0.25, True)
    """
    gains = outcome.better * change
    zero, worse = float(np.mean(np.abs(gains) < NOTHING)), float(np.mean(gains <= -NOTHING))
    small = SMALL.get(unit)
    return {
        "probability_better": float(np.mean(gains >= NOTHING)) + zero / 2,
        "share_zero": zero,
        "share_worse": worse,
        "more_than": small.words if small else "",
        "probability_more": float(np.mean(gains > small.size)) if small else np.nan,
        "detectable_from": detectable,
        "probability_detectable": np.nan if np.isnan(detectable) else float(np.mean(gains > detectable)),
        "sign_assumed": is_assumed(only_adds=only_adds, zero=zero, worse=worse),
    }


def is_assumed(*, only_adds: bool, zero: float, worse: float) -> bool:
    """Whether that no draw is worse follows from the signs of the priors alone.

    Parameters
    ----------
    only_adds : bool
        From `only_adds`.
    zero, worse : float, shares of draws
    """
    return bool(only_adds and worse == 0 and zero < 1)


@checked
def only_adds(results: Results, *, reference: str) -> dict[str, bool]:
    """Say of each scenario whether all that it does beyond the reference is to add money or levers.

    No money of any use in any area and year is taken away, none is raised by a tax, the NHS moves no work, and the
    reference has no levers that the scenario lacks. No prior of the model lets money or levers do harm, so that the
    sign of what such a scenario does is assumed.

    Parameters
    ----------
    results : Results
    reference : str
        A scenario of the results.

    Returns
    -------
    dict
        Name to whether; False for the reference.
    """
    files = {name: tomllib.loads(text) for name, text in results.scenario_files.items()}
    own = beside_uses(files.get(reference, {}))
    takes = _takes(results, reference)
    found = {}
    for name in results.scenarios:
        stated = files.get(name, {})
        taxed = any(fund.get("financing") == "tax" for fund in stated.get("funds", {}).values())
        others_levers = bool(own) and beside_uses(stated) != own
        # What the NHS brings to an area beside care it takes from others.
        moves_work = beside_uses(stated).keys() != stated.get("levers", {}).keys()
        found[name] = name != reference and not (takes[name] or taxed or others_levers or moves_work)
    return found


def _takes(results: Results, reference: str) -> dict[str, bool]:
    """Whether some money of a use is less than in the reference, somewhere or in some year."""
    lines = results.awards()
    awards = np.moveaxis(lines.to_numpy(), lines.dims.index("line"), 0)
    owner, use = (results.dataset[f"line_{what}"].to_numpy().astype(str) for what in ("scenario", "use"))
    found = dict.fromkeys(results.scenarios, False)
    for each in sorted(set(use)):
        beside = awards[(owner == reference) & (use == each)].sum(axis=0)
        for name in results.scenarios:
            own = awards[(owner == name) & (use == each)].sum(axis=0)
            found[name] |= bool(np.any(own - beside < -POUND))
    return found


@checked
def named_in_full(table: pd.DataFrame) -> pd.DataFrame:
    """Name in the headings of a table the outcome and the year that its probabilities are of.

    Parameters
    ----------
    table : pandas.DataFrame
        With columns ``outcome`` and ``year``; one that has no probabilities, or several outcomes or years, stays as it
        is.

    Examples
    --------
    >>> import pandas as pd
    >>> one = {"outcome": "hle", "year": 2035, "more_than": "a day", "probability_better": 0.9, "probability_more": 0.5}
    >>> list(named_in_full(pd.DataFrame([one])))[3:]
    ['probability_hle_2035_better', 'probability_hle_2035_more_than_a_day']
    >>> one |= {"outcome": "gva_per_hour", "more_than": "0.01%"}
    >>> list(named_in_full(pd.DataFrame([one])))[4:]
    ['probability_gva_per_hour_2035_more_than_0.01_percent']
    """
    held = [name for name in CHANCES if name in table]
    if not held or not {"outcome", "year"} <= set(table) or len(table[["outcome", "year"]].drop_duplicates()) != 1:
        return table
    what = f"probability_{table['outcome'].iloc[0]}_{table['year'].iloc[0]}"
    small = str(table["more_than"].iloc[0]) if "more_than" in table else ""
    small = small.replace("%", " percent").replace("³", "3")
    more = f"{what}_more_than_{''.join(each if each.isalnum() or each == '.' else '_' for each in small)}"
    names = {
        "probability_better": f"{what}_better",
        "probability_more": more.rstrip("_"),
        "probability_detectable": f"{what}_detectable",
    }
    return table.rename(columns={name: names[name] for name in held})
