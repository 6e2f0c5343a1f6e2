"""What each use contributes to a strategy, on what evidence, and what the result would be at the ends that hurt."""

import fourcapitals as fc
import pytest
from fourcapitals.ensemble.counterfactual import counterfactuals_of
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.evidence.contributions import CONTRIBUTED, contributions
from fourcapitals.vocabulary import USE_NAMES


def test_most_healthy_years_of_the_balanced_strategy_come_from_its_public_health():
    table = contributions("balanced_four_capitals")
    first = table.iloc[0]
    assert first["use"] == "public_health"
    assert first["money_share"] == pytest.approx(0.0625)
    assert first["healthy_person_years_share"] > 0.5
    assert first["letters"].split()[0] == "B"


@pytest.mark.parametrize("name", ["balanced_four_capitals", "population_prevention", "realigned_to_nhs"])
def test_contributions_add_up_to_the_strategy(name, central):
    table = contributions(name)
    counterfactuals = counterfactuals_of(name)
    whole = counterfactuals.effects(central)[name]
    for utility in CONTRIBUTED:
        assert table[utility].sum() == pytest.approx(whole.of(utility))
        assert table[f"{utility}_share"].sum() == pytest.approx(1)
    assert table["new_money_gbp_m"].sum() == pytest.approx(whole.new_money_gbp_m)
    assert ("levers" in set(table["use"])) == (name == "population_prevention")


def test_the_baseline_has_no_contributions():
    with pytest.raises(BadInput, match="give a strategy beside it"):
        contributions("baseline")


@pytest.mark.thorough
def test_judgement_at_its_worst_takes_from_a_strategy_and_never_adds():
    table = fc.evidence.parameters_behind("public_health_restored")
    central, worst = table.attrs["central"], table.attrs["at_worst"]
    assert 0 < worst["D"] < central
    # Half as many healthy years per QALY, at 5% of its prior, take nearly half of the effect alone.
    half = table.set_index("parameter").loc["healthy_years_per_qaly", "effect_low"]
    assert worst["D"] <= half
    assert set(table["letter"]) <= set("ABCD")
    assert table["leverage"].is_monotonic_decreasing
    assert ((table["low"] <= table["value"]) & (table["value"] <= table["high"])).mean() > 0.9


def test_the_table_of_letters_has_all_uses_and_knows_no_others():
    table = fc.evidence.use_letters()
    assert list(dict.fromkeys(table["use"])) == list(USE_NAMES)
    assert table.groupby("use").size().eq(5).all()
    with pytest.raises(UnknownName, match="did you mean 'housing'"):
        fc.evidence.use_letters(["housng"])
