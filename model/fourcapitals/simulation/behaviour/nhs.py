"""The NHS beside care: what its boards buy near by, whom they hire, what they keep, and what it takes elsewhere."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourcapitals.data.area_arrays import Areas
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations import anchor
from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.nhs_plan import NhsPlan
from fourcapitals.vocabulary import NHS, USE_NAMES


class Anchored(NamedTuple):
    """What the NHS brings to areas beside care, and takes from them; each (year, area)."""

    jobs: Array
    """Workplace jobs that move between areas."""
    hired: Array
    """People in work who would not be."""
    care: Array
    """£m of 2019: that care loses."""


class MovedByNhs(NamedTuple):
    """What this means for areas, as `environment.Environment` has it."""

    flows: Array
    """(year, use, area), £m of 2019."""
    moved_jobs: Array
    """(year, area), jobs."""
    moved_share: Array
    """(year, area), share of the jobs of 2019."""
    hired: Array
    """(year, area), people."""


def moved_by_nhs(plan: NhsPlan, flows: Array, areas: Areas, p: Parameters) -> MovedByNhs:
    """What the NHS's plans mean for areas.

    Parameters
    ----------
    plan : NhsPlan
    flows : (year, use, area), £m of 2019
        Given in every scenario; empty for none.
    areas : Areas
    p : Parameters
    """
    brought = anchored(plan, areas, p)
    flows = flows.copy() if len(flows) else np.zeros((len(brought.care), len(USE_NAMES), len(areas.population)))
    flows[:, NHS] -= brought.care
    return MovedByNhs(
        flows=flows,
        moved_jobs=brought.jobs,
        moved_share=brought.jobs / areas.jobs,
        hired=brought.hired,
    )


def anchored(plan: NhsPlan, areas: Areas, p: Parameters) -> Anchored:
    """What the NHS's plans bring to areas and take from them.

    Parameters
    ----------
    plan : NhsPlan
    areas : Areas
    p : Parameters
    """
    spent = anchor.spending_shares(areas.population, areas.deprivation, p.nhs_spending_per_deprivation)
    bought, employed = spent * p.nhs_purchases, spent * p.nhs_jobs
    shift = anchor.shift_of_purchases(
        plan.planned, plan.local_share, p.local_purchasing_share, p.local_purchasing_achieved
    )
    purchases = plan.applies * bought
    demand = anchor.local_demand(shift, purchases.sum(axis=1), p.purchasing_displacement)
    sold = anchor.moved_work(demand, *_suppliers(plan, purchases, areas.jobs), p.purchasing_taken_in_england)
    # A facility that closes is joined to the others of its board.
    kept = 1e6 * plan.subsidy / p.subsidy_per_job_kept * (1 - p.hiring_displacement)
    # Whoever does not come from outside work leaves a job near by.
    leaving = plan.posts - anchor.newly_in_work(plan.posts_hired, p.hiring_displacement)
    hired = plan.hired_share @ (plan.applies * employed) + plan.posts_hired
    return Anchored(
        jobs=1e6 * sold / p.purchases_per_job
        + anchor.moved_within_boards(kept, plan.boards, employed)
        + anchor.moved_within_boards(leaving, plan.boards, areas.jobs),
        hired=anchor.newly_in_work(hired, p.hiring_displacement),
        care=anchor.cost_to_care(shift, purchases, p.local_price_premium) + plan.no_care,
    )


def _suppliers(plan: NhsPlan, purchases: Array, jobs: Array) -> tuple[Array, Array]:
    """(board, area), twice: where the suppliers of each board are that are near, and those that are not."""
    near, elsewhere = anchor.suppliers(plan.near, jobs)
    if plan.near_by_board:
        return near, elsewhere
    bought = purchases @ plan.near.T
    total = bought.sum(axis=1, keepdims=True)
    weight = np.divide(bought, total, out=np.zeros_like(bought), where=total > 0)
    return weight @ near, weight @ elsewhere
