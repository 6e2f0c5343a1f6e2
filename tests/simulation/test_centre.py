"""How a centre answers the concentration of what it has given, and how councils bid together."""

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.equations.competition import award_gini
from fourcapitals.equations.concentration import excess_concentration, need_multiple
from fourcapitals.scenario.files import load_scenario, parse_scenario
from fourcapitals.scenario.policy import Behaviour, Policy
from fourcapitals.scenario.terms import terms_of
from fourcapitals.simulation import compiled, schedule
from fourcapitals.simulation.behaviour.centre import CAPS_WINNERS, RAISES_NEED, award_concentration, excess_of
from fourcapitals.simulation.behaviour.joint_bids import assessed_once, mean_of_bidders
from fourcapitals.simulation.behaviour.rounds import Limits, award
from fourcapitals.simulation.start import start_of, years_of
from fourcapitals.vocabulary import RISKS
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

MONEY = st.just(0.0) | st.floats(0.01, 100)


@given(arrays(float, 6, elements=MONEY), arrays(float, 6, elements=st.floats(1, 1e6)))
def test_the_centre_sees_the_gini_that_results_are_measured_by(awarded, people):
    seen = award_concentration(awarded, people)
    assert seen == pytest.approx(award_gini(awarded, people) if awarded.any() else 0, abs=1e-9)


@given(st.floats(0, 1), st.floats(0, 0.9), st.floats(0, 10))
def test_need_never_counts_less_and_most_where_one_has_all(gini, tolerated, rise):
    excess = excess_concentration(gini, tolerated)
    assert 1 <= need_multiple(excess, rise) <= 1 + rise + 1e-9
    assert need_multiple(excess_concentration(1.0, tolerated), rise) == pytest.approx(1 + rise)


def test_what_is_given_alike_is_not_concentrated():
    people = np.array([1.0, 2.0, 5.0])
    assert excess_of(10 * people, people, 0.0) == pytest.approx(0, abs=1e-12)


@pytest.fixture
def won(toy, central, make_terms, run_years):
    """(year, area), £m: what a fund of £4m a year, in grants of £4m, gives; the core has the greatest need."""

    def won(centre, need=(2.0, 1.0, 0.0), tolerated=0.5, **changes):
        money = make_terms(toy, (4.0, {"premises": 1.0}, None))
        one = np.ones(1)
        money = money._replace(competitive=one, need=np.array([need]), grant=4 * one, rolls_over=one, **changes)
        money = money._replace(rounds=np.ones_like(money.budget))
        policy = Policy(
            money.tax_financed, 0.0, np.zeros((16, len(RISKS), 3)), behaviour=Behaviour(centre=float(centre))
        )
        numbers = central._replace(concentration_tolerated=tolerated, need_weight_rise=4.0)
        _, awards, _ = run_years(toy, numbers, money, policy=policy)
        return awards[:, 0].sum(axis=2)

    return won


def test_a_blind_centre_gives_to_the_same_again(won):
    np.testing.assert_array_equal(won(0)[:4], [[4, 0, 0]] * 4)


def test_winners_sit_out_while_awards_are_more_concentrated_than_is_tolerated(won):
    # With one of three winning, Gini is 2/3; with two alike 1/3, and the first is back.
    np.testing.assert_array_equal(won(CAPS_WINNERS)[:3], [[4, 0, 0], [0, 4, 0], [4, 0, 0]])


def test_who_is_not_concentrated_beyond_what_is_tolerated_goes_on(won):
    np.testing.assert_array_equal(won(CAPS_WINNERS, tolerated=0.7)[:3], [[4, 0, 0]] * 3)


def test_need_outweighs_capacity_once_awards_are_concentrated(won):
    # The core has the capacity and the island the need: it takes more than the stated weight to let that tell.
    blind, raised = (won(centre, need=(0.0, 0.0, 0.2), capacity_weight=np.full(1, 3.0)) for centre in (0, RAISES_NEED))
    np.testing.assert_array_equal(blind[:2], [[4, 0, 0], [4, 0, 0]])
    np.testing.assert_array_equal(raised[:2], [[4, 0, 0], [0, 0, 4]])


def test_a_region_wins_no_more_once_it_has_had_enough():
    money, limits = np.zeros(4), Limits(np.array([0, 0, 0, 1]), np.array([25.0, np.inf]))
    award(money, np.array([9.0, 8.0, 7.0, 1.0]), np.ones(4), 20.0, 60.0, limits)
    # £20m leave it £5m short of enough: it wins once more, and no third time.
    assert money.tolist() == [20.0, 20.0, 0.0, 20.0]


# On the areas of England

TEXT = load_scenario("competition").text.replace("councils = true", 'councils = true\ncentre = "blind"')


@pytest.fixture(scope="module")
def of_england(baseline, central):
    def of_england(name, keys="", centre="blind", **start):
        text = TEXT.replace('centre = "blind"', f'centre = "{centre}"')
        text = text.replace("left_over =", f"{keys}\nleft_over =")
        return start_of(parse_scenario(text, name=name), baseline=baseline, numbers=central, **start)

    return of_england


def test_councils_of_a_county_bid_together_or_not_at_all_and_share_by_people(of_england, baseline):
    start = of_england("joint", "joint = true", seed=1)
    (state, awards), tiers = years_of(start)[1], baseline.areas["upper_tier_code"].to_numpy()
    bids, money, people = state.bids[0], awards[0].sum(axis=1), baseline.arrays.population
    for tier in np.unique(tiers[money > 0]):
        inside = tiers == tier
        np.testing.assert_allclose(bids[inside], people[inside] / people[inside].sum())
        np.testing.assert_allclose(money[inside], 20 * people[inside] / people[inside].sum())
    assert np.bincount(np.unique(tiers, return_inverse=True)[1], bids).round(9).max() == 1
    assert money.sum() == pytest.approx(840)


def test_a_council_shows_its_part_of_a_joint_award():
    model = fc.FourCapitals(
        parse_scenario(TEXT.replace("left_over =", "joint = true\nleft_over ="), name="joint"), seed=1
    )
    for _ in range(2):
        model.step()
    assert sum(council.wins for council in model.councils) == pytest.approx(840 / 20)
    received = np.array([area.money_received for area in model.areas])
    np.testing.assert_allclose([council.wins for council in model.councils], received / 20, atol=1e-12)


def test_those_who_bid_together_have_one_shock_and_the_mean_of_the_rest(baseline):
    lead, part = np.array([0, 0, 2]), np.array([0.75, 0.25, 1.0])
    np.testing.assert_allclose(mean_of_bidders(np.array([1.0, 5.0, 7.0]), lead, part), [2, 2, 7])
    terms = terms_of(load_scenario("baseline"), baseline, None)._replace(lead=lead[None], part=part[None])
    shocks = assessed_once(np.arange(6.0).reshape(2, 1, 3), terms)
    assert shocks[:, 0].tolist() == [[0, 0, 2], [3, 3, 5]]


def test_no_region_wins_much_more_than_its_people(of_england, baseline):
    start = of_england("spread", "regional_spread = 1.0", seed=1)
    money = years_of(start)[1][1][0].sum(axis=1)
    _, region = np.unique(baseline.areas["region_code"], return_inverse=True)
    people = np.bincount(region, baseline.arrays.population)
    assert (np.bincount(region, money) < 840 * people / people.sum() + 20).all()


@pytest.mark.parametrize(
    ("keys", "centre"), [("joint = true\nregional_spread = 1.2", "raises_need"), ("", "caps_winners")]
)
def test_machine_code_and_steps_give_the_same(of_england, keys, centre):
    start = of_england(f"all_{centre}", keys, centre, seed=1)
    outcomes, *_ = compiled.compile_function(schedule.project)(
        start.state, start.terms, start.environment, start.shocks
    )
    last, _ = years_of(start)[-1]
    np.testing.assert_allclose(outcomes.le[-1], last.outcomes.le, rtol=0, atol=1e-9)
    np.testing.assert_allclose(outcomes.gva_per_hour[-1], last.outcomes.gva_per_hour, rtol=0, atol=1e-9)


def test_no_pot_goes_without_bids_for_its_name(baseline, central):
    numbers = central._replace(award_worth=0.1)
    start = start_of(load_scenario("fragmented_pots"), baseline=baseline, numbers=numbers)
    (first, _), (second, _) = years_of(start)[1:3]
    bids = first.bids.sum(axis=1)
    assert len(bids) == 8
    assert bids.min() > 0.5 * bids.max() > 0
    # The next year each council begins with another pot.
    assert (first.bids != second.bids).any(axis=0).mean() > 0.5


# In Mesa


class Elsewhere(fc.Centre):
    """Lets nobody win twice, and looks at need alone."""

    def need_weight(self, fund):
        return 1e6

    def may_win(self, fund):
        return self.model.state.money.awarded[fund.row] == 0


def test_a_centre_of_ones_own_sets_the_rounds():
    models = [fc.FourCapitals("competition", seed=1, centre=each) for each in (fc.Centre, Elsewhere)]
    for model in models:
        for _ in range(4):
            model.step()
    usual, other = (model.state.money.awarded[0] for model in models)
    assert usual.max() > 20
    assert other.max() == 20
    assert models[1].centre.concentration(models[1].funds[0]) != models[0].centre.concentration(models[0].funds[0])


@pytest.mark.parametrize("centre", ["caps_winners", "raises_need"])
def test_a_centre_that_answers_as_the_scenario_has_it_changes_nothing(centre):
    class Same(fc.Centre):
        def need_weight(self, fund):
            return super().need_weight(fund)

        def may_win(self, fund):
            return super().may_win(fund)

    text = TEXT.replace('centre = "blind"', f'centre = "{centre}"')
    assert centre in text
    scenario = parse_scenario(text, name="answering")
    models = [fc.FourCapitals(scenario, seed=2, centre=each) for each in (fc.Centre, Same)]
    for model in models:
        for _ in range(4):
            model.step()
    np.testing.assert_array_equal(models[0].state.money.awarded, models[1].state.money.awarded)


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("need_weight", -1.0, "need_weight must give a number of 0 or more; it gave -1.0"),
        ("need_weight", "much", "need_weight must give a number of 0 or more; it gave 'much'"),
        ("need_weight", None, "need_weight must give a number of 0 or more; it gave None"),
        ("need_weight", [1.0, 2.0], "need_weight must give a number of 0 or more; it gave .1.0, 2.0."),
        ("may_win", [True], "may_win must give True or False for each of 307 areas"),
    ],
)
def test_what_a_centre_cannot_say_is_refused(name, given, expected):
    own = type("Own", (fc.Centre,), {name: lambda self, fund: given})
    model = fc.FourCapitals("competition", centre=own)
    with pytest.raises(ValueError, match=expected):
        model.step()
    assert model.year == 2019
