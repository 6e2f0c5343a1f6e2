"""Maps of an ensemble: medians of areas, how sure they are, and in how many draws an area is better off."""

import fourcapitals as fc
import numpy as np
import pytest
import xarray as xr
from fourcapitals import plots
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.plots.maps.chances import often_but_little, title_of_chances
from fourcapitals.plots.maps.classes import NONE, ORANGES, classes_of_chances, colours_of
from fourcapitals.plots.maps.draws import how_sure
from fourcapitals.plots.maps.subject import Subject
from fourcapitals.plots.parts.amounts import amount_with_unit
from fourcapitals.results.results import Results
from pictures import DAYS, EIGHT, said_in

STRONG = "public_health_restored"


def test_a_map_of_differences_holds_medians_and_shares_of_draws(eight):
    chart = plots.map_of(eight, scenario=STRONG, show="difference", year=2025)
    held = eight.quantiles().sel(scenario=STRONG, milestone=2025)
    medians = held["area_hle_difference_quantile"].sel(quantile=0.5).to_numpy()
    factor = {"days": DAYS, "months": 12.0}[chart.data["unit"].iloc[0]]
    assert chart.data["value"].to_numpy() == pytest.approx(factor * medians)
    assert (chart.data["low_80"] <= chart.data["value"]).all()
    assert chart.data["share_zero"].to_numpy() == pytest.approx(held["area_hle_unchanged"].to_numpy())


def test_a_map_of_p_better_counts_draws_without_a_difference_half(eight):
    chart = plots.map_of(eight, scenario="housing_quality", show="better")
    held = eight.quantiles().sel(scenario="housing_quality", milestone=2035)
    by_hand = 100 * (held["area_hle_higher"] + held["area_hle_unchanged"] / 2).to_numpy()
    assert chart.data["value"].to_numpy() == pytest.approx(by_hand)
    assert set(chart.data["unit"]) == {"% of draws"}
    assert "; ties count half. " in chart.alt_text
    assert "ties count half" in said_in(chart)


def test_the_title_of_p_better_counts_areas_by_the_shares_that_the_colours_show(eight):
    chart = plots.map_of(eight, scenario="early_years_and_skills", show="better")
    values = chart.data["value"]
    limit = 95 if (values >= 95).any() else 80
    count = int((values >= limit).sum())
    counted = "all 307 areas" if count == 307 else f"{count} of 307 areas"
    assert f"is at least {limit}% in {counted}" in chart.alt_text
    if limit == 95:
        assert f"95% or more, {count} areas" in chart.alt_text


def test_the_title_of_p_better_gives_both_directions():
    percent = np.r_[np.full(118, 90.0), np.full(189, 12.0)]
    assert title_of_chances("It", "income", 2035, percent) == (
        "P(better) of ‘It’ for income in 2035 is at most 20% in 189 areas, at least 80% in 118"
    )
    percent = np.r_[np.full(118, 70.0), np.full(189, 12.0)]
    assert title_of_chances("It", "income", 2035, percent) == (
        "P(better) of ‘It’ for income in 2035 is at most 20% in 189 of 307 areas; it is better more often than not in "
        "118"
    )
    # So few go without saying.
    assert "worse" not in title_of_chances("It", "income", 2035, np.r_[np.full(99, 97.0), 30.0])


@pytest.mark.thorough
def test_the_minus_sign_is_explained_where_one_is_drawn(eight):
    for name in EIGHT[1:]:
        chart = plots.map_of(eight, scenario=name, show="better")
        values = chart.data["value"]
        assert ("minus sign" in chart.alt_text) == bool((values < 50).any() and (values > 50).any())


def test_a_map_of_medians_says_so_and_how_sure_they_are(eight):
    chart = plots.map_of(eight, scenario="announced_2021", show="difference")
    assert chart.alt_text.startswith("At the median of 64 draws, ‘Levelling up as announced in 2021’ ")
    least = chart.data["least_kept"].iloc[0]
    sure = int(((chart.data["low_80"] > least) | (chart.data["high_80"] < -least)).sum())
    assert (
        f"The middle 80% of draws lie more than 0.01 days to one side of zero in {sure} of 307 areas" in chart.alt_text
    )
    assert "The store rounds area medians by up to 5.7%, or 0.01 days where small" in chart.alt_text
    assert "bins" not in chart.alt_text
    assert "Less than 0.01" in said_in(chart)


def test_a_map_says_where_no_draw_does_harm(eight):
    held = eight.quantiles().sel(scenario="housing_quality", milestone=2035)
    higher, same = held["area_hle_higher"].to_numpy(), held["area_hle_unchanged"].to_numpy()
    assert higher + same == pytest.approx(np.ones(307))
    said = plots.map_of(eight, scenario="housing_quality", show="difference").alt_text
    assert "No draw lowers it in any area; nothing differs in " in said
    assert f"{round(100 * same.max())}% of draws; " in said
    assert "one side of zero" not in said


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.0, 14.0, "0 to +14 days"),
        (0.0, 0.004, "from 0 to less than 0.01 days"),
        (0.004, 14.0, "from less than 0.01 days to +14 days"),
        (0.0, 0.0, "reach 0 days"),
    ],
)
def test_the_end_of_a_band_is_zero_where_it_is_exactly_that(low, high, words):
    subject = Subject(
        np.array([1.0, 3.0]),
        "days",
        "",
        lambda value: amount_with_unit(value, "days"),
        True,
        lambda _: "",
        "",
        (),
        near=0.01,
        beside={"low_80": np.full(2, low), "high_80": np.full(2, high)},
    )
    assert how_sure(subject).endswith(f"{words}.")


def test_p_better_says_where_the_median_is_next_to_nothing():
    percent, medians = np.array([97.0, 85.0, 60.0, 3.0]), np.array([1e-6, 0.3, 0.0, -1e-6])
    assert often_but_little(percent, medians, "years") == (
        " In 1 of the areas at 80% or more and 1 at 20% or less the median difference is less than 0.01 days."
    )
    assert not often_but_little(percent, np.full(4, 0.3), "years")


def test_p_better_is_mapped_from_single_runs_of_several_draws_too():
    results = fc.simulate(["baseline", "announced_2021"])
    with pytest.raises(BadInput, match="needs draws"):
        plots.map_of(results, show="better")
    first = results.dataset["hle"].isel(draw=0, drop=True)
    base = first.sel(scenario="baseline", drop=True)
    factors = xr.DataArray([-1.0, 0.0, 1.0, 1.0], dims="draw", coords={"draw": range(4)})
    drawn = (base + factors * (first - base)).transpose(*results.dataset["hle"].dims)
    many = results.dataset.isel(draw=[0] * 4).assign_coords(draw=range(4)).assign(hle=drawn)
    values = plots.map_of(Results(many), show="better").data["value"]
    assert set(values.round(3)) <= {62.5, 37.5, 50.0}
    assert (values == 62.5).sum() > 200


def test_chances_have_fixed_classes_on_both_sides_of_a_half():
    values = np.array([0.0, 4.9, 30.0, 50.0, 60.0, 95.0, 100.0])
    classes = classes_of_chances(values)
    assert [each.words for each in classes] == ["Under 5%", "20% to 50%", "50%", "50% to 80%", "95% or more"]
    colours = colours_of(values, classes)
    assert colours[0] == colours[1] == ORANGES[-1]
    assert colours[3] == NONE
    assert colours[5] == colours[6]
    assert [each.is_below for each in classes] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"show": "difference", "year": 2026}, "this ensemble holds areas in 2025, 2030 and 2035 alone, not in 2026"),
        ({"show": "better", "outcome": "employment"}, "no outcome that this ensemble holds by area: 'employment'"),
        (
            {"show": "change"},
            "this ensemble has no map of 'change'; choose from level, difference, better, money_per_head",
        ),
        (
            {"show": "difference", "reference": STRONG},
            "this ensemble holds differences of areas from 'baseline' alone, not from 'public_health_restored'",
        ),
    ],
)
def test_a_map_that_an_ensemble_cannot_give_is_told(eight, asked, said):
    with pytest.raises(UnknownName) as caught:
        plots.map_of(eight, scenario="announced_2021", **asked)
    assert str(caught.value).startswith(said)
    assert "fourcapitals run baseline announced_2021" in str(caught.value)
    assert "--draws 64 --seed 1 --keep areas" in str(caught.value)
