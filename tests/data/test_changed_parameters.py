"""Parameters that a user sets: read, checked, fixed in all draws, and written down so that they come back."""

import json

import numpy as np
import pytest
from fourcapitals.data.changed_parameters import changed_table, table_of
from fourcapitals.data.parameters import load_parameters
from fourcapitals.data.possible_values import possible_values
from fourcapitals.data.recorded_changes import change_lines, changes_of
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.errors import BadInput
from hypothesis import example, given
from hypothesis import strategies as st

NUMBERS = sorted(name for name, row in load_parameters().parameters.items() if row.labels is None)


@pytest.fixture
def write(tmp_path):
    def written(text):
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def faults(*settings, file=None):
    with pytest.raises(BadInput) as refused:
        changed_table(settings, file=file)
    return refused.value.faults


def test_a_number_that_is_set_is_the_same_in_every_draw_and_no_other_moves():
    usual = list(drawn_parameters(4, seed=3))
    fixed = list(drawn_parameters(4, seed=3, parameters=changed_table(["job_displacement=0.3"])))
    assert {each.job_displacement for each in fixed} == {0.3}
    assert [each.deadweight.tolist() for each in fixed] == [each.deadweight.tolist() for each in usual]
    assert [each.health_drift for each in fixed] == [each.health_drift for each in usual]


def test_one_element_of_a_vector_is_set_alone():
    usual = list(drawn_parameters(4, seed=3))
    fixed = list(drawn_parameters(4, seed=3, parameters=changed_table(["deadweight[human]=0.1"])))
    assert {each.deadweight[1] for each in fixed} == {0.1}
    for ours, theirs in zip(fixed, usual, strict=True):
        np.testing.assert_array_equal(np.delete(ours.deadweight, 1), np.delete(theirs.deadweight, 1))


def test_a_number_that_no_draw_draws_is_set_too():
    (draw,) = drawn_parameters(1, parameters=changed_table(["mean_delay[connectivity]=7"]))
    assert draw.mean_delay[:2].tolist() == [7.0, 3.5]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("job_displacement", "NAME=VALUE expected"),
        ("=3", "NAME=VALUE expected"),
        ("job_displacment=0.3", "did you mean 'job_displacement'?"),
        ("xyzzy=1", "list them: fourcapitals parameters"),
        ("deadweight=0.1", "write deadweight[physical]=0.1"),
        ("deadweight[humn]=0.1", "did you mean 'human'?"),
        ("job_displacement[human]=0.1", "is one number"),
        ("job_displacement=", "a number expected"),
        ("job_displacement=half", "a number expected"),
        ("job_displacement=30%", "a number expected"),
        ("job_displacement=nan", "0 to 1 expected"),
        ("job_displacement=inf", "0 to 1 expected"),
        ("job_displacement=1.01", "0 to 1 expected"),
        ("public_health_cost_per_qaly=0", "above 0 expected (£ per QALY, 2013 prices); got 0"),
        ("slow_health_speed=2", "above 0, 1 at most expected"),
        ("mean_delay[connectivity]=1", "3 or more expected (years)"),
        ("need_gradient_council=nan", "a finite number expected"),
        ("job_displacement=0.1=0.2", "a number expected"),
    ],
)
def test_a_setting_that_cannot_be_says_where_what_and_what_to_do(setting, said):
    (fault,) = faults(setting)
    assert fault.startswith(f"--set '{setting}': ")
    assert said in fault


def test_all_faults_are_told_at_once(write):
    path = write("[parameters.job_displacement]\nvalue = 3.0\n[parameters.nothing]\nvalue = 1\n[other]\n")
    told = faults("job_displacement=2", "xyzzy=1", "deadweight[human]=0.1", "deadweight[human]=0.2", file=path)
    assert [fault.startswith(f"{path}: ") for fault in told] == [True, True, True, False, False, False]
    assert [fault.split("'")[1] for fault in told[3:]] == ["job_displacement=2", "xyzzy=1", "deadweight[human]=0.2"]


def test_a_setting_comes_after_the_file(write):
    path = write("[parameters.job_displacement]\nvalue = 0.2\n[parameters.covid_lasting_share]\nvalue = 0.4\n")
    table = changed_table(["job_displacement=0.3"], file=path)
    assert (table["job_displacement"].value, table["covid_lasting_share"].value) == (0.3, 0.4)


def test_a_file_may_bring_a_prior_from_which_draws_come(write):
    prior = '{ kind = "uniform", low = 0.6, high = 0.8 }'
    table = changed_table(file=write(f"[parameters.job_displacement]\nvalue = 0.7\nprior = {prior}\n"))
    drawn = [each.job_displacement for each in drawn_parameters(8, parameters=table)]
    assert min(drawn) >= 0.6
    assert max(drawn) <= 0.8
    assert len(set(drawn)) == 8
    assert change_lines(changes_of(table)) == [
        "Changed parameter: job_displacement = 0.7; draws come from another prior (instead of 0.33)"
    ]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("value = 0.5\n", "value: 0.5; from 0.6 to 0.8 expected, as its prior draws in 95%"),
        ("", "value: 0.33, the package's own; from 0.6 to 0.8 expected"),
    ],
)
def test_a_value_that_its_own_prior_hardly_draws_is_refused(write, value, said):
    prior = '{ kind = "uniform", low = 0.6, high = 0.8 }'
    (fault,) = faults(file=write(f"[parameters.job_displacement]\n{value}prior = {prior}\n"))
    assert f"parameters.job_displacement: {said}" in fault


def test_several_files_change_other_rows_and_no_two_the_same(tmp_path):
    first, second, third = (tmp_path / f"{name}.toml" for name in "abc")
    first.write_text("[parameters.job_displacement]\nvalue = 0.3\n")
    second.write_text("[parameters.covid_lasting_share]\nvalue = 0.4\n")
    third.write_text("[parameters.job_displacement]\nvalue = 0.2\n[causal_shares.J]\nprobability_zero = 0.1\n")
    table = changed_table(file=[first, second])
    assert (table["job_displacement"].value, table["covid_lasting_share"].value) == (0.3, 0.4)
    assert faults(file=[first, second, third]) == (
        f"{third}: parameters.job_displacement: {first} changes it too; keep it in one file",
    )


def test_a_causal_share_may_be_changed_in_a_file(write):
    table = changed_table(file=write("[causal_shares.J]\nprobability_zero = 0.0\n"))
    assert table.causal_shares["J"].mean == pytest.approx(1 / 3)
    assert table_of(changes_of(table)).checksum == table.checksum


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "changes nothing"),
        ("[parameters", "not TOML"),
        ("parameters = 3\n", "tables such as [parameters.NAME] expected"),
        ("[parameter.job_displacement]\nvalue = 0.2\n", "did you mean 'parameters'?"),
        ("[parameters]\njob_displacement = 0.2\n", "a table expected"),
        ("[parameters.job_displacement]\nvalue = true\n", "a number expected, got true"),
        ("[parameters.job_displacement]\nvalue = '0.2'\n", "a number expected"),
        (
            "[parameters.job_displacement]\nvalue = nan\n",
            "parameters.job_displacement: value: a number expected, got nan",
        ),
        ("[parameters.job_displacement]\nvalue = [0.1, 0.2]\n", "value: one number expected, got a list of 2"),
        (
            "[parameters.deadweight]\nvalue = [0.1, 0.2]\n",
            "a list of 4 numbers (physical, human, social, natural) expected, got a list of 2",
        ),
        ("[parameters.job_displacement]\nunit = 'years'\n", "unit: '1' expected"),
        ("[parameters.job_displacement]\nvaleu = 0.2\n", "did you mean 'value'?"),
        ("[parameters.job_displacement]\nvalue = 0.2\nprior = { kind = 'normale' }\n", "prior"),
        ("[causal_shares.X]\nprobability_zero = 0.1\n", "no causal share 'X'"),
        ("[parameters.job_displacement]\nvalue = 0.2\nvalue = 0.3\n", "line 3: this key is given twice; keep one of"),
        (
            "[causal_shares.J]\nprobability_zero = 0.1\n[causal_shares.J]\n",
            "line 3: the table [causal_shares.J] is given twice; join the two",
        ),
        ("[parameters.job_displacement]\nvalue = “0.2”\n", "line 2: “ is a curly quote, as Word writes it"),
        ("a = " + "[" * 100, "line 1: lists, tables or dotted keys stand more than 20 deep"),
        ("[causal_shares.J]\nprobability_zero = 2\n", "causal_shares.J"),
    ],
)
def test_a_file_that_cannot_be_is_refused_with_its_name(write, text, said):
    path = write(text)
    told = faults(file=path)
    assert all(fault.startswith(f"{path}: ") for fault in told)
    assert any(said in fault for fault in told)


@pytest.mark.parametrize(
    ("prior", "said"),
    [
        ("3", "prior: a table such as { kind = "),
        ("[1]", "prior.item 1: a table such as { kind = "),
        ("{}", "prior: says no kind; write one of fixed, normal, "),
        ("{ kind = 'normale', mean = 0.3, sd = 0.1 }", "prior: no kind of prior 'normale'; did you mean 'normal'?"),
        ("{ kind = 'normal', mean = 0.3 }", "prior.sd: is missing; give it"),
        ("{ kind = 'normal', mean = 0.3, sd = '0.1' }", "prior.sd: a number expected, got '0.1'"),
        ("{ kind = 'normal', mean = true, sd = 0.1 }", "prior.mean: a number expected, got true"),
        ("{ kind = 'normal', mean = 0.3, sd = -1 }", "prior.sd: a number above 0 expected, got -1"),
        ("{ kind = 'normal', mean = nan, sd = 0.1 }", "prior.mean: a finite number expected, got nan"),
        ("{ kind = 'normal', mean = 0.3, sd = 0.1, a = 1 }", "prior.a: no such key here; take it out"),
        ("{ kind = 'bernoulli', probability = 2 }", "prior.probability: a number up to 1 expected, got 2"),
        ("{ kind = 'uniform', low = 0.4, high = 0.2 }", "prior: low < high expected, got 0.4, 0.2"),
        ("{ kind = 'normal', mean = 5.0, sd = 0.1 }", "prior: draws from 4.8 to 5.2; 0 to 1 expected"),
        ("{ kind = 'normal', mean = 0.3, sd = 1e300 }", "prior: draws from -2e+300 to 2e+300; 0 to 1 expected"),
        (
            "{ kind = 'switched', by = 'me', first = { kind = 'fixed' }, second = { kind = 'fixed' } }",
            "prior.by: no parameter that switches priors 'me'; choose from elasticity_set",
        ),
        (
            "{ kind = 'switched', by = 'job_displacement', first = { kind = 'fixed' }, second = { kind = 'fixed' } }",
            "prior.by: no parameter that switches priors 'job_displacement'; choose from elasticity_set",
        ),
        (
            "{ kind = 'mixture', parts = [{ kind = 'fixed', value = 'x', weight = 1.0 }] }",
            "prior.parts.item 1.value: a number expected, got 'x'",
        ),
    ],
)
def test_a_prior_that_cannot_be_is_told_in_plain_words_with_its_place(write, prior, said):
    (fault,) = faults(file=write(f"[parameters.job_displacement]\nprior = {prior}\n"))
    assert f"parameters.job_displacement: {said}" in fault


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("[parameters.public_health_cost_per_qaly]\nvalue = 9000.0\nprice_year = 1066", "price_year: a year from 19"),
        ("[parameters.job_displacement]\nvalue = 0.2\nprice_year = 2019", "price_year: the number is no money"),
        ("[parameters.job_displacement]\nby_set = [0.1, 0.2]", "by_set: the row has one central value"),
        (
            "[parameters.elasticity_set.prior]\nkind = 'switched'\nby = 'elasticity_set'\nfirst.kind = 'fixed'\n"
            "second.kind = 'fixed'",
            "prior: elasticity_set decides between the priors of others; give it one",
        ),
    ],
)
def test_parts_that_belong_to_other_rows_are_refused(write, row, said):
    assert any(f": {said}" in fault for fault in faults(file=write(f"{row}\n")))


def test_every_prior_of_the_package_may_be_given_as_it_is():
    for name, row in load_parameters().parameters.items():
        prior = row.model_dump(mode="json")["prior"]
        assert table_of({"parameters": {name: {"prior": prior}}})[name] == row, name


def test_the_other_parts_of_a_row_are_told_in_plain_words(write):
    rows = "grade = 'Q'\nprobability_zero = 2.0\ncausal_class = 'Z'\nsource = 3\nprice_year = 2019.5\n"
    said = "\n".join(faults(file=write(f"[parameters.job_displacement]\nvalue = 0.2\n{rows}")))
    for place in (
        "grade: S, M or J",
        "probability_zero: a number below 1",
        "causal_class: one of 'I', 'W', 'A' or 'J'",
    ):
        assert f"parameters.job_displacement: {place}" in said
    assert "source: text in quotes expected, got 3" in said
    assert "price_year: a whole number expected, got 2019.5" in said
    otherwise = faults(file=write("[causal_shares.J]\notherwise = { kind = 'normal', mean = 0, sd = 1 }\n"))
    assert otherwise[0].endswith("causal_shares.J: otherwise: no kind of prior 'normal'; choose from beta, fixed")


def test_a_file_that_is_none_is_refused(tmp_path):
    assert faults(file=tmp_path / "none.toml") == (f"{tmp_path / 'none.toml'}: no such file",)


@given(st.sampled_from(NUMBERS), st.floats(allow_nan=True, allow_infinity=True))
@example("minimum_effective_scale", -0.0)
def test_a_value_is_taken_where_it_can_be_and_comes_back_to_the_bit(name, value):
    row = load_parameters()[name]
    if not np.isfinite(value) or not possible_values(name, row).holds(value):
        assert len(faults(f"{name}={value!r}")) == 1
        return
    table = changed_table([f"{name}={value!r}"])
    assert table[name].value == value
    written = json.loads(json.dumps(changes_of(table)))
    assert table_of(written).checksum == table.checksum


def test_what_the_package_states_can_be():
    for name, row in load_parameters().parameters.items():
        for element, value in enumerate(np.atleast_1d(row.value)):
            assert possible_values(name, row, element).holds(float(value)), name


def test_changed_parameters_are_said_with_what_they_were():
    table = changed_table(["minimum_effective_scale=6", "deadweight[human]=0.1"])
    assert change_lines(changes_of(table)) == [
        "Changed parameter: minimum_effective_scale = £6 per head per year, in all draws (instead of £0 per head per "
        "year)",
        "Changed parameter: deadweight[human] = 0.1, in all draws (instead of 0.3)",
    ]
    assert change_lines({}) == []


@pytest.mark.parametrize(("text", "fault"), [("a\x1b[2J", "holds the character"), ("\u202ea", "holds"), (" ", "empty")])
def test_the_text_of_a_row_is_seen_and_acts_on_nothing(text, fault):
    with pytest.raises(BadInput, match=rf"^parameters.job_displacement: source: {fault}"):
        table_of({"parameters": {"job_displacement": {"value": 0.3, "source": text}}})
