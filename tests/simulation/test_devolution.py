"""A settlement that councils split between uses: in Mesa, in machine code and in the books alike."""

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.ensemble.counterfactual import counterfactuals_of
from fourcapitals.scenario.files import load_scenario, parse_scenario
from fourcapitals.simulation import compiled, schedule
from fourcapitals.simulation.devolution import VISIBILITY, decided, devolved_of
from fourcapitals.simulation.noise import council_deviates
from fourcapitals.simulation.start import start_of, years_of
from fourcapitals.vocabulary import USE_NAMES, USES


def settled(by="council", valued_by="healthy_years"):
    text = load_scenario("settlement").text.replace('decided_by = "council"', f'decided_by = "{by}"')
    text = text.replace('valued_by = "healthy_years"', f'valued_by = "{valued_by}"')
    return parse_scenario(text, name=f"by_{by}_{valued_by}")


@pytest.fixture(scope="module")
def start(baseline, central):
    return start_of(settled(), baseline=baseline, numbers=central)


@pytest.fixture(scope="module")
def split_at(baseline):
    """(use, area): the split of a settlement."""

    def split_at(numbers, by="council", seed=None, **options):
        return start_of(settled(by, **options), baseline=baseline, numbers=numbers, seed=seed).terms.local_split[0]

    return split_at


def test_physical_uses_are_the_visible_ones():
    assert [use.name for use, seen in zip(USES, VISIBILITY, strict=True) if seen] == [
        use.name for use in USES if use.capital == "physical"
    ]


def test_only_uses_of_the_fund_are_chosen_and_all_money_is(start):
    split = start.terms.local_split[0]
    np.testing.assert_allclose(split.sum(axis=0), 1)
    assert not split[[USE_NAMES.index(use) for use in ("nhs", "council_services", "household_income")]].any()


def test_every_award_follows_the_council_and_the_sum_over_uses_the_formula(start):
    _, awards = years_of(start)[2]
    np.testing.assert_allclose(awards[0].sum(axis=1), start.terms.budget[2, 0] * start.terms.share[0])
    np.testing.assert_allclose(awards[0], awards[0].sum(axis=1)[:, None] * start.terms.local_split[0].T)


def test_councils_that_know_nothing_of_value_all_buy_what_is_seen(split_at, central):
    split = split_at(central._replace(local_weight_of_value=0.0, visibility_spread=0.0), seed=1)
    assert np.ptp(split, axis=1).max() < 1e-12
    physical = VISIBILITY > 0
    assert split[physical].min() > split[~physical].max()


def test_councils_that_know_nothing_of_value_differ_by_their_taste_for_what_is_seen(split_at, central):
    numbers = central._replace(local_weight_of_value=0.0)
    split, alike = split_at(numbers, seed=1), split_at(numbers)
    taste = council_deviates(1, 0, areas=split.shape[1])[2]
    seen = split[VISIBILITY > 0].sum(axis=0)
    np.testing.assert_array_equal(np.argsort(seen), np.argsort(taste))
    assert np.ptp(alike, axis=1).max() < 1e-12


def test_what_is_valued_changes_what_is_bought(split_at, central):
    all_value = central._replace(local_weight_of_value=1.0)
    skills, health = USE_NAMES.index("adult_skills"), USE_NAMES.index("public_health")
    for_health, for_gva = (split_at(all_value, valued_by=outcome) for outcome in ("healthy_years", "gva"))
    assert for_gva[skills].mean() > for_health[skills].mean()
    assert for_health[health].mean() > for_gva[health].mean()


def test_councils_err_by_chance_with_a_seed_and_the_less_the_more_capacity(baseline, central):
    numbers = central._replace(local_weight_of_value=1.0, capacity_per_cut=4.0)
    quiet, *drawn = (
        start_of(settled(), baseline=baseline, numbers=numbers, seed=seed, draw=0 if seed is None else draw)
        for seed, draw in [(None, 0), *((1, draw) for draw in range(12))]
    )
    gap = np.mean(
        [np.abs(each.terms.local_split[0] - quiet.terms.local_split[0]).sum(axis=0) for each in drawn], axis=0
    )
    capacity = quiet.environment.place.capacity
    assert gap.min() > 0
    assert gap[capacity > np.quantile(capacity, 0.8)].mean() < gap[capacity < np.quantile(capacity, 0.2)].mean()


def test_councils_that_act_judge_by_their_own_capacity(baseline, central):
    acting = settled()
    text = acting.text.replace("[behaviour]\ncouncils = true\n", "")
    assert text != acting.text
    alike = parse_scenario(text, name="alike")
    numbers = central._replace(local_weight_of_value=1.0)

    def split(scenario, spread):
        spread_out = numbers._replace(capacity_spread=spread)
        return start_of(scenario, baseline=baseline, numbers=spread_out, seed=1)

    one, other = (split(each, 1.0) for each in (acting, alike))
    more = one.state.councils.capacity > one.environment.place.capacity
    quiet = start_of(acting, baseline=baseline, numbers=numbers).terms.local_split[0]
    erred = [np.abs(each.terms.local_split[0] - quiet).sum(axis=0) for each in (one, other)]
    assert (erred[0] < erred[1])[more].mean() > 0.8
    assert (erred[0] > erred[1])[~more].mean() > 0.8
    same = [split(each, 0.0).terms.local_split for each in (acting, alike)]
    np.testing.assert_allclose(*same, rtol=1e-9)


@pytest.mark.parametrize("by", ["upper_tier", "combined_authority"])
def test_a_wider_body_buys_the_same_in_all_its_areas(by, split_at, central, baseline):
    split = split_at(central, by=by, seed=1)
    tiers = baseline.areas["upper_tier_code"].to_numpy()
    devon = split[:, tiers == "E10000008"]
    assert np.ptp(devon, axis=1).max() == 0
    assert len(np.unique(split.round(12), axis=1).T) == {"upper_tier": 150, "combined_authority": 111}[by]


def test_machine_code_and_steps_give_the_same(start):
    outcomes, *_ = compiled.compile_function(schedule.project)(
        start.state, start.terms, start.environment, start.shocks
    )
    last, _ = years_of(start)[-1]
    np.testing.assert_allclose(outcomes.hle[-1], last.outcomes.hle, rtol=0, atol=1e-9)
    np.testing.assert_allclose(outcomes.gva_per_hour[-1], last.outcomes.gva_per_hour, rtol=0, atol=1e-9)


def test_one_use_followed_alone_is_that_part_of_each_councils_choice(start, baseline):
    terms = start.terms._replace(local_split=np.zeros((0, 0, 0)))
    scenario = settled()
    devolved = devolved_of(scenario, terms, fc.scenario.policy.policy_of(scenario, baseline), baseline)
    use = USE_NAMES.index("housing")
    alone = terms._replace(split=np.where(np.arange(len(USE_NAMES)) == use, terms.split, 0.0))
    followed = decided(alone, devolved, start.environment).local_split[0]
    np.testing.assert_array_equal(followed[use], start.terms.local_split[0, use])
    assert followed.sum() == followed[use].sum()


def test_uses_that_councils_choose_add_up_in_effects_and_in_the_books(start, central):
    made = counterfactuals_of([settled()])
    runs, name = made.at(central), made.names[0]
    whole = runs.effects(name, whole_life=False)
    np.testing.assert_allclose(runs.outcomes(name).hle[-1], years_of(start)[-1][0].outcomes.hle, rtol=0, atol=1e-9)
    assert whole.new_money_gbp_m == pytest.approx(8400)
    money = fc.simulate([settled()]).dataset
    lines = money["award"].sum(["area", "year"]), money["announced"].sum("year")
    np.testing.assert_allclose(*lines, rtol=1e-9)
    assert float(lines[0].sum()) == pytest.approx(8400)
