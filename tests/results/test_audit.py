"""Who is left out: the briefing's two figures counted again from the lists, and any rule set beside need."""

import json
from functools import partial

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.results.agreement import overlap
from fourcapitals.results.audit import (
    audit_rule,
    money_moved,
    rank_correlation,
    shares_of_scenario,
)
from fourcapitals.results.luf_audit import audit_luf
from fourcapitals.scenario.allocation import share_out
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture(scope="module")
def listed(baseline):
    """The districts of the list, the shortest healthy life of males first."""
    rows = baseline.tables["luf_priority"].to_dict("records")
    return sorted(rows, key=lambda row: (row["hle_male_2009_13_years"], row["lad20_code"]))


@pytest.fixture(scope="module")
def audit(baseline):
    return audit_luf(baseline)


def test_the_lowest_are_counted_by_category_from_the_list(audit, listed):
    assert audit.districts == len(listed) == 314
    assert audit.lowest == 94
    for number in (1, 2, 3):
        counted = sum(row["category"] == number for row in listed[:94])
        assert {each.count for each in audit.findings if (each.figure, each.category) == ("2", number)} == {counted}
    assert sum(each.count for each in audit.findings if each.figure == "2") == 94
    assert audit.threshold_years == listed[93]["hle_male_2009_13_years"]


def test_deprived_districts_of_low_priority_and_poor_health_are_counted_from_the_list(audit, listed):
    by_score = sorted(listed, key=lambda row: -row["imd_2019_score"])
    for number, most_deprived in ((3, 157), (2, 62)):
        names = {
            row["name"]
            for row in by_score[:most_deprived]
            if row["category"] == number and row["hle_male_2009_13_years"] < 63.5
        }
        (found,) = (each for each in audit.findings if (each.figure, each.category) == ("1", number))
        assert set(found.districts) == names


def test_one_district_more_or_fewer_among_the_lowest_moves_its_own_category_by_one(audit, listed):
    beside = [each for each in audit.findings if each.figure == "2, sensitivity"]
    counts = {
        lowest: {each.category: each.count for each in found}
        for lowest, found in zip((94, 93, 95), (audit.findings[:3], beside[:3], beside[3:]), strict=True)
    }
    for lowest in (93, 94):
        category = listed[lowest]["category"]
        assert {number: counts[lowest + 1][number] - counts[lowest][number] for number in (1, 2, 3)} == {
            number: int(number == category) for number in (1, 2, 3)
        }
    assert counts == {93: {1: 58, 2: 28, 3: 7}, 94: {1: 58, 2: 29, 3: 7}, 95: {1: 58, 2: 29, 3: 8}}


@pytest.mark.parametrize("share", [0, 1.5, -0.2, 1.0, 0.001, float("nan")])
def test_a_share_that_is_none_or_all_of_the_places_is_refused(baseline, share):
    for call in (partial(audit_luf, baseline), partial(audit_rule, "per_head", baseline=baseline)):
        with pytest.raises(BadInput, match="is none or all of them; give a share between 0 and 1"):
            call(lowest_share=share)


def test_the_lowest_single_district_has_no_count_of_none_beside_it(baseline):
    audit = audit_luf(baseline, lowest_share=1 / 314)
    assert audit.lowest == 1
    assert not any("lowest 0 of" in each.definition for each in audit.findings)


def test_agreement_with_category_1_is_set_beside_chance(audit, listed):
    both = sum(row["category"] == 1 for row in listed[:94])
    agreement = audit.agreement
    assert (agreement.both, agreement.first_only, agreement.second_only) == (both, 94 - both, 93 - both)
    assert agreement.expected_by_chance == pytest.approx(94 * 93 / 314)
    assert agreement.lift == pytest.approx(both / (94 * 93 / 314))
    assert agreement.jaccard == pytest.approx(both / (94 + 93 - both))


def test_both_sexes_can_be_audited_and_the_result_is_plain(baseline):
    for sex, england in (("male", 63.5), ("female", 64.8)):
        audit = audit_luf(baseline, sex=sex)
        assert audit.england_years == england
        plain = json.loads(json.dumps(audit.to_dict()))
        assert plain["agreement"]["places"] == 314
        assert len(audit.table()) == len(plain["findings"])
    with pytest.raises(UnknownName, match="no sex 'men'"):
        audit_luf(baseline, sex="men")


def test_every_district_of_the_list_is_at_hand_with_what_was_found_of_it(audit, listed):
    places = audit.places
    assert places["code"].tolist() == [row["lad20_code"] for row in listed]
    assert places["left_out"].sum() == audit.agreement.first_only
    assert places["poorest_health"].sum() == audit.lowest
    for number in (2, 3):
        chosen = places[places["deprived_left_out"] & (places["category"] == number)]
        (found,) = (each for each in audit.findings if (each.figure, each.category) == ("1", number))
        assert tuple(chosen["name"]) == found.districts
    assert "places" not in audit.to_dict()


def test_every_area_of_an_allocation_is_at_hand_with_its_money_per_head(baseline):
    audit = audit_rule("luf_index", baseline=baseline)
    places = audit.places
    assert places.loc[places["left_out"], "code"].tolist() == [each.code for each in audit.left_out]
    assert places["poorest_health"].sum() == audit.lowest
    assert places["hle_years"].is_monotonic_increasing
    # The mean of all heads is 1.
    assert np.average(places["per_head_over_mean"], weights=places["population"]) == pytest.approx(1)
    assert "places" not in audit.to_dict()


def test_kappa_of_a_worked_table():
    # 50 places: observed agreement 35 / 50 = .7; by chance (25 x 30 + 25 x 20) / 2500 = .5; kappa .4.
    first = np.array([True] * 20 + [False] * 5 + [True] * 10 + [False] * 15)
    second = np.array([True] * 20 + [True] * 5 + [False] * 10 + [False] * 15)
    assert overlap(first, second).kappa == pytest.approx(0.4)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=40))
def test_agreement_does_not_depend_on_which_list_comes_first(pairs):
    first, second = np.array(pairs).T
    one, other = overlap(first, second), overlap(second, first)
    assert one.kappa == pytest.approx(other.kappa, nan_ok=True)
    assert one.both + one.first_only + one.second_only + one.neither == len(pairs)


def test_lists_that_are_the_same_agree_wholly():
    same = np.array([True, False, True, False])
    assert overlap(same, same).kappa == pytest.approx(1)
    assert overlap(same, same).jaccard == 1


def test_nobody_is_left_out_where_all_heads_get_the_same(baseline):
    audit = audit_rule("per_head", baseline=baseline, against="health_need")
    assert audit.left_out == ()
    assert audit.lowest == 92
    assert audit.correlation_with_deprivation is None
    assert audit.share_of_lowest == pytest.approx(audit.population_share_of_lowest)
    assert audit.table().columns.to_list() == ["code", "name", "hle_years", "per_head_over_mean", "population"]


def test_areas_left_out_are_among_the_lowest_and_get_less_than_the_mean(baseline):
    audit = audit_rule("luf_priority", baseline=baseline, sex="male")
    health = baseline.arrays.hle[0]
    shares = share_out("luf_priority", baseline) / baseline.arrays.population * baseline.arrays.population.sum()
    lowest = np.argsort(health, kind="stable")[:92]
    assert [each.code for each in audit.left_out] == [baseline.codes[i] for i in lowest if shares[i] < 1]
    assert all(each.per_head_over_mean < 1 for each in audit.left_out)
    heard = [each.hle_years for each in audit.left_out]
    assert heard == sorted(heard)


def test_money_that_follows_health_is_ranked_as_its_shortfall(baseline):
    audit = audit_rule("health_need", baseline=baseline)
    assert audit.correlation_with_hle_shortfall == 1
    assert 0 < audit.correlation_with_deprivation < 1
    assert (audit.against, audit.moved_share) == (None, None)


def test_a_blend_moves_its_part_of_what_the_whole_change_would_move(baseline):
    whole = audit_rule("luf_index", baseline=baseline, against="health_need", pot_gbp_m=4000)
    assert whole.moved_gbp_m == pytest.approx(4000 * whole.moved_share)
    assert 0 < whole.moved_share < 1
    for part in (0.25, 0.5):
        blend = {"first": {"rule": "luf_index"}, "second": {"rule": "health_need"}, "second_share": part}
        mixed = audit_rule("luf_index", baseline=baseline, against="blend", against_options=blend)
        assert mixed.moved_share == pytest.approx(part * whole.moved_share)


def test_money_moved_is_half_the_differences():
    assert money_moved(np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.3, 0.5])) == pytest.approx(0.3)
    assert money_moved(np.array([1.0, 0.0]), np.array([0.0, 1.0])) == 1


def test_ranks_tie_at_their_mean():
    # Ranks 1.5, 1.5, 3 against 1, 2, 3: correlation sqrt(3) / 2.
    assert rank_correlation(np.array([1.0, 1.0, 2.0]), np.array([1.0, 2.0, 3.0])) == pytest.approx(0.866025, abs=1e-6)
    assert rank_correlation(np.zeros(3), np.arange(3.0)) is None


def test_the_money_of_a_scenario_can_be_audited(baseline):
    results = fc.simulate(["baseline", "balanced_health_need"])
    shares = shares_of_scenario(results, "balanced_health_need", baseline=baseline)
    assert shares.sum() == pytest.approx(1)
    audit = audit_rule(shares, baseline=baseline, name="balanced_health_need", against="health_need")
    assert audit.rule == "balanced_health_need"
    assert audit.moved_share == pytest.approx(0, abs=1e-9)
    json.dumps(audit.to_dict())
    with pytest.raises(BadInput, match="scenario 'baseline' has no new money to audit"):
        shares_of_scenario(results, "baseline", baseline=baseline)


@pytest.mark.parametrize(
    ("shares", "fault"),
    [
        (np.ones(3) / 3, "expected 307 numbers of 0 or more"),
        (np.full(307, 1.0), "must sum to 1, these sum to 307"),
        (np.r_[-1.0, 2.0, np.zeros(305)], "expected 307 numbers of 0 or more"),
    ],
)
def test_shares_that_share_nothing_are_refused(baseline, shares, fault):
    with pytest.raises(BadInput, match=fault):
        audit_rule(shares, baseline=baseline)


def test_an_unknown_rule_is_refused_with_the_nearest(baseline):
    with pytest.raises(UnknownName, match=r"did you mean 'health_need'\?"):
        audit_rule("helth_need", baseline=baseline)
