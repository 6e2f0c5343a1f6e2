"""The integrated care boards: every area lies in one or two, and each is found by what people call it."""

import numpy as np
import pytest
from fourcapitals.data.care_boards import care_boards, find_care_board
from fourcapitals.data.places import area_table
from fourcapitals.errors import UnknownName


def test_each_area_lies_in_one_board_or_is_shared_by_two():
    boards = care_boards()
    held = (boards.share > 0).sum(axis=0)
    assert len(boards.codes) == 42
    assert sorted(boards.codes) == list(boards.codes)
    assert np.bincount(held)[1:].tolist() == [295, 12]
    np.testing.assert_allclose(boards.share.sum(axis=0), 1.0, rtol=0, atol=1e-12)


def test_an_area_in_two_boards_is_named_after_the_one_that_holds_more_of_it():
    boards, table = care_boards(), area_table()
    largest = np.array(boards.codes)[boards.share.argmax(axis=0)]
    halves = table.index == "E07000244"  # East Suffolk, half in each
    assert (largest == table["integrated_care_board_code"])[~halves].all()


@pytest.mark.parametrize(
    "text",
    [
        "E54000053",
        "NHS Sussex Integrated Care Board",
        "Sussex",
        "sussex ICB",
        "NHS SUSSEX",
        "Sussex integrated care system",
    ],
)
def test_a_board_is_found_by_its_code_and_by_its_name_with_or_without_what_all_are_called(text):
    assert find_care_board(text) == "E54000053"


def test_every_board_is_found_by_its_code_and_its_name():
    boards = care_boards()
    for code, name in zip(boards.codes, boards.names, strict=True):
        assert find_care_board(code) == find_care_board(name) == code


def test_an_unknown_board_is_refused_with_the_nearest_name():
    with pytest.raises(UnknownName, match=r"no integrated care board 'Susex'; did you mean 'Sussex'\?"):
        find_care_board("Susex")
    with pytest.raises(UnknownName, match="'Hartlepool'; the place lies in 'North East and North Cumbria'; give"):
        find_care_board("Hartlepool")
    with pytest.raises(UnknownName, match="'North West'; the place lies in 4 boards; give"):
        find_care_board("North West")
