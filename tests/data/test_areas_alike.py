"""An area stands beside those most like it, in what surrounds its outcomes and not in the outcomes."""

import pytest
from fourcapitals.data.areas_alike import SHOWN, areas_alike
from fourcapitals.errors import BadInput, UnknownName


def test_the_area_itself_comes_first_and_others_by_their_distance():
    table = areas_alike("Hartlepool")
    assert len(table) == 16
    assert table["area_name"].iloc[0] == "Hartlepool"
    assert table["distance"].iloc[0] == 0
    assert table["distance"].is_monotonic_increasing
    assert table["distance"].iloc[1] > 0


def test_places_that_a_reader_knows_to_be_alike_are():
    assert {"Redcar and Cleveland", "Middlesbrough", "South Tyneside"} & set(areas_alike("Hartlepool")["area_name"])
    assert "Westminster" in set(areas_alike("Kensington and Chelsea")["area_name"])
    assert "Westminster" not in set(areas_alike("Hartlepool")["area_name"])


def test_levels_and_ranks_are_those_of_the_base_year(baseline):
    table = areas_alike("Leeds", count=5)
    position = list(baseline.areas.index)
    for outcome in SHOWN:
        held = getattr(baseline.arrays, outcome)
        levels = held.mean(axis=0) if held.ndim > 1 else held
        expected = [levels[position.index(code)] for code in table["area"]]
        assert table[outcome].to_numpy() == pytest.approx(expected)
        assert table.loc[table[outcome].idxmax(), f"{outcome}_rank"] == 1


def test_what_cannot_be_given_is_refused(call):
    with pytest.raises(UnknownName):
        areas_alike("Atlantis")
    for count in (0, 307):
        with pytest.raises(BadInput, match="from 1 to 306"):
            areas_alike("Leeds", count=count)
    code, text, _ = call("area", "Hartlepool", "--like")
    assert code == 0
    assert "Hartlepool and the 15 areas most like it, 2019" in text
    code, _, errors = call("area", "Hartlepool", "--like", "--results", "x.nc")
    assert code == 2
    assert "leave --like out" in errors
