"""The areas and how one is found by what people write."""

import re

import pandas as pd
import pytest
from fourcapitals.data import places
from fourcapitals.data.places import area_name, area_table, find_area
from fourcapitals.errors import BadInput, UnknownName, closest, shown
from hypothesis import given
from hypothesis import strategies as st


def test_there_are_307_areas_in_gss_order():
    table = area_table()
    assert len(table) == 307
    assert table.index.is_unique
    assert table.index.is_monotonic_increasing
    assert table.index.str.fullmatch("E0[6789][0-9]{6}").all()


def test_names_are_unique_and_none_is_missing():
    assert area_table()["name"].is_unique
    assert (area_table()["name"].str.len() > 2).all()


def test_every_area_is_found_by_its_code_and_by_its_name():
    for code, name in area_table()["name"].items():
        assert find_area(code) == find_area(name) == find_area(code.lower()) == find_area(name.upper()) == code


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("hartlepool", "Hartlepool"),
        ("  Blackpool ", "Blackpool"),
        ("Redcar & Cleveland", "Redcar and Cleveland"),
        ("Stockton on Tees", "Stockton-on-Tees"),
        ("St Helens", "St. Helens"),
        ("Kings Lynn and West Norfolk", "King's Lynn and West Norfolk"),
        ("Bristol", "Bristol, City of"),
        ("E06000023", "Bristol, City of"),
        ("City of London", "Hackney"),
        ("E09000001", "Hackney"),
        ("Isles of Scilly", "Cornwall"),
        ("E06000053", "Cornwall"),
    ],
)
def test_an_area_is_found_by_what_people_write(text, name):
    assert area_name(find_area(text)) == name


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Hartlepol", "no area 'Hartlepol'; did you mean 'Hartlepool'?"),
        ("Hull", "no area 'Hull'; did you mean 'Kingston upon Hull, City of'?"),
        ("Durham", "no area 'Durham'; did you mean 'County Durham'?"),
        (
            "Surrey",
            "no area 'Surrey'; it holds the areas Elmbridge, Epsom and Ewell, Guildford, Mole Valley, "
            "Reigate and Banstead, Runnymede, Spelthorne, Surrey Heath, Tandridge, Waverley, Woking",
        ),
        ("London", "no area 'London'; it holds 32 areas, such as 'Barking and Dagenham'"),
        (
            "zzz",
            "no area 'zzz'; give the name or the code of a district of April 2021, such as 'Hartlepool' or 'E06000001'",
        ),
    ],
)
def test_an_unknown_area_is_told_with_advice(text, fault):
    with pytest.raises(UnknownName, match=f"^{re.escape(fault)}$"):
        find_area(text)


@given(st.text())
def test_any_text_is_an_area_or_an_unknown_name(text):
    try:
        found = find_area(text)
    except UnknownName as error:
        found = str(error)
    assert found in area_table().index or found.startswith(f"no area {shown(text)}; ")
    assert "\n" not in found


def test_a_region_is_not_mistaken_for_an_area_in_a_small_table(monkeypatch):
    toy = pd.DataFrame(
        {
            "name": ["Aton", "Bton"],
            "upper_tier_code": ["E1", "E1"],
            "upper_tier_name": ["Abshire", "Abshire"],
            "region_code": ["R", "R"],
            "region_name": ["North", "North"],
        },
        index=pd.Index(["E07000001", "E07000002"], name="code"),
    )
    monkeypatch.setattr(places, "area_table", lambda: toy)
    with pytest.raises(UnknownName, match=r"^no area 'Abshire'; it holds the areas Aton, Bton$"):
        places.find_area("Abshire")


def test_an_unknown_name_is_bad_input_and_a_value_error():
    assert issubclass(UnknownName, BadInput)
    assert issubclass(UnknownName, ValueError)


def test_faults_stand_one_to_a_line():
    error = BadInput("a: one", "b: two")
    assert error.faults == ("a: one", "b: two")
    assert str(error) == "a: one\nb: two"


def test_the_choice_that_holds_the_word_comes_before_one_spelt_alike():
    assert closest("health", ["wealth", "health_need"]) == "health_need"
    assert closest("", ["a"]) is None


def test_values_are_shown_within_one_short_line():
    assert shown("a\nb") == "'a\\nb'"
    assert shown([1, 2]) == "a list"
    assert shown(16**5000) == "a number beyond all measure"
