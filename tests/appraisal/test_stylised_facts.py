"""Stylised facts: those of the data hold as published, those of the model carry a probability and what flips them."""

import pytest
from fourcapitals.appraisal.stylised_facts import UNTOLD, fact_lines, fact_rows, stylised_facts

# Each pair is searched for what flips it: half a minute.
pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def facts():
    return stylised_facts(draws=4).set_index("fact", drop=False)


def test_every_fact_of_the_list_is_tested_or_says_why_not(facts):
    assert facts.index.tolist() == [f"F{number}" for number in range(1, 23)]
    untold = facts[facts["holds"].isna()]
    assert set(untold.index) == set(UNTOLD)
    assert (untold["found"].str.len() > 20).all()


def test_facts_of_the_data_hold(facts):
    assert (facts.loc[["F2", "F4", "F5", "F6", "F17", "F18"], "holds"] == 1).all()
    assert "36 of the 94" in facts.loc["F4", "found"]


def test_facts_of_the_model_are_shares_of_draws_with_what_flips_them(facts):
    model = facts[facts["draws"] > 0]
    assert set(model.index) == {"F3", "F9", "F10", "F14", "F16", "F19"}
    assert model["holds"].between(0, 1).all()
    assert (model["flips_at"] != "").all()
    assert not model["flips_at"].str.contains(r"\d 1$").any(), "a number without a unit has none"
    # Each probability is true alone: it names its outcome, its horizon and its people.
    assert model["statement"].str.contains("2035").all()
    assert model["statement"].str.contains("healthy (?:person-years|life expectancy)").all()
    assert model["statement"].str.contains("England|lowest tenth of districts").all()


def test_the_screen_tells_yes_from_a_share_of_draws(facts):
    rows = {row[0]: row for row in fact_rows(facts)}
    assert rows["F18"][3] == "yes"
    assert rows["F1"][3] == ""
    assert rows["F19"][3] not in ("yes", "no", "")
    assert fact_lines(facts)[0].startswith("12 facts tested, 10 not.")
