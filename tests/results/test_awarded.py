"""Money that bids win is the mean of draws wherever it is counted; a line says in how many draws it is not given."""

import fourcapitals as fc
import numpy as np
import pytest
from bids import CONTEST
from fourcapitals.results.awarded import awarded, lines_of_bids, won_by_bids
from fourcapitals.results.measures import extra_money
from fourcapitals.results.money import new_money, spending, spending_by_use
from fourcapitals.results.results import Results
from matplotlib.text import Text

DRAWS = 5
POTS = "fragmented_pots"


@pytest.fixture(scope="module")
def drawn():
    """Pots whose councils bid in some draws and not in others, a competition paid by another budget, and no contest."""
    moved = fc.parse_scenario(
        CONTEST.replace('financing = "unfunded"', 'financing = "displaces"\ndisplaces = "council_services"'),
        name="moved",
    )
    return fc.run_ensemble(["baseline", POTS, moved, "public_health_restored"], draws=DRAWS, workers=1)


@pytest.fixture(scope="module")
def won(drawn):
    """Money that bids for pots win, £m by draw and area."""
    return drawn.dataset["money_won"].sel(scenario=POTS).transpose("draw", "area").to_numpy()


def test_new_money_of_every_area_is_the_mean_of_draws(drawn, won):
    total = won.sum(axis=1)
    assert total.min() == 0 < total.max()  # else nothing here is tested
    assert float(drawn.awards().sel(line=drawn.dataset["line_scenario"] == POTS).sum()) == 0
    given = new_money(drawn).sel(scenario=POTS)
    np.testing.assert_allclose(given, won.mean(axis=0), atol=1e-9)
    table = spending(drawn).loc[POTS]
    assert table["new_money_gbp_m"] == pytest.approx(total.mean())
    assert table["displaced_gbp_m"] == 0
    uses = spending_by_use(drawn).query("scenario == @POTS").set_index("use")
    assert uses["new_money_gbp_m"].to_numpy() == pytest.approx(uses["announced_gbp_m"] * total.mean() / 8400)
    until = extra_money(drawn, reference="baseline", until=2022)[POTS]
    budget = drawn.dataset["announced"].sel(line=drawn.dataset["line_scenario"] == POTS).sum("line")
    assert until == pytest.approx(total.mean() * float(budget.sel(year=slice(None, 2022)).sum() / budget.sum()))


def test_healthy_person_years_for_each_million_are_over_the_mean(drawn, won):
    table = fc.results.headline(drawn).set_index("scenario").loc[POTS]
    expected = table["healthy_person_years"] / won.sum(axis=1).mean()
    assert table["healthy_person_years_per_gbp_m"] == pytest.approx(expected)


def test_money_that_is_moved_is_taken_as_much_as_it_is_won(drawn):
    moved = float(drawn.dataset["money_won"].sel(scenario="moved").sum("area").mean("draw"))
    table = spending(drawn).loc["moved"]
    assert table["new_money_gbp_m"] == pytest.approx(0, abs=1e-6)
    assert table["displaced_gbp_m"] == pytest.approx(moved) != 0


def test_other_scenarios_keep_their_awards(drawn):
    lines = np.flatnonzero(np.isin(drawn.dataset["line_scenario"], [POTS, "moved"], invert=True))
    np.testing.assert_array_equal(awarded(drawn).isel(line=lines), drawn.awards().isel(line=lines))
    assert won_by_bids(drawn) == (POTS, "moved")


def test_a_line_says_in_how_many_draws_money_is_not_given(drawn, won):
    total = won.sum(axis=1)
    none, least = int((total == 0).sum()), fc.formatting.readable_money(total[total > 0].min())
    some = sum(each > 0 and fc.formatting.readable_money(each) != "£8.4bn" for each in total)
    assert none
    assert some
    (line,) = lines_of_bids(drawn, scenarios=["baseline", POTS, "public_health_restored"])
    assert line == (
        f"New money of {POTS}, won by bids: the mean of draws. Of £8.4bn, nothing is given in {none} and not all in "
        f"{some} ({least} at the least) of {DRAWS} draws."
    )


def test_the_line_is_on_screen_and_in_the_caption_of_a_map(drawn, tmp_path, call):
    path = tmp_path / "drawn.nc"
    drawn.save(path)
    (line,) = lines_of_bids(drawn, scenarios=[POTS])
    code, out, _ = call("compare", str(path))
    assert code == 0
    told = " ".join(out.split())
    assert line in told
    assert fc.formatting.readable_money(spending(drawn).loc[POTS, "new_money_gbp_m"]) in told
    drawing = fc.plots.map_of(drawn, show="money_per_head", scenario=POTS)
    written = " ".join(" ".join(text.get_text() for text in drawing.findobj(Text)).split())
    assert line.replace(POTS, "‘Many small pots for bids’") in written


def test_results_without_bids_say_that_their_money_is_at_central_values(drawn):
    old = Results(drawn.dataset.drop_vars("money_won"))
    np.testing.assert_array_equal(awarded(old), drawn.awards())
    assert spending(old).loc[POTS, "new_money_gbp_m"] == 0
    (line,) = lines_of_bids(old, scenarios=[POTS])
    assert line.startswith(f"New money of {POTS}, won by bids: at central values")
    assert line.endswith("these results hold no bids.")


def test_one_run_uses_its_own_awards():
    run = fc.simulate(["baseline", "single_pot"])
    np.testing.assert_array_equal(awarded(run), run.awards())
    assert lines_of_bids(run) == ()


def test_draws_in_which_money_is_not_given_are_counted(drawn, won):
    total = won.sum(axis=1)
    found = fc.results.money_not_given(drawn, scenario=POTS)
    assert (found.nothing, found.draws) == ((total == 0).sum(), DRAWS)
    less = total[(total > 0) & (total < 8395)]
    assert found.part == len(less)
    assert found.least_gbp_m == (pytest.approx(less.min()) if len(less) else None)
    assert fc.results.money_not_given(drawn, scenario="public_health_restored") is None


def test_concentration_of_money_that_bids_win_is_the_mean_of_that_of_each_draw(drawn, won):
    table = fc.results.concentration_of_money(drawn).set_index("scenario").loc[POTS]
    people = drawn.dataset["population"].to_numpy()
    given = won[won.sum(axis=1) > 0]
    share = given / given.sum(axis=1, keepdims=True)
    each = np.sort(share, axis=1)[:, -31:].sum(axis=1)
    assert table["top_tenth_share"] == pytest.approx(each.mean())
    assert table["money_gbp_m"] == pytest.approx(won.sum(axis=1).mean())
    assert table["gini_per_head"] > float(fc.equations.inequality.gini(given.mean(axis=0) / people, people))
    np.testing.assert_allclose(fc.results.money_by_area(drawn).sel(scenario=POTS), won.mean(axis=0), atol=1e-9)
