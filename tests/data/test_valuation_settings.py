"""The settings of an appraisal are those of official guidance, and each can be traced."""

import math

import pytest
from fourcapitals.data.valuation_settings import Setting, load_valuation_settings
from fourcapitals.vocabulary import USES
from pydantic import ValidationError

GIVEN = load_valuation_settings()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("discount_rate", (0.035, 0.03)),
        ("health_discount_rate", (0.015, 0.0129)),
        ("qaly", (70_000.0,)),
        ("wellby", (13_000.0,)),
        ("income_aversion", (1.3,)),
        ("health_aversion", (10.95,)),
    ],
)
def test_a_setting_is_that_of_the_guidance(name, values):
    assert GIVEN.settings[name].values == values
    assert len(GIVEN.settings[name].source.split()) > 3


def test_an_amount_is_turned_into_pounds_of_2019():
    assert 60_000 < GIVEN.settings["qaly"].in_2019_prices < 70_000


def test_what_is_built_has_an_overrun_and_services_have_none():
    for use in USES:
        built = use.capital in ("physical", "natural")
        assert (GIVEN.overrun_of(use.name) > 0) == built, use.name


def test_a_band_begins_where_its_ratio_does():
    assert [GIVEN.band_of(each) for each in (-5.0, 1.0, 1.499, 1.5, 2.0, math.inf)] == [
        *("poor", "low", "low", "medium", "high", "high")
    ]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"seen": False}, "needs a source that was seen"),
        ({"value": 99.0}, "lies outside"),
        ({"value": (1.0, 2.0)}, "one end for each"),
    ],
)
def test_an_unsound_setting_is_refused(changes, why):
    row = GIVEN.settings["income_aversion"].model_dump()
    with pytest.raises(ValidationError, match=why):
        Setting.model_validate({**row, **changes})
