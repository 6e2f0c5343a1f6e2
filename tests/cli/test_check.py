"""`check` finds all that `run` would refuse, in the same words."""

import fourcapitals as fc
import pytest
from attacks import rarely
from scenario_texts import HEAD, LEVER, MONEY, TERMS, USES, WHOLE, changed, ruled

EVERYWHERE = LEVER.replace("-0.03", "-0.5")
REFUSED = {
    "a lever beyond what an area has": HEAD + EVERYWHERE,
    "two levers that are too much together": HEAD
    + LEVER.replace("-0.03", "-0.04")
    + LEVER.replace("levers.l", "levers.k").replace("-0.03", "-0.04"),
    "a relative lever that more than doubles": HEAD
    + "".join(
        LEVER.replace("levers.l", f"levers.{name}").replace(".change]", ".relative_change]").replace("-0.0", "0.9")
        for name in "abcdefgh"
    ),
    "awards of areas that have none": ruled('rule = "as_awarded"\nawards = ["town_deals"]\nareas = ["Adur"]'),
    "no weight for any of the areas": ruled(
        'rule = "luf_priority"\nweights = [1.0, 0.0, 0.0]\nareas = ["Surrey Heath", "Elmbridge"]'
    ),
    "areas that are not among the worst": ruled('rule = "top_n"\nn = 3\nareas = ["Elmbridge"]'),
    "a fund and a lever at once": ruled('rule = "as_awarded"\nawards = ["town_deals"]\nareas = ["Adur"]') + EVERYWHERE,
    "a fault of the file": changed('money = "capital"', 'money = "capitol"'),
    "no TOML": HEAD + "[[",
    "an empty file": "",
    "a part of an area": ruled('rule = "per_head"\nareas = ["Northampton"]'),
    "money without uses": HEAD + TERMS + MONEY + USES,
}


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("case", REFUSED)
def test_check_refuses_what_run_refuses_in_the_same_words(case, call, tmp_path):
    (tmp_path / "s.toml").write_text(REFUSED[case])
    checked, ran = (call(command, "s.toml") for command in ("check", "run"))
    assert checked[0] == ran[0] == 2
    assert checked[1] == ran[1] == ""
    assert checked[2] == ran[2] != ""
    assert "no such file" not in ran[2]


def test_check_tells_the_faults_of_money_and_of_levers_at_once(call, tmp_path):
    (tmp_path / "s.toml").write_text(REFUSED["a fund and a lever at once"])
    told = call("check", "s.toml")[2].splitlines()
    assert [line.split(":")[1].strip() for line in told] == ["funds.f.allocation", "levers.l"]


def test_check_tells_what_run_refuses_of_one_file_beside_the_faults_of_another(call, tmp_path):
    (tmp_path / "beyond.toml").write_text(HEAD + EVERYWHERE)
    (tmp_path / "typo.toml").write_text(changed('money = "capital"', 'money = "capitol"'))
    (tmp_path / "sound.toml").write_text(WHOLE)
    code, out, err = call("check", "beyond.toml", "typo.toml", "sound.toml")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 2
    assert "typo.toml: funds.f.money" in err
    assert "beyond: levers.l: smoking in" in err


@pytest.mark.parametrize("every", [8, *rarely(1)])
def test_bundled_scenarios_pass(call, every):
    names = fc.scenario_names()[::every]
    code, out, err = call("check", *names)
    assert (code, err) == (0, "")
    assert out.count(", no fault") == len(names)


@pytest.mark.parametrize(
    ("which", "told"),
    [
        ("", "all 42 integrated care boards"),
        ('boards = ["E54000053", "Frimley ICB"]', "Frimley; Sussex"),
        ("neediest_boards = 5", "the 5 integrated care boards with the lowest healthy life expectancy"),
        ('areas = ["Hartlepool"]', "all 42 integrated care boards, only in 1 area: Hartlepool"),
    ],
)
def test_check_says_which_boards_of_the_nhs_act(call, tmp_path, which, told):
    anchor = '[nhs_anchor]\nsource = "S"\ngrade = "J"\nlocal_share = { 2024 = 0.4 }\n'
    (tmp_path / "s.toml").write_text(f"{HEAD}{anchor}{which}\n")
    assert call("check", "s.toml")[1].splitlines()[1] == f"  nhs_anchor: {told}"


ROUNDS = """
[funds.f.allocation]
rule = "competitive"
need = { rule = "per_head" }
rounds = [2021]
"""


@pytest.mark.parametrize(
    ("money", "told"),
    [
        (
            "gbp_m = { 2021 = 40.0, 2022 = 60.0, 2024 = 20.0 }",
            "f: £80m of 2022 to 2024 comes after the last round, 2021: no bid can win it; name a later year in "
            "rounds, or leave the money out",
        ),
        (
            'after_end = "continues"\ngbp_m = { 2021 = 40.0 }',
            "f: money of the years after 2021 comes after the last round, 2021: no bid can win it",
        ),
        ("gbp_m = { 2020 = 60.0, 2021 = 40.0 }", None),
    ],
)
def test_check_and_run_tell_of_money_that_no_round_gives(money, told, call, tmp_path):
    (tmp_path / "s.toml").write_text(HEAD + TERMS + money + "\n" + USES + ROUNDS)
    code, out, err = call("check", "s.toml")
    ran = call("run", "baseline", "s.toml")
    assert (code, ran[0]) == (0, 0), err
    for words in (out, ran[2]):
        assert ("after the last round" in words) == (told is not None)
        assert told is None or told in " ".join(words.split())
