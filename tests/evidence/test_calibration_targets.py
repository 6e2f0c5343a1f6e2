"""What history is held against: nothing of later years, and priors that have not seen the same figures."""

import numpy as np
import pytest
from fourcapitals.data.calibration_groups import load_calibration_groups
from fourcapitals.data.parameters import load_parameters
from fourcapitals.evidence.calibration_targets import NAMES, national_histories_until, priors_before, targets_until


def cut(tables, year):
    """The tables as they would have been at the end of a year."""
    kept = dict(tables)
    for name, table in tables.items():
        if name.startswith("history_") and name != "history_deprivation":
            window = "start_year" in table
            kept[name] = table[table["start_year" if window else "year"] + 2 * window <= year]
    published = tables["published"]
    kept["published"] = published[published["period"].astype(str).str[-2:].astype(int) + 2000 <= year]
    kept["deflator"] = tables["deflator"].query("year <= @year or year == 2019")
    return kept


def test_no_figure_after_the_year_enters(baseline):
    whole, past = targets_until(baseline.tables, 2014), targets_until(cut(baseline.tables, 2014), 2014)
    at = {
        "area_productivity": (0.98, 0.03, 0.2),
        "area_life": (0.98, 0.1, 0.9, 0.02, 0.7),
        "area_good_health": (0.2, 0.975, 1.0, 2.0),
        "national_productivity": (0.005, 0.01),
        "national_health": (0.0, 0.05),
    }
    assert set(at) == set(whole) == set(NAMES)
    for group, values in at.items():
        assert whole[group].log_likelihood(*values) == past[group].log_likelihood(*values), group


def test_england_is_the_mean_of_its_sexes_in_prices_of_2019(baseline):
    nation = national_histories_until(baseline.tables, 2014)
    assert nation.healthy.tolist() == pytest.approx([63.51, 63.61])
    assert np.exp(nation.productivity[-1]) == pytest.approx(32.51 / 0.915)
    assert len(nation.productivity) == 11


def test_a_prior_that_comes_from_these_figures_is_not_where_the_group_starts():
    """Wide ones instead: parameters.toml's are estimates from the same histories."""
    table = load_parameters()
    for group in ("area_productivity", "area_life", "area_good_health"):
        wide = dict(zip(NAMES[group], priors_before(group), strict=True))
        for name, prior in wide.items():
            if name in table.parameters and name != "area_good_health_persistence":
                assert prior != table[name].priors[0], name
    assert priors_before("national_health") == tuple(table[name].priors[0] for name in NAMES["national_health"])


def test_every_group_says_what_its_figures_are_and_cannot_tell():
    groups = load_calibration_groups()
    assert set(NAMES) < set(groups)
    assert all(group.meaning and group.source for group in groups.values())
