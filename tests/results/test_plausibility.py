"""What cannot be is refused or told, with scenario, draw, area and year, whichever way a run is made."""

import re
from itertools import product

import fourcapitals as fc
import mesa
import numpy as np
import pytest
from attacks import rarely
from fourcapitals.ensemble import workers
from fourcapitals.ensemble.run import run_ensemble
from fourcapitals.errors import BadInput
from fourcapitals.results.plausibility import (
    LIMITS,
    ImpossibleOutcome,
    beyond,
    check_run,
    ends_of_limits,
    is_nowhere_beyond,
)
from fourcapitals.simulation.run import in_years
from fourcapitals.simulation.state import Outcomes
from fourcapitals.vocabulary import USE_NAMES, YEARS
from scenario_texts import HEAD

FUND = """
[funds.f]
title = "F"
source = "S"
grade = "J"
money = "revenue"
price_year = 2019
financing = "{financing}"
after_end = "continues"
uses_source = "S"
uses_grade = "J"
gbp_m = {{ 2022 = {money} }}
uses = {{ {use} = 1.0 }}
{more}
"""
PLACE = re.compile(r"of .+ \(E\d{8}\)(, (fe)?male,)? would be .+ in 20\d\d")


def scenario(money, use="public_health", areas=None, more="", financing="unfunded", name="odd"):
    where = "" if areas is None else f", areas = {list(areas)!r}".replace("'", '"')
    text = HEAD + FUND.format(
        money=money, use=use, financing=financing, more=f'allocation = {{ rule = "per_head"{where} }}\n{more}'
    )
    return fc.parse_scenario(text, name=name)


def refusal(run, *given, **named):
    with pytest.raises(BadInput) as caught:
        run(*given, **named)
    return caught.value.faults


# Money


def test_a_national_sum_for_one_district_is_refused_by_what_it_is_a_head(baseline):
    (fault,) = refusal(fc.simulate, scenario(1000.0, areas=["Rutland"]))
    per_head = 1e9 / float(baseline.areas.loc["E06000017", "population_2019"])
    assert fault.startswith(
        f"odd: funds.f: £{per_head:,.0f} a head would be given to Rutland (E06000017) in 2022, more"
    )


@pytest.mark.parametrize("use", USE_NAMES)
def test_a_sum_beyond_all_public_spending_is_refused_for_every_use(use):
    (fault,) = refusal(fc.simulate, scenario(900_000.0, use))
    assert "£16,0" in fault.replace("£15,9", "£16,0")
    assert "a head would be given to" in fault


def test_a_grant_that_no_area_could_spend_is_refused():
    text = scenario(5000.0).text.replace(
        '"per_head"', '"competitive", need = { rule = "per_head" }, grant_gbp_m = 1000.0'
    )
    (fault,) = refusal(fc.simulate, fc.parse_scenario(text, name="bids"))
    assert fault.startswith("bids: funds.f.allocation.grant_gbp_m: one grant of £1,000m would be £")


@pytest.mark.parametrize(
    ("budget", "label", "most"),
    [
        ("public_health", "Public health", 3_100),
        ("nhs", "NHS", 124_000),
        ("council_services", "Council services", 45_500),
    ],
)
def test_more_than_all_of_a_budget_cannot_be_displaced(budget, label, most):
    def displacing(money):
        return scenario(money, "housing", financing="displaces", more=f'displaces = "{budget}"')

    (fault,) = refusal(fc.simulate, displacing(most + 1.0))
    assert fault.startswith(
        f"odd: funds.f: £{most + 1:,}m would be taken from the budget of {label} in 2022, which had"
    )
    small = displacing(most / 20)
    assert fc.simulate(small).scenarios == ("odd",)


@pytest.mark.parametrize("use", ["public_health", "premises", "household_income"])
def test_a_fund_cannot_replace_more_than_there_is(use):
    replaced = '[funds.f.replaces]\ntitle = "R"\nsource = "S"\ngrade = "J"\ngbp_m = { 2022 = 900_000.0 }'
    faults = refusal(fc.simulate, scenario(1.0, use, more=replaced))
    assert any("would be taken from" in fault for fault in faults)


@pytest.mark.parametrize("bundled", [fc.scenario_names, *rarely(fc.scenario_grid)])
def test_every_bundled_scenario_and_arm_is_within_the_bounds_of_money_and_outcomes(bundled):
    assert fc.simulate(bundled()).cautions == ()


# Outcomes


@pytest.fixture(scope="module")
def sound():
    """Outcomes of a year and three areas, all of which can be."""
    ones = np.ones((1, 3))
    both = np.ones((1, 2, 3))
    return Outcomes(63 * both, 80 * both, 30 * ones, 0.75 * ones, 0.05 * ones, 2e4 * ones, 7.5 * ones, 9 * ones)


BAD = [np.nan, np.inf, -np.inf, -480.0, 1e12]


@pytest.mark.parametrize(("outcome", "bad"), list(product(LIMITS, BAD)))
def test_one_number_that_cannot_be_is_found_wherever_it_stands(outcome, bad, sound, baseline):
    assert beyond(sound) == ()
    assert is_nowhere_beyond(sound, ends_of_limits())
    for place in np.ndindex(getattr(sound, outcome).shape):
        values = getattr(sound, outcome).copy()
        values[place] = bad
        odd = sound._replace(**{outcome: values})
        (found,) = beyond(odd)
        assert not is_nowhere_beyond(odd, ends_of_limits())
        assert (found.outcome, found.year, found.area, found.is_refused) == (outcome, place[0], place[-1], True)
        assert found.sex == (place[1] if len(place) == 3 else None)
        with pytest.raises(ImpossibleOutcome, match=PLACE):
            check_run(odd, who="odd", years=[2030], areas=baseline.areas)


@pytest.mark.parametrize(
    ("outcome", "bad", "words"),
    [
        ("hle", 159.6, "would be 159.6 years in 2030; it cannot be above 90: England's areas had 53.7 to 71.5 years"),
        ("le", 106.0, "would be 106 years in 2030; it cannot be above 100"),
        ("hle", 83.0, "would be -3 years in 2030; it cannot be below 0: healthy life is a part of life"),
        ("long_term_sick", -0.2, "would be -0.2 in 2030; it cannot be below 0"),
        ("employment", 1.2, "would be 1.2 in 2030; it cannot be above 1"),
        ("income", 12.0, "would be £12 in 2030; it cannot be below 1,000"),
        ("gva_per_hour", np.nan, "would be no number in 2030; the equations"),
        ("pm25", np.inf, "would be without bound in 2030; the equations"),
    ],
)
def test_what_cannot_be_is_told_in_plain_words(outcome, bad, words, sound, baseline):
    values = getattr(sound, outcome).copy()
    values[..., 1] = bad
    with pytest.raises(ImpossibleOutcome, match=re.escape(words)):
        check_run(sound._replace(**{outcome: values}), who="odd", years=[2030], areas=baseline.areas)


@pytest.mark.parametrize(("outcome", "barely"), [("le", 104.0), ("life_satisfaction", -0.2), ("employment", 1.01)])
def test_what_is_barely_beyond_a_limit_is_told_and_not_refused(outcome, barely, sound, baseline):
    values = getattr(sound, outcome).copy()
    values[..., 2] = barely
    ((found, line),) = check_run(sound._replace(**{outcome: values}), who="odd", years=[2030], areas=baseline.areas)
    assert not found.is_refused
    assert re.search(r"; it cannot be (above|below) [\d.]+: .*; read it as [\d.]+$", line)


def test_a_billion_a_year_for_the_public_health_of_one_district_gives_what_can_be(baseline):
    made = fc.simulate(["baseline", scenario(390.0, areas=["Rutland"])])
    gain = made.differences("hle", by="area", places=["E06000017"], years=[2035]).sel(scenario="odd").item()
    # 200 times its budget: the elasticity gives five times what one budget would at the margin.
    assert 1 < gain < 4


# Whichever way a run is made

# £350m a year for Rutland is within the bound a head, five times its part of the NHS: healthy lives of some 80 years,
# beyond a limit that is set lower here, so that whatever makes the run has to refuse it.
STRONG = {"areas": ["Rutland"], "money": 350.0, "use": "nhs"}


@pytest.fixture
def lower(monkeypatch):
    monkeypatch.setitem(LIMITS, "hle", LIMITS["hle"]._replace(most=76.0))


def test_a_central_run_that_cannot_be_is_refused_with_its_place(lower):
    faults = refusal(fc.simulate, ["baseline", scenario(**STRONG), scenario(**STRONG, name="other")])
    assert {fault.split(":")[0] for fault in faults} == {"odd", "other"}
    assert all(PLACE.search(fault) for fault in faults)


@pytest.mark.parametrize("keep", ["summary", "areas"])
def test_an_ensemble_that_cannot_be_is_refused_with_its_draw_and_leaves_no_store(keep, tmp_path, lower):
    faults = refusal(run_ensemble, scenario(**STRONG), draws=2, out=tmp_path / "store", keep=keep)
    assert all(re.match(r"odd: draw \d+: ", fault) and PLACE.search(fault) for fault in faults)
    assert list(tmp_path.iterdir()) == []


def test_an_ensemble_that_is_refused_leaves_the_store_that_it_was_to_replace(tmp_path, lower):
    before = run_ensemble("baseline", draws=2, out=tmp_path / "store")
    refusal(run_ensemble, scenario(**STRONG), draws=2, out=tmp_path / "store", overwrite=True)
    after = fc.open_results(tmp_path / "store")
    np.testing.assert_array_equal(before.dataset["place_hle"].values, after.dataset["place_hle"].values)


@pytest.fixture
def stopped(monkeypatch):
    """Have every run stopped before its first block."""

    def stop(*_):
        raise KeyboardInterrupt

    return lambda: monkeypatch.setattr(workers, "run_block", stop)


def test_an_ensemble_that_is_stopped_before_its_first_block_leaves_no_store(tmp_path, stopped):
    stopped()
    with pytest.raises(KeyboardInterrupt):
        run_ensemble("baseline", draws=2, out=tmp_path / "store")
    assert list(tmp_path.iterdir()) == []


def test_an_ensemble_that_is_stopped_before_its_first_block_leaves_the_store_that_it_was_to_replace(tmp_path, stopped):
    before = run_ensemble("baseline", draws=2, out=tmp_path / "store").dataset["place_hle"].values
    stopped()
    with pytest.raises(KeyboardInterrupt):
        run_ensemble("baseline", draws=2, seed=1, out=tmp_path / "store", overwrite=True)
    assert [left.name for left in tmp_path.iterdir()] == ["store"]
    np.testing.assert_array_equal(fc.open_results(tmp_path / "store").dataset["place_hle"].values, before)


def test_draws_that_are_barely_beyond_a_limit_are_said_once(monkeypatch):
    # In some of these draws hardly anybody is left sick in an area, and never fewer than nobody.
    monkeypatch.setitem(LIMITS, "long_term_sick", LIMITS["long_term_sick"]._replace(least=0.01, slack=0.1))
    said = []
    run_ensemble("whole_briefing", draws=64, seed=0, say=said.append, workers=1)
    (line,) = [line for line in said if "long-term sick" in line]
    assert re.match(
        r"whole_briefing: draw \d+: .* would be 0[.\d]* in 20\d\d; it cannot be below 0.01: .*; read it as 0.01; "
        r"beyond it in \d+ of 64 draws",
        line,
    )


def test_the_questions_of_appraisal_refuse_what_cannot_be(lower):
    with pytest.raises(ImpossibleOutcome, match=PLACE):
        fc.appraisal.flips(["announced_2021", scenario(**STRONG)], draws=2)


def all_to_rutland(model):
    awards = np.zeros_like(model.awards)
    awards[0, model.baseline.codes.index("E06000017"), USE_NAMES.index("nhs")] = 9_000.0
    return awards


def test_a_decision_that_leads_to_what_cannot_be_is_refused_with_its_year():
    model = fc.FourCapitals(scenario(9_000.0), decision=lambda model: all_to_rutland(model) * (model.year >= 2021))
    model.step()
    model.step()
    with pytest.raises(ImpossibleOutcome, match=r"^odd: .* of Rutland \(E06000017\).* in 202\d"):
        model.run()
    stood = model.year
    assert model.state.year == stood < 2035
    assert np.isfinite(model.state.outcomes.hle).all()


def test_mesas_batch_run_of_what_cannot_be_is_refused(lower):
    with pytest.raises(ImpossibleOutcome, match=PLACE):
        mesa.batch_run(fc.FourCapitals, {"scenario": scenario(**STRONG)}, number_processes=1, display_progress=False)


def test_the_command_line_refuses_and_writes_nothing(call, tmp_path, lower):
    path, out = tmp_path / "strong.toml", tmp_path / "out.nc"
    path.write_text(scenario(**STRONG).text)
    code, said, told = call("run", path, "--out", out)
    assert (code, said) == (2, "")
    assert all(line.startswith("strong: ") for line in told.splitlines())
    assert not out.exists()


def test_the_outcomes_of_a_run_have_a_year_before_the_other_axes(baseline):
    model = fc.FourCapitals("baseline")
    states = [model.state]
    model.step()
    made = in_years([*states, model.state])
    assert made.hle.shape == (2, 2, len(baseline.codes))
    assert made.income.shape == (2, len(baseline.codes))
    assert len(YEARS) == 17
