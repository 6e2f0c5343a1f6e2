"""What a scenario plans for the NHS beside care, as arrays over years, integrated care boards and areas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from fourcapitals.data.baseline import Baseline
from fourcapitals.data.care_boards import care_boards
from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.files import Scenario
from fourcapitals.scenario.fund_rows import rows_of
from fourcapitals.scenario.nhs_tables import NhsAnchor
from fourcapitals.vocabulary import Period


class NhsPlan(NamedTuple):
    """Plans of the boards, from the year after the base year."""

    planned: Array
    """(year, board): 1 where a share of local purchases is planned."""
    local_share: Array
    """(year, board): that share."""
    hired_share: Array
    """(year, board): share of its jobs that a board fills from outside work."""
    applies: Array
    """(board, area): share of an area's NHS that is the board's and that the plan is for."""
    boards: Array
    """(board, area): share of an area that lies in each board; sums to 1 by area."""
    near: Array
    """(group, area): share of an area that lies in each group within which suppliers are near; sums to 1 by area."""
    near_by_board: bool
    """Whether the groups are the boards."""
    keeps: Array
    """(fund,): 1 for a subsidy that keeps facilities where they are."""
    per_gbp_m: Array
    """(fund,), posts: that £1m of a fund's row pays."""
    from_outside: Array
    """(fund,): share of those posts that people from outside work take."""
    posts: Array
    """(year, area), jobs: that funds pay, from `with_money`."""
    posts_hired: Array
    """(year, area), people: those of them who come from outside work."""
    subsidy: Array
    """(year, area), £m of 2019: of the subsidies."""
    no_care: Array
    """(year, area), £m of 2019: what of it the NHS gets, and buys no care with."""


def nhs_plan_of(scenario: Scenario, baseline: Baseline) -> NhsPlan | None:
    """Turn what a scenario says of the NHS into arrays; none where it says nothing.

    Posts that funds pay and facilities that they keep follow from their terms (`with_money`).

    Parameters
    ----------
    scenario : Scenario
    baseline : Baseline
    """
    if scenario.nhs_anchor is None and not any(fund.posts or fund.keeps_facilities for fund in scenario.funds.values()):
        return None
    plan, anchor = idle_plan(baseline), scenario.nhs_anchor
    rows = rows_of(scenario)
    posts = [row.fund.posts for row in rows]
    plan = plan._replace(
        keeps=np.array([float(row.fund.keeps_facilities) for row in rows]),
        per_gbp_m=np.array([1e6 / each.cost_gbp if each else 0.0 for each in posts]),
        from_outside=np.array([each.hired_from_outside_work if each else 0.0 for each in posts]),
    )
    if anchor is None:
        return plan
    return plan._replace(near_by_board=anchor.near == "care_board", **_decided(anchor, plan, baseline))


def _decided(anchor: NhsAnchor, plan: NhsPlan, baseline: Baseline) -> dict[str, Array]:
    """What the table of the anchor changes of an idle plan."""
    period, acting = baseline.period, _boards_of(anchor, baseline)[None, :]
    changes: dict[str, Array] = {}
    if anchor.local_share is not None:
        from_first = np.array([[float(min(anchor.local_share) <= year <= period.end)] for year in period.simulated])
        changes["planned"] = from_first * acting
        changes["local_share"] = _path(anchor.local_share, period)[:, None] * changes["planned"]
    if anchor.hired_from_outside_work is not None:
        changes["hired_share"] = _path(anchor.hired_from_outside_work, period)[:, None] * acting
    if anchor.areas is not None:
        changes["applies"] = plan.applies * np.isin(baseline.codes, anchor.areas)
    if anchor.near == "upper_tier":
        tiers = baseline.areas["upper_tier_code"].to_numpy(str)
        changes["near"] = (np.unique(tiers)[:, None] == tiers).astype(np.float64)
    return changes


def with_money(plan: NhsPlan, budget: Array, share: Array, to_nhs: Array) -> NhsPlan:
    """Work out the posts that funds pay, and what subsidies for facilities give, from their money.

    Parameters
    ----------
    plan : NhsPlan
    budget : (year, fund), £m of 2019
    share : (fund, area)
        Both as in `terms.Terms`; rows beyond those of the plan do neither.
    to_nhs : (fund,), share
        Of the money that the NHS gets.
    """
    rows = len(plan.per_gbp_m)
    posts, subsidies, share = budget[:, :rows] * plan.per_gbp_m, budget[:, :rows] * plan.keeps, share[:rows]
    return plan._replace(
        posts=posts @ share,
        posts_hired=(posts * plan.from_outside) @ share,
        subsidy=subsidies @ share,
        no_care=(subsidies * to_nhs[:rows]) @ share,
    )


def without_work(plan: NhsPlan) -> NhsPlan:
    """Leave out all that a plan does beside care; a subsidy for facilities still buys no care."""
    kept = ("applies", "boards", "near", "near_by_board", "keeps", "no_care")
    return NhsPlan(**{name: held if name in kept else np.zeros_like(held) for name, held in plan._asdict().items()})


def idle_plan(baseline: Baseline) -> NhsPlan:
    """Plan nothing: every board goes on as today.

    Parameters
    ----------
    baseline : Baseline
    """
    years, areas, share = len(baseline.period.simulated), len(baseline.codes), care_boards().share
    by_board, by_area = np.zeros((years, len(share))), np.zeros((years, areas))
    return NhsPlan(
        planned=by_board,
        local_share=by_board,
        hired_share=by_board,
        applies=share,
        boards=share,
        near=share,
        near_by_board=True,
        keeps=np.zeros(0),
        per_gbp_m=np.zeros(0),
        from_outside=np.zeros(0),
        posts=by_area,
        posts_hired=by_area,
        subsidy=by_area,
        no_care=by_area,
    )


def plan_in_year(plan: NhsPlan, at: int) -> NhsPlan:
    """Give the plan of one year alone, with a year axis of one.

    Parameters
    ----------
    plan : NhsPlan
    at : int
        Position of the year.
    """
    by_year = ("planned", "local_share", "hired_share", "posts", "posts_hired", "subsidy", "no_care")
    return plan._replace(**{name: getattr(plan, name)[at : at + 1].copy() for name in by_year})


def _boards_of(anchor: NhsAnchor, baseline: Baseline) -> Array:
    """(board,): 1 for those that act."""
    boards = care_boards()
    if anchor.neediest_boards is None:
        return np.isin(boards.codes, anchor.boards or boards.codes).astype(np.float64)
    people = boards.share * baseline.arrays.population
    healthy = people @ baseline.arrays.hle.mean(axis=0) / people.sum(axis=1)
    acting = np.zeros(len(healthy))
    acting[np.argsort(healthy, kind="stable")[: anchor.neediest_boards]] = 1.0
    return acting


def _path(stated: Mapping[int, float], period: Period) -> Array:
    """(year,): straight lines between the years stated, nothing before and after the money."""
    years = np.array(period.simulated)
    between = np.interp(years, list(stated), list(stated.values()))
    return np.where((years >= min(stated)) & (years <= period.end), between, 0.0)
