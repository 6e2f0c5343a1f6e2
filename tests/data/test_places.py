"""The areas and how one is found by what people write."""

import re
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
from fourcapitals.data.places import GROUPS, area_name, area_table, find_area, find_areas, find_place
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
            "no area 'Surrey'; it holds 11 areas: Elmbridge, Epsom and Ewell, Guildford, Mole Valley, "
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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hartlepool Borough Council", "Hartlepool"),
        ("Adur District Council", "Adur"),
        ("Birmingham City Council", "Birmingham"),
        ("Barnsley Metropolitan Borough Council", "Barnsley"),
        ("St Albans City and District Council", "St Albans"),
        ("London Borough of Tower Hamlets", "Tower Hamlets"),
        ("Royal Borough of Kensington & Chelsea", "Kensington and Chelsea"),
        ("The Council of the Isles of Scilly", "Cornwall"),
        ("City of York Council", "York"),
        ("Hull City Council", "Kingston upon Hull, City of"),
        ("Durham County Council", "County Durham"),
        ("Medway UA", "Medway"),
        ("Shepway", "Folkestone and Hythe"),
        ("E08000038", "Barnsley"),
        ("E08000039", "Sheffield"),
        ("E07000097", "East Hertfordshire"),
    ],
)
def test_an_area_is_found_by_its_council_and_by_the_names_and_codes_of_other_years(text, name):
    assert area_name(find_area(text)) == name
    assert find_areas(text) == (find_area(text),)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Cumberland", ["Allerdale", "Carlisle", "Copeland"]),
        ("E06000063", ["Allerdale", "Carlisle", "Copeland"]),
        ("Northamptonshire County Council", ["North Northamptonshire", "West Northamptonshire"]),
        ("Tees Valley Combined Authority", ["Hartlepool", "Middlesbrough", "Redcar and Cleveland"]),
        ("NHS Cornwall and the Isles of Scilly ICB", ["Cornwall"]),
        ("E54000059", ["North Northamptonshire", "West Northamptonshire"]),
        ("Devon", ["East Devon", "Exeter"]),
        ("West Midlands (region)", ["Herefordshire, County of", "Telford and Wrekin"]),
        ("West Midlands (combined authority)", ["Birmingham", "Coventry"]),
    ],
)
def test_a_wider_place_stands_for_all_that_it_holds(text, names):
    assert [area_name(code) for code in find_areas(text)][: len(names)] == names


def test_the_ten_districts_of_greater_manchester_are_found_and_told():
    assert len(find_areas("Greater Manchester")) == 10
    with pytest.raises(
        UnknownName, match=r"^no area 'Greater Manchester'; it holds 10 areas: Bolton, Bury, Manchester"
    ):
        find_area("Greater Manchester")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Northampton", "it is a part of West Northamptonshire (E06000062), which the model holds as a whole"),
        ("Corby", "it is a part of North Northamptonshire (E06000061), which the model holds as a whole"),
        ("E07000004", "it is a part of Buckinghamshire (E06000060), which the model holds as a whole"),
        ("Bournemouth Borough Council", "it is a part of Bournemouth, Christchurch and Poole (E06000058)"),
        ("Scotland", "it is Scotland, and the model holds England only"),
        ("S12000033", "it is in Scotland, and the model holds England only"),
        ("W06000015", "it is in Wales, and the model holds England only"),
        ("Kent Fire", "fire and police authorities are no areas of the model"),
        (
            "West Midlands",
            "it is the name of a region of 30 areas (E12000005) and of a combined authority of 7 areas (E47000007)",
        ),
    ],
)
def test_a_known_place_that_is_no_area_is_named_and_nothing_spelt_alike_is_offered(text, fault):
    for find in (find_area, find_areas):
        with pytest.raises(UnknownName, match=re.escape(fault)) as caught:
            find(text)
        assert "did you mean" not in str(caught.value)


def known_places():
    known = pd.read_csv(Path(str(files("fourcapitals.data"))) / "tables" / "known_places.csv")
    return known.fillna({"place": "", "areas": ""})


def test_every_place_known_leads_to_areas_or_says_why_not():
    for row in known_places().itertuples():
        if row.whole:
            assert ";".join(find_areas(row.place or row.name)) == row.areas
        elif row.areas:
            with pytest.raises(UnknownName, match=f"it is a part of {area_name(row.areas)}"):
                find_areas(row.name)
        else:
            with pytest.raises(UnknownName, match=f"it is in {row.kind}, and the model holds England only"):
                find_areas(row.name)


def test_every_district_of_the_funds_list_is_an_area_or_told_to_be_a_part_of_one():
    listed = pd.read_csv(Path(str(files("fourcapitals.data"))) / "tables" / "luf_priority.csv")
    parts = {"E06000060": 4, "E06000061": 4, "E06000062": 3}
    told = dict.fromkeys(parts, 0)
    for code, name, area in listed[["lad20_code", "name", "code"]].itertuples(index=False):
        for text in (code, name):
            if code == area or area not in parts:
                assert find_areas(text) == (area,)
                continue
            with pytest.raises(UnknownName, match=rf"it is a part of .* \({area}\), which the model holds as a whole"):
                find_areas(text)
        told[area] = told.get(area, 0) + 1
    assert {area: told[area] for area in parts} == {"E06000060": 1, "E06000061": 4, "E06000062": 3}


@pytest.mark.parametrize("kind", ["combined_authority", "integrated_care_board", "region", "upper_tier"])
def test_every_wider_place_is_found_by_its_code_and_by_its_name_and_kind(kind):
    table = area_table()
    for (code, name), members in table[table[f"{kind}_code"] != ""].groupby([f"{kind}_code", f"{kind}_name"]):
        areas = tuple(members.index)
        # Two combined authorities have borne the name North East.
        named = len(areas) > 1 and code != "E47000010"
        called = name if kind == "integrated_care_board" else f"{name} ({GROUPS[kind]})"
        for text in (code, called) if named else (code,):
            assert find_areas(text) == areas
            assert find_place(text).areas == areas


def test_the_integrated_care_boards_hold_every_area():
    boards = area_table()["integrated_care_board_code"]
    assert boards.nunique() == 42
    assert (boards != "").all()


@pytest.mark.parametrize(
    ("text", "kind", "count"),
    [
        ("England", "england", 307),
        ("Merseyside", "county", 5),
        ("Tyne and Wear", "county", 5),
        ("GMCA", "combined_authority", 10),
        ("North East Mayoral Combined Authority", "combined_authority", 7),
        ("East Midlands Combined County Authority", "combined_authority", 17),
        ("East Midlands", "region", 35),
        ("Sheffield City Region", "combined_authority", 4),
        ("The North West", "region", 39),
        ("Yorkshire and Humber", "region", 21),
        ("TLC1", "itl2", 6),
        ("Cornwall and the Isles of Scilly", "area", 1),
        ("E06000053", "area", 1),
    ],
)
def test_a_place_is_told_by_its_kind(text, kind, count):
    found = find_place(text)
    assert (found.kind, len(found.areas)) == (kind, count)


@pytest.mark.parametrize("text", ["Glasgow", "Edinburgh", "Cardiff Council", "Newport", "Belfast City Council", "UK"])
def test_other_nations_are_told_that_the_model_holds_england_only(text):
    with pytest.raises(UnknownName, match="and the model holds England only") as caught:
        find_areas(text)
    assert "did you mean" not in str(caught.value)


def test_a_combined_authority_is_no_region_of_its_name():
    with pytest.raises(UnknownName, match="no combined authority of that name is known; give its districts"):
        find_areas("Lancashire Combined County Authority")


@given(st.text())
def test_any_text_is_an_area_or_an_unknown_name(text):
    try:
        found = find_area(text)
    except UnknownName as error:
        found = str(error)
    assert found in area_table().index or found.startswith(f"no area {shown(text)}; ")
    assert "\n" not in found


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


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Borough Council of King's Lynn & West Norfolk", "E07000146"),
        ("Metropolitan Borough of Wirral", "E08000015"),
        ("Sefton MBC", "E08000014"),
        ("Leeds CC", "E08000035"),
        ("LB of Camden", "E09000007"),
        ("RB Greenwich", "E09000011"),
        ("Adur DC", "E07000223"),
    ],
)
def test_short_and_inverted_names_of_councils_are_found(name, code):
    assert find_area(name) == code


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Sussex", "several places have it in their names: 'East Sussex', 'Mid Sussex', 'West Sussex'; give one"),
        ("Newcastle", "several places have it in their names: 'Newcastle upon Tyne', 'Newcastle-under-Lyme'; give one"),
        ("Hampshire", "holds"),
        ("Stoke", "did you mean 'Stoke-on-Trent'?"),
        ("Hartlepool, Middlesbrough", "it names 2 places; give each as a text of its own"),
        ("E06000001;E06000002", "it names 2 places; give each as a text of its own"),
        ("E0600001", "a code has a letter and eight digits, as 'E06000001'"),
        ("TS24", "a postcode is no area; give the district it lies in"),
        ("SW1A 1AA", "a postcode is no area; give the district it lies in"),
        ("North", "give the name or the code of a district"),
        ("Atlantis", "give the name or the code of a district"),
    ],
)
def test_a_name_that_several_places_have_in_theirs_is_given_to_none_of_them(text, said):
    with pytest.raises(UnknownName, match=re.escape(said)):
        find_area(text)
