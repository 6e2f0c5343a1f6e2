"""The parameters: every number has a row, every row a caller, and each is what it says."""

import ast
from pathlib import Path

import fourcapitals
import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.errors import BadInput
from fourcapitals.evidence.uncertain import uncertain_numbers
from fourcapitals.scenario.policy import Policy
from fourcapitals.simulation.environment import environment_of, map_geography
from fourcapitals.vocabulary import RISKS, USE_NAMES, USES
from pydantic import ValidationError

ROOT = Path(fourcapitals.__file__).parent
TABLE = load_parameters()


def names_read():
    """Every parameter that some code reads as an attribute or a row."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in Parameters._fields:
                yield node.attr


def test_every_row_has_a_caller_and_every_caller_a_row():
    assert set(names_read()) == set(TABLE.parameters) == set(Parameters._fields)


def test_symbols_are_unique():
    symbols = [row.symbol for row in TABLE.parameters.values()]
    assert len(set(symbols)) == len(symbols)


def test_causal_shares_have_the_means_that_their_distributions_imply():
    means = {name: round(share.mean, 3) for name, share in TABLE.causal_shares.items()}
    assert means == {"I": 0.95, "W": 0.567, "A": 0.35, "J": 0.167}


def test_older_prices_become_2019_pounds():
    # The deflator stands at 90.08 in 2013: £8,000 then are £8,881 now, at a causal share of .95 £9,348.
    central = TABLE.central()
    assert central.public_health_cost_per_qaly == pytest.approx(8000 / 0.9008 / 0.95)
    # £100 of 2019 buy less than £100 of 2013.
    assert central.life_years_per_council_spending[0] == pytest.approx(0.108 * 0.9008 * 0.85 * 4 / 6)


def test_ratios_are_shaded_on_their_own_scale():
    central, unshaded = TABLE.central(), TABLE.central(causal=False)
    assert central.mortality_ratio_of_particulates == pytest.approx(1.08**0.95)
    assert central.mortality_ratio_of_risk[0] == pytest.approx(1 + 0.85 * 4 / 6 * 1.2)
    assert central.good_health_odds_of_risk[2] == pytest.approx(0.5**0.35)
    assert unshaded.mortality_ratio_of_particulates == 1.08


def test_a_causal_share_of_nothing_means_no_effect():
    values = {name: np.asarray(row.value, float) for name, row in TABLE.parameters.items()}
    none = TABLE.effective(values, shares=dict.fromkeys(TABLE.parameters, 0.0))
    assert none.nhs_cost_per_qaly == np.inf
    assert none.mortality_ratio_of_greenness == 1
    assert none.healthy_years_per_log_income == 0


def test_every_use_names_parameters_as_its_evidence():
    for use in USES:
        assert use.evidence
        assert all(name in TABLE.parameters for name in use.evidence)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"source": ""}, "at least 1 character"),
        ({"unit": ""}, "at least 1 character"),
        ({"grade": "X"}, "match pattern"),
        ({"value": float("nan")}, "finite number"),
        ({"value": [1.0, 2.0]}, "one expected"),
        ({"colour": "red"}, "Extra inputs"),
        ({"prior": {"kind": "lognormal", "median": 1.0, "low": 2.0, "high": 3.0}}, "low < median < high"),
        ({"prior": {"kind": "mixture", "parts": [{"kind": "fixed", "weight": 0.5}]}}, "sum to 1"),
    ],
)
def test_the_loader_refuses_a_row_that_does_not_say_what_it_is(change, told):
    rows = TABLE.model_dump(mode="json", exclude_none=True)
    rows["parameters"]["physical_depreciation"].update(change)
    with pytest.raises(ValidationError, match=told):
        ParameterTable.model_validate(rows)


def test_a_value_that_is_set_is_the_same_in_every_draw_and_moves_no_other_number():
    other = TABLE.with_values(minimum_effective_scale=6, deadweight=[0.1, 0.2, 0.3, 0.4], physical_depreciation=0.05)
    assert other.central().minimum_effective_scale == 6
    assert other.central().deadweight.tolist() == [0.1, 0.2, 0.3, 0.4]
    usual, set_to = (list(drawn_parameters(8, seed=1, parameters=table)) for table in (TABLE, other))
    for was, now in zip(usual, set_to, strict=True):
        assert (now.minimum_effective_scale, now.physical_depreciation) == (6, 0.05)
        assert now.productivity_speed == was.productivity_speed
        assert np.array_equal(now.mortality_ratio_of_risk, was.mortality_ratio_of_risk)
    assert other.checksum != TABLE.checksum


def test_a_changed_value_that_no_draw_would_follow_is_refused_wherever_is_drawn():
    changed = TABLE.with_rows(minimum_effective_scale={"value": 3.0}, job_displacement={"value": 0.1})
    # A single run takes values, so that it may.
    assert fc.simulate("baseline", parameters=changed).draws == 1
    for draw in (
        lambda: fc.run_ensemble("baseline", draws=1, parameters=changed),
        lambda: list(drawn_parameters(1, parameters=changed)),
        lambda: uncertain_numbers(changed),
    ):
        with pytest.raises(fc.BadInput) as told:
            draw()
        assert [line.split(":")[0] for line in told.value.faults] == [
            "parameters.minimum_effective_scale",
            "parameters.job_displacement",
        ]
        assert "table.with_values(minimum_effective_scale=3.0)" in str(told.value)
    prior = {"kind": "uniform", "low": 2.0, "high": 4.0}
    followed = TABLE.with_rows(minimum_effective_scale={"value": 3.0, "prior": prior})
    assert all(2 <= numbers.minimum_effective_scale <= 4 for numbers in drawn_parameters(4, parameters=followed))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({"deadwieght": {"value": 1.0}}, "no parameter 'deadwieght'; did you mean 'deadweight'?"),
        ({"deadweight": {"value": [0.5]}}, "parameters.deadweight: .*4 expected for labels 'capital', got 1"),
        ({"job_displacement": {"prior": {"kind": "gamma"}}}, "parameters.job_displacement: prior"),
    ],
)
def test_rows_that_cannot_be_are_refused_by_name(rows, told):
    with pytest.raises(fc.BadInput, match=told):
        TABLE.with_rows(**rows)


def test_one_set_of_numbers_is_no_table():
    numbers = TABLE.central()
    with pytest.raises(fc.BadInput, match=r"ParameterTable .*goes to numbers=\) expected"):
        fc.simulate("baseline", parameters=numbers)
    with pytest.raises(fc.BadInput, match="give one of the two"):
        fc.FourCapitals("baseline", parameters=TABLE, numbers=numbers)


# What the estimates were made on


def test_what_was_estimated_on_real_programmes_or_budgets_takes_no_deadweight(baseline):
    on_real = {use.name for use in USES if any(TABLE[name].estimated_on for name in use.evidence)}
    net = dict(zip(USE_NAMES, TABLE["estimate_is_net"].value, strict=True))
    # Transfers are paid in full.
    assert {use for use, value in net.items() if value == 1} == on_real | {"household_income"}
    assert {"early_years", "public_health", "nhs", "council_services"} == on_real
    numbers, areas = TABLE.central(), baseline.arrays
    policy = Policy(np.zeros(0), 0.0, np.zeros((16, len(RISKS), len(areas.population))))
    deadweight = environment_of(areas, numbers, map_geography(areas, numbers), policy).deadweight
    for use, share in zip(USE_NAMES, deadweight.tolist(), strict=True):
        assert (share == 0) == (net[use] == 1), use


CHAINS = {
    "public_health": [("public_health_cost_per_qaly",)],
    "nhs": [("nhs_cost_per_qaly",)],
    "council_services": [("life_years_per_council_spending", "council_effect_multiple")],
    "early_years": [("early_years_nhs_saving", "nhs_cost_per_qaly"), ("early_years_return", "output_per_log_skills")],
}
"""From the £ of what was estimated on real money to its first effect on people or output."""


@pytest.mark.parametrize("use", CHAINS)
def test_what_was_estimated_on_real_programmes_or_budgets_takes_one_causal_share(use):
    for chain in CHAINS[use]:
        assert any(TABLE[name].estimated_on for name in chain)
        assert sum(TABLE.causal_share(name) is not None for name in chain) == 1


def test_no_row_of_the_table_shades_an_estimate_on_a_programme_as_an_association():
    on_programmes = [name for name, row in TABLE.parameters.items() if row.estimated_on == "programme"]
    assert on_programmes == ["early_years_return", "early_years_nhs_saving"]
    for name in on_programmes:
        assert TABLE[name].causal_class in (None, "I")
    with pytest.raises(BadInput, match="an estimate on a real programme is causal and net already"):
        TABLE.with_rows(early_years_return={"causal_class": "W"})


def test_a_source_that_was_not_read_in_full_is_not_said_to_be_seen():
    reported = {name: row.grade for name, row in TABLE.parameters.items() if "not read in full" in row.source}
    assert len(reported) > 10
    assert not [name for name, grade in reported.items() if grade == "S"]


def test_a_net_job_in_premises_costs_what_the_audit_of_the_programmes_found():
    gross, net = 375_000, 178_000  # National Audit Office, Regenerating the English Regions
    additional = (1 - TABLE["deadweight"].value[0]) * (1 - TABLE["job_displacement"].value)
    assert additional == pytest.approx(net / gross, abs=0.01)
    assert TABLE["premises_cost_per_job"].value / additional == pytest.approx(60_000, rel=0.02)
