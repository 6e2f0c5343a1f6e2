"""What it would be worth to know a number before a strategy is chosen, and which numbers are worth it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from fourcapitals.appraisal.cost_effectiveness import in_order_of_cost, net_benefits
from fourcapitals.appraisal.present_values import other_priors, present_values
from fourcapitals.appraisal.settings import AppraisalSettings, appraisal_settings
from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.changed_parameters import table_of
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.ensemble.counterfactual import counterfactuals_of
from fourcapitals.ensemble.draws import coordinates, letter_of, stable_block
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.value_of_information import value_of_partial_information, value_of_perfect_information
from fourcapitals.errors import BadInput
from fourcapitals.evidence.sensitivity import label_of
from fourcapitals.evidence.uncertain import find_uncertain, with_value
from fourcapitals.results.number_of_draws import ENOUGH_DRAWS
from fourcapitals.scenario.files import parse_scenario
from fourcapitals.vocabulary import BLOCK, TIE

if TYPE_CHECKING:
    from fourcapitals.results.results import Results

SHUFFLES: Final = 200
"""Times that draws are shuffled, to see what a number without any say would seem to be worth."""
TRIED: Final = 20
"""Numbers whose say is tried in the model, those worth the most."""
ENDS: Final = (0.05, 0.95)
"""Probabilities of its prior at which a number is tried."""


@checked
def information(
    results: Results,
    *,
    reference: str = "baseline",
    settings: AppraisalSettings | None = None,
    whole_life: bool = True,
    baseline: Baseline | None = None,
) -> pd.DataFrame:
    """Give what knowing each uncertain number would add to the expected net benefit of the choice.

    Parameters
    ----------
    results : Results
        Of an ensemble.
    reference, settings, whole_life, baseline
        As in `cost_effectiveness.cost_effectiveness`; the worth of a QALY is that of the settings.

    Returns
    -------
    pandas.DataFrame
        One row a number that is worth more than chance gives and has a say in the model, the most first: ``parameter,
        meaning, letter, evppi_gbp_m, share_of_evpi``. ``attrs``: ``horizon``; ``evpi_gbp_m``, of all that is uncertain;
        ``noise_gbp_m``, the most that a shuffled number seems to be worth; ``by_chance``, the numbers that seem to be
        worth more and move no strategy.

    Raises
    ------
    BadInput
        When there are too few draws, or they were drawn from other priors than those of this version.

    Notes
    -----
    Parts do not add up to the whole: two numbers may be worth knowing together and neither alone. In few draws some
    numbers go together by chance, so that one without a say seems to have that of another: each is tried in the model
    at 5% and 95% of its prior, all else central, and must move a strategy by 2% of what the best one does.
    """
    if not results.is_ensemble or results.draws < ENOUGH_DRAWS:
        raise BadInput(
            f"what single numbers are worth takes {ENOUGH_DRAWS} draws or more, and these results hold "
            f"{results.draws}; make them with --draws {ENOUGH_DRAWS}"
        )
    if why := other_priors(results):
        raise BadInput(why)
    chosen = settings or appraisal_settings()
    values = present_values(results, chosen, reference=reference, whole_life=whole_life, baseline=baseline)
    benefit = net_benefits(values, in_order_of_cost(values), chosen.qaly_gbp)
    table = table_of(results.changed_parameters)
    everything = value_of_perfect_information(benefit)
    random, noise = np.random.default_rng(0), 0.0
    rank = np.arange(len(benefit), dtype=np.float64)
    for _ in range(SHUFFLES):
        noise = max(noise, value_of_partial_information(benefit, random.permutation(rank)))
    drawn = _numbers_of_draws(results, len(benefit), baseline)
    rows = [
        {
            "parameter": label_of(axis, table),
            "meaning": table[axis.name].meaning,
            "letter": letter_of(axis, table),
            "evppi_gbp_m": value_of_partial_information(benefit, drawn[:, at]),
        }
        for at, axis in enumerate(coordinates(table))
    ]
    found = pd.DataFrame(rows).sort_values("evppi_gbp_m", ascending=False, kind="stable")
    found = found[found["evppi_gbp_m"] > noise].head(TRIED)
    has_say = _have_a_say(results, found["parameter"].tolist(), reference, baseline)
    by_chance = [name for name in found["parameter"] if name not in has_say]
    found = found[found["parameter"].isin(has_say)].reset_index(drop=True)
    found["share_of_evpi"] = found["evppi_gbp_m"] / everything if everything > 0 else np.nan
    found.attrs = {"horizon": values.horizon, "evpi_gbp_m": everything, "noise_gbp_m": noise, "by_chance": by_chance}
    return found


def _have_a_say(results: Results, labels: Sequence[str], reference: str, baseline: Baseline | None) -> set[str]:
    """Which numbers move a strategy in the model by 2% of what the best one does, alone and at central values."""
    table = table_of(results.changed_parameters)
    read = {
        name: parse_scenario(results.scenario_files[name], name=name, files=results.files_of(name))
        for name in results.scenarios
    }
    others = [read[name] for name in results.scenarios if name != reference]
    runs = counterfactuals_of(others, reference=read[reference], baseline=baseline, parameters=table)
    names = [each.name for each in others]

    def effects(numbers: Parameters) -> Array:
        at = runs.at(numbers)
        if not at.is_stable:
            return np.full(len(names), np.nan)
        return np.array([at.effects(name, whole_life=False).healthy_person_years for name in names])

    central, found = effects(table.central()), set()
    for label in labels:
        number = find_uncertain(table, label)
        ends = (float(np.quantile(number.prior, end, method="inverted_cdf")) for end in ENDS)
        moved = [np.abs(effects(with_value(table, number, end)) - central).max() for end in ends]
        # Feedbacks that no longer die out are a move.
        if not max(moved) <= TIE * np.abs(central).max():
            found.add(label)
    return found


def _numbers_of_draws(results: Results, draws: int, baseline: Baseline | None) -> Array:
    """(draw, number): what each draw of an ensemble took, in the order of `draws.coordinates`."""
    table, areas = table_of(results.changed_parameters), (baseline or load_baseline()).arrays
    axes, parts = coordinates(table), []
    for block in range(-(-draws // BLOCK)):
        made = stable_block(table, areas, results.seed or 0, block).block
        columns = []
        for axis in axes:
            held = made.shares[axis.name] if axis.role == "share" else made.values[axis.name]
            columns.append(held if held.ndim == 1 else held[:, axis.element])
        parts.append(np.column_stack(columns))
    return np.concatenate(parts)[:draws]
