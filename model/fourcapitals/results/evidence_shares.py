"""On which evidence the uncertainty of a scenario's result rests: shares of variance by letter, read and in words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from fourcapitals.arguments import checked
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.data.known_shares import load_known_shares
from fourcapitals.results.money import beside_uses, spending_by_use
from fourcapitals.scenario.files import is_another
from fourcapitals.vocabulary import END_YEAR, LETTERS, POUND, Letter

if TYPE_CHECKING:
    from fourcapitals.results.results import Results

RESULTS_SHARED: Final = {"hle_years": "healthy life expectancy", "gva_percent": "GVA per hour"}
"""The results whose variance is shared: healthy life expectancy and GVA per hour of England in the last year."""
SETTLED: Final = 0.1
"""Widest 95% interval of a share at which shares are taken as settled."""
TOLD: Final = 0.045
"""Share below which a letter goes without a word."""
RESTS: Final = "How strong the evidence is"
"""How a line opens that says on which evidence the uncertainty of a result rests."""
CAUTION: Final = "Shares of variance say where the spread comes from, not whether its middle is right."

ASSUMED_LEVERS: Final = "The sizes of its levers are assumed."
ASKED: Final = "fourcapitals evidence"
"""The command that says what a result rests on, where shares of variance are not held."""
NO_MONEY: Final = "no new money"

CHANGE: Final = f"the change in England's {{}} by {END_YEAR}"
"""What is shared, of the name of an outcome."""

Shares = Mapping[Letter, tuple[float, float, float]]
"""By letter the share, and the ends of its 95% interval."""


@checked
def shares_of_variance(results: Results, scenario: str, *, result: str = "hle_years") -> Shares:
    """Read on which letters the uncertainty of a scenario's result rests.

    Parameters
    ----------
    results : Results
    scenario : str
    result : {"hle_years", "gva_percent"}
        Change of healthy life expectancy, or of GVA per hour, of England in the last year.

    Returns
    -------
    mapping of letter to share with the ends of its 95% interval
        Nothing for a run or few draws (below 200) of a scenario of one's own or with changed parameters, and where
        nothing moves the result.
    """
    return read_shares(held_shares(results), scenario=results.scenario(scenario))[result]


def held_shares(results: Results) -> Mapping[str, Any]:
    """Give the shares of an ensemble, or else those known beforehand; nothing where there are neither.

    Known are the scenarios that come with the model, with its own parameters and tables, against its baseline.

    Parameters
    ----------
    results : Results
    """
    own: Mapping[str, Any] = results.header.get("variance_by_letter") or {}
    files, about = results.scenario_files, results.dataset.attrs
    if own or results.reference != "baseline" or is_another("baseline", files.get("baseline", "")):
        return own
    return load_known_shares().held(
        files,
        parameters=about.get("parameters_checksum", ""),
        data=about.get("data_checksum", ""),
    )


@checked
def read_shares(held: Mapping[str, Any], *, scenario: str) -> dict[str, Shares]:
    """Read the shares of one scenario, by result, from what an ensemble holds; nothing for a result that is not moved.

    Parameters
    ----------
    held : mapping
        As `ensemble.variance_by_letter.shares_of` gives.
    scenario : str
    """
    own = held.get("shares", {}).get(scenario, {})
    return {
        result: {
            letter: (own[result][letter][0], own[result][letter][1], own[result][letter][2])
            for letter in LETTERS
            if letter in own.get(result, {})
        }
        for result in RESULTS_SHARED
    }


def in_words(shares: Shares) -> str:
    """Say shares of variance in words, the largest first.

    Parameters
    ----------
    shares : mapping of letter to share and interval

    Examples
    --------
    >>> in_words({"A": (0.0, 0.0, 0.0), "B": (0.88, 0.8, 0.9), "C": (0.01, 0.0, 0.1), "D": (0.11, 0.1, 0.2)})
    'contested or single studies 88%, judgement 11%'
    """
    known = load_evidence_letters().letters
    told = sorted(((each[0], letter) for letter, each in shares.items() if each[0] >= TOLD), reverse=True)
    return ", ".join(f"{known[letter].words} {_percent(share)}" for share, letter in told)


def _percent(share: float) -> str:
    return "over 99%" if 0.995 <= share < 1 else f"{100 * share:.0f}%"


def evidence_line(results: Results, scenario: str) -> str:
    """Say in one line what the uncertainty of a scenario's results rests on; nothing where that is not known.

    Parameters
    ----------
    results : Results
    scenario : str
    """
    return in_a_line({result: shares_of_variance(results, scenario, result=result) for result in RESULTS_SHARED})


@checked
def in_a_line(shares: Mapping[str, Shares]) -> str:
    """Say shares of both results in one line.

    Parameters
    ----------
    shares : mapping of result to shares

    Examples
    --------
    >>> print(in_a_line({"hle_years": {"D": (1.0, 1.0, 1.0)}, "gva_percent": {}}))
    Of the uncertainty of the change in England's healthy life expectancy by 2035: judgement 100%.
    """
    told = [(RESULTS_SHARED[result], in_words(each)) for result, each in shares.items() if each]
    if not told:
        return ""
    (first, words), *others = told
    said = "; ".join([f"{CHANGE.format(first)}: {words}", *(f"of {name}: {words}" for name, words in others)])
    return " ".join(filter(None, (f"Of the uncertainty of {said}.", unsettled(shares.values()))))


def unsettled(shown: Iterable[Mapping[Any, Sequence[float]]]) -> str:
    """Say that shares are not settled, beside them; nothing where they are.

    Parameters
    ----------
    shown : iterable of mappings of letter to share and interval
        All that are shown together.

    Examples
    --------
    >>> unsettled([{"B": (0.88, 0.75, 0.95), "D": (0.12, 0.1, 0.15)}]), unsettled([{"B": (0.88, 0.85, 0.9)}])
    ('These shares are NOT settled: 95% intervals up to 20 points wide.', '')
    """
    widest = widest_interval(shown)
    if widest <= SETTLED:
        return ""
    return f"These shares are NOT settled: 95% intervals up to {100 * widest:.0f} points wide."


def widest_interval(shown: Iterable[Mapping[Any, Sequence[float]]]) -> float:
    """Give the widest 95% interval of shares, as a share; 0 where there are none.

    Parameters
    ----------
    shown : iterable of mappings of letter to share and interval
    """
    return max((high - low for shares in shown for _, low, high in shares.values()), default=0.0)


@checked
def evidence_of(results: Results) -> dict[str, str]:
    """Say of each scenario what the uncertainty of its results rests on, in a line.

    Where that is not known, for one run or few draws of a scenario of one's own, the line says how to know; a
    scenario without new money and levers rests on nothing.

    Parameters
    ----------
    results : Results
    """
    by_use = spending_by_use(results)
    spent = by_use.assign(moved=by_use["new_money_gbp_m"].abs()).groupby("scenario")["moved"].sum()
    told, levers = {}, {name: beside_uses(tomllib.loads(text)) for name, text in results.scenario_files.items()}
    for name, argument in zip(results.scenarios, results.scenario_arguments(), strict=True):
        line = evidence_line(results, name)
        if line:
            told[name] = f"{line} {ASSUMED_LEVERS}" if levers.get(name) else line
        else:
            acts = bool(levers.get(name)) or float(spent.get(name, 0.0)) >= POUND
            told[name] = f"{ASKED} {argument}" if acts else NO_MONEY
    return told


@checked
def how_settled(results: Results) -> str:
    """Say how far the shares of an ensemble are known; nothing where it holds none.

    Parameters
    ----------
    results : Results
    """
    return settled(held_shares(results))


def settled(held: Mapping[str, Any]) -> str:
    """Say how far shares are known; nothing where there are none.

    Parameters
    ----------
    held : mapping
        As `ensemble.variance_by_letter.shares_of` gives.
    """
    widest = widest_interval(shares for each in held.get("shares", {}).values() for shares in each.values())
    if not widest:
        return ""
    word = "settled" if widest <= SETTLED else "NOT settled: more pairs settle them"
    return f"{held['points']:,} pairs of points, widest 95% interval {100 * widest:.0f} points: {word}."
