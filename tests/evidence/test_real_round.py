"""The round that was held, run by the model's own councils."""

import numpy as np
import pytest
from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.parameters import load_parameters
from fourcapitals.evidence.bidding_fit import (
    RATIO,
    after_the_winners,
    fit_table,
    load_luf_posterior,
    sample_posterior,
    sets_of_councils,
)
from fourcapitals.evidence.real_round import (
    RULE,
    RoundTerms,
    bids_of,
    chance_of,
    districts_named,
    entrants,
    hold_round,
    parameter_draws,
    projects_of,
    real_competition,
    terms_of,
)
from fourcapitals.evidence.second_round import after_the_first, given_the_winners, second_round_chances
from fourcapitals.evidence.winners_likelihood import chance_of_a_bid, chance_to_win, hold_against, points_of
from fourcapitals.simulation.behaviour.councils import assessed, first_councils, score_of_bid
from fourcapitals.simulation.behaviour.rounds import NO_LIMITS, award
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture(scope="module")
def held():
    return real_competition(load_baseline())


@pytest.fixture(scope="module")
def draws():
    return parameter_draws(load_parameters(), 24, 3)


@pytest.fixture(scope="module")
def central():
    return load_parameters().central()


@pytest.fixture(scope="module")
def councils(held, central):
    return entrants(held.who, held.people, central, sets_of_councils(held.who, np.random.default_rng(5), 1)[0])


def test_as_many_bids_are_made_as_were_published(held, central, councils):
    terms = held.terms[0]
    bids, cost = bids_of(central, terms, councils, held.who.most_bids)
    assert terms.bids <= bids.sum() <= terms.bids + bids.max()
    assert cost > 0
    assert (bids <= held.who.most_bids).all()


def test_who_may_not_bid_makes_no_bid_and_others_make_more(held, central, councils):
    terms, barred = held.terms[1], held.who.awards > 0
    bids, cost = bids_of(central, terms, councils, np.where(barred, 0, held.who.most_bids))
    with_all, dearer = bids_of(central, terms, councils, held.who.most_bids)
    assert bids[barred].sum() == 0
    assert bids[~barred].sum() > with_all[~barred].sum()
    assert cost < dearer


def test_a_round_gives_as_many_awards_as_there_were_and_none_without_a_bid(held, central, councils):
    terms = held.terms[0]
    bids, _ = bids_of(central, terms, councils, held.who.most_bids)
    luck = chance_of(5, 1).gumbel(size=projects_of(held.who))
    won = hold_round(central, terms, held.who.need, councils, bids, luck)
    assert won.sum() == terms.awards
    assert (won <= bids).all()


@given(st.lists(st.integers(0, 5), min_size=1, max_size=12), st.integers(0, 8), st.integers(0, 2**31))
def test_a_round_is_awarded_as_a_fund_of_the_model_awards_its_bids(bids, awards, seed):
    p = load_parameters().central()
    who = len(bids)
    luck = np.random.default_rng(seed)
    need, chance = luck.standard_normal(who), luck.gumbel(size=(who, 5))
    councils = first_councils(np.full(who, 0.5), luck.standard_normal((3, who)), p)
    won = hold_round(p, RoundTerms(sum(bids), awards, 20.0), need, councils, np.array(bids, float), chance)
    bidder, project = np.nonzero(np.arange(5) < np.array(bids)[:, None])
    score = score_of_bid(
        assessed(RULE, p), need[bidder], councils.capacity[bidder], councils.wins[bidder], chance[bidder, project]
    )
    money = np.zeros(len(score))
    award(money, score, np.ones(len(score)), 20.0, 20.0 * awards, NO_LIMITS)
    np.testing.assert_array_equal(won, np.bincount(bidder[money > 0], minlength=who))


def test_without_chance_the_neediest_bids_win(held, central, councils):
    terms = held.terms[0]
    bids, _ = bids_of(central, terms, councils, held.who.most_bids)
    sure = central._replace(chance_in_score=0.0, capacity_in_quality=0.0)
    won = hold_round(sure, terms, held.who.need, councils, bids, np.zeros(projects_of(held.who)))
    assert held.who.need[won > 0].min() >= held.who.need[(bids > 0) & (won == 0)].max()


def test_a_luckier_bid_takes_the_award_of_another(held, central, councils):
    terms = held.terms[0]
    bids, _ = bids_of(central, terms, councils, held.who.most_bids)
    luck = chance_of(5, 1).gumbel(size=projects_of(held.who))
    won = hold_round(central, terms, held.who.need, councils, bids, luck)
    loser = int(np.flatnonzero((bids > 0) & (won == 0))[0])
    other = luck.copy()
    other[loser] += 100
    after = hold_round(central, terms, held.who.need, councils, bids, other)
    assert after[loser] == bids[loser]
    assert (after < won).sum() > 0
    assert after.sum() == won.sum()


def test_chances_without_chance_drawn_are_those_of_many_rounds(held, central, councils):
    terms = held.terms[0]
    bids, _ = bids_of(central, terms, councils, held.who.most_bids)
    points = points_of(central, held.who, councils.capacity)
    expected = chance_to_win(points[None], bids[None], terms.awards)[0]
    chance = chance_of(5, 2)
    rounds = 1500
    wins = np.zeros(len(bids))
    for _ in range(rounds):
        wins += hold_round(central, terms, held.who.need, councils, bids, chance.gumbel(size=projects_of(held.who))) > 0
    error = np.sqrt(np.maximum(expected * (1 - expected), 1e-3) / rounds)
    assert np.abs(wins / rounds - expected).max() < 4.5 * error.max()
    assert (bids * chance_of_a_bid(points[None], bids[None], terms.awards)[0]).sum() == pytest.approx(terms.awards)


def test_a_countys_winning_bid_names_its_districts_alone(held):
    who = held.who
    county = list(who.names).index("East Sussex")
    won = np.zeros(len(who.codes))
    won[county] = 1
    every = districts_named(who, won, 1.0, np.zeros(who.named.shape))
    np.testing.assert_array_equal(every, who.named[county])
    assert not districts_named(who, won, 0.5, np.full(who.named.shape, 0.6)).any()
    assert 0 < held.share_named < 1


def test_councils_after_the_first_round_have_bid_and_won_as_published(held, draws):
    who = held.who
    councils, bids = given_the_winners(who, held.people, held.terms[0], draws[0], chance_of(1, 0))
    assert (bids >= who.awards).all()
    after = after_the_first(who, held.positions, held.people, held.terms[0], draws[0], chance_of(1, 0))
    np.testing.assert_array_equal(after.wins, who.awards)
    winner = np.flatnonzero((who.awards > 0) & (bids == who.awards))
    loser = np.flatnonzero((who.awards == 0) & (bids > 0))
    # Every bid won, or none did: what neighbours won moves them too, and less.
    assert (after.belief[winner] - councils.belief[winner]).mean() > 0
    assert (after.belief[loser] - councils.belief[loser]).mean() < 0


def test_winners_given_are_likelier_to_have_been_able(held, draws):
    sure = draws[0]._replace(capacity_in_quality=40.0, quality_in_score=1.0, capacity_spread=0.8, chance_in_score=1.0)
    councils, _ = given_the_winners(held.who, held.people, held.terms[0], sure, chance_of(1, 0))
    free = entrants(held.who, held.people, sure, sets_of_councils(held.who, np.random.default_rng(1), 1)[0])
    won = held.who.awards > 0
    assert councils.capacity[won].mean() > free.capacity[won].mean() + 0.03


def test_no_second_award_leaves_who_has_won_to_the_bids_of_others(held, draws):
    found = second_round_chances(held.who, held.positions, held.people, held.terms, held.share_named, draws, seed=2)
    alone = held.places["name"].isin(["Brighton and Hove", "Plymouth", "Isle of Wight", "Medway"]).to_numpy()
    # Unitary councils that have won and that no county or combined authority bids for.
    assert held.places["won_round_1"].to_numpy()[alone].all()
    assert (found.no_second_award[alone] == 0).all()
    assert (found.open_to_all[alone] > 0).all()
    lost = ~held.places["won_round_1"].to_numpy()
    assert found.no_second_award[lost].mean() > found.open_to_all[lost].mean()


def made_with(held, p, seed):
    """The competition with winners that the model made."""
    chance = chance_of(seed, 0)
    councils = entrants(held.who, held.people, p, chance.standard_normal((3, len(held.who.codes))))
    bids, _ = bids_of(p, held.terms[0], councils, held.who.most_bids)
    won = hold_round(p, held.terms[0], held.who.need, councils, bids, chance.gumbel(size=projects_of(held.who)))
    return held._replace(who=held.who._replace(awards=won.astype(np.int64)))


def test_winners_are_likeliest_by_the_weight_that_they_were_made_with(held, central):
    weights = (0.0, 1.0, 2.5)
    sets = sets_of_councils(held.who, np.random.default_rng(2), 4)
    for true in weights:
        ways = [made_with(held, central._replace(need_in_score=true), seed) for seed in range(4)]
        likely = [
            sum(hold_against(central._replace(need_in_score=weight), way, sets).surprise.sum() for way in ways)
            for weight in weights
        ]
        assert weights[int(np.argmax(likely))] == true


@pytest.mark.thorough
def test_the_fit_finds_the_numbers_that_winners_were_made_with(held, central):
    found = {}
    for need, slope in ((0.4, 3.0), (1.6, 0.3)):
        true = central._replace(need_in_score=need, capacity_per_cut=slope, bids_at_full_capacity=3.5)
        draws, size = sample_posterior(
            made_with(held, true, 1), load_parameters(), rounds=(200, 200, 400), replicates=8, kept=200
        )
        assert size > 5
        weight = draws["need_in_score"]
        assert abs(weight.mean() - need) < 3 * weight.std()
        found[need] = draws.mean()
    assert found[1.6]["need_in_score"] > found[0.4]["need_in_score"] + 0.5
    assert found[1.6]["capacity_per_cut"] < found[0.4]["capacity_per_cut"]


def test_a_number_that_a_user_set_stays_the_users(draws):
    changed = load_parameters().with_values(need_in_score=0.7)
    set_by_user = [p._replace(need_in_score=0.7) for p in draws]
    assert {p.need_in_score for p in after_the_winners(set_by_user, changed)} == {0.7}
    usual = after_the_winners(draws, load_parameters())
    assert [p.need_in_score for p in usual] == load_luf_posterior()["need_in_score"].tolist()[: len(draws)]


def test_the_table_of_parameters_records_what_the_first_round_leaves():
    found = fit_table(load_luf_posterior(), load_parameters()).set_index("name")
    table, p = load_parameters(), load_parameters().central()
    assert p.chance_in_score == p.quality_in_score == 1.0
    for name in ("need_in_score", "bids_at_full_capacity"):
        prior = table[name].priors[0]
        assert (prior.mean, prior.sd) == pytest.approx(tuple(found.loc[name, ["mean", "sd"]]), abs=0.006)
    half_normal = table["capacity_in_quality"].priors[0].sd
    assert half_normal * np.sqrt(2 / np.pi) == pytest.approx(found.loc["capacity_in_quality", "mean"], abs=0.01)
    assert p.bid_cost / p.award_worth == pytest.approx(found.loc[RATIO, "middle"], rel=0.02)
    # The ratio is that of bids for the round's mean award.
    assert p.bid_cost_grant == terms_of(1, 76, 1351.4).grant
