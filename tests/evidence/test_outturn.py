"""What came of a projection: files of published figures with all their faults, and scores known in closed form."""

import dataclasses
import json

import fourcapitals as fc
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from fourcapitals.data.area_noise import noise_of
from fourcapitals.data.baseline import load_baseline
from fourcapitals.errors import BadInput
from fourcapitals.evidence.hindcasting import parameters_until
from fourcapitals.evidence.last_figures import LastFigures
from fourcapitals.evidence.observed_figures import observed_schema, read_observed
from fourcapitals.evidence.outturn import outturn
from fourcapitals.evidence.outturn_words import outturn_lines
from fourcapitals.evidence.relative_outturn import read_projection
from fourcapitals.vocabulary import ENGLAND
from scipy.special import ndtr

HEAD = "outcome,code,period,sex,value,standard_error,lower,upper,prices,series\n"


@pytest.fixture(scope="module")
def results():
    """Five draws in which England's particulates are 9 to 13 in every later year, and 1 more from 2026 on."""
    made = fc.run_ensemble("baseline", draws=5, workers=1)
    data = made.dataset.copy(deep=True)
    published = made.published("pm25").get(ENGLAND)
    place = data["place_pm25"]
    base = float(place.sel(place=ENGLAND, year=2019).isel(scenario=0, draw=0))
    shift = 0.0 if published is None else base - published
    for draw in range(5):
        place.loc[{"place": ENGLAND, "draw": draw, "year": slice(2020, 2025)}] = 9.0 + draw + shift
        place.loc[{"place": ENGLAND, "draw": draw, "year": slice(2026, 2035)}] = 10.0 + draw + shift
    return dataclasses.replace(made, dataset=data)


@pytest.fixture
def observed(tmp_path):
    def observed(*rows, head=HEAD, name="observed.csv"):
        path = tmp_path / name
        path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
        return path

    return observed


def figure(found, line):
    rows = found.figures[found.figures["line"] == line]
    assert len(rows) == 1
    return rows.iloc[0]


# Scores in closed form


def test_draws_of_9_to_13_score_three_tenths_where_ten_and_a_half_came(results, observed):
    # The fair CRPS of five draws a step apart, half a step from the second: science's worked value.
    found = outturn({"ours": results}, observed=read_observed(observed("pm25,E92000001,2024,,10.5,,,,,")))
    one = figure(found, 2)
    assert one["crps"] == pytest.approx(0.3)
    assert one["place"] == pytest.approx(0.4)
    assert one["error"] == pytest.approx(10.5 - 11.0)
    assert one["error_of"] == "none published"
    (score,) = found.scores.to_dict("records")
    assert (score["figures"], score["coverage_80"], score["rmse"]) == (1, 1.0, pytest.approx(0.5))


def test_pooled_years_are_the_mean_of_the_years_of_a_draw(results, observed):
    # 2024-26 has two years of 9 to 13 and one a unit higher: a third of a unit more in each draw.
    found = outturn({"ours": results}, observed=read_observed(observed("pm25,E92000001,2024-26,,10.8333333333,,,,,")))
    assert figure(found, 2)["mean"] == pytest.approx(11 + 1 / 3)
    assert figure(found, 2)["crps"] == pytest.approx(0.3)


def test_the_sampling_error_of_the_figure_widens_the_forecast(results, observed):
    rows = [f"pm25,E92000001,{year},,11.0,{0 if year == 2020 else 3},,,," for year in range(2020, 2036)]
    found = outturn({"ours": results}, observed=read_observed(observed(*rows)))
    assert figure(found, 2)["sd"] == pytest.approx(np.sqrt(2.5))
    assert figure(found, 3)["error_of"] == "the file"
    # Variances add up: 2.5 between the draws and 9 of the figure, over fifteen years.
    assert np.mean(found.figures["sd"][1:] ** 2) == pytest.approx(2.5 + 9, rel=0.4)
    by_interval = outturn(
        {"ours": results}, observed=read_observed(observed("pm25,E92000001,2024,,11.0,,5.12,16.88,,"))
    )
    assert figure(by_interval, 2)["standard_error"] == pytest.approx(3.0)


def test_a_projection_against_itself_saves_exactly_nothing(results, observed):
    figures = read_observed(observed("pm25,E92000001,2024,,10.5,,,,,", "le,E92000001,2024,,81.0,0.1,,,,"))
    found = outturn({"one": results, "other": results}, observed=figures)
    other = found.scores[found.scores["projection"] == "other"]
    assert (other["skill_over_first"] == 0).all()
    assert any("has the CRPS of one, baseline" in line for line in outturn_lines(found))


def test_money_of_its_own_year_is_told_in_pounds_of_2019(results, observed, central):
    rows = ["gva_per_hour,E92000001,2024,,45.0,,,,current,", "income,E92000001,2024,,22000,,,,2019,"]
    found = outturn({"ours": results}, observed=read_observed(observed(*rows)))
    assert figure(found, 2)["observed"] == pytest.approx(45.0 / central.deflator.level(2024))
    assert figure(found, 3)["observed"] == 22000


def test_rebased_figures_are_scored_by_their_change_since_the_same_series_of_the_base(results, observed):
    row = "hle,E92000001,{},male,{},0.1,,,,rebased"
    alone = read_observed(observed(row.format("2022-24", 61.0), "pm25,E92000001,2024,,10.5,,,,,"))
    found = outturn({"ours": results}, observed=alone)
    assert not figure(found, 2)["scored"]
    assert "give 2017-19 of it in a row too" in figure(found, 2)["why_not"]
    both = outturn(
        {"ours": results}, observed=read_observed(observed(row.format("2017-19", 62.5), row.format("2022-24", 61.0)))
    )
    # Published on the original method for 2017-19: 63.18.
    assert figure(both, 3)["observed"] == pytest.approx(63.18 + (61.0 - 62.5))


def test_what_cannot_be_scored_is_told_with_its_reason(results, observed):
    rows = [
        "pm25,E92000001,2024,,10.5,,,,,",
        "hle,E92000001,2018-20,male,63.1,,,,,",
        "pm25,E92000001,2036,,10,,,,,",
        "pm25,E92000001,2019,,9.5,,,,,",
        "employment,Hartlepool,2024,,0.7,,,,,",
    ]
    found = outturn({"ours": results}, observed=read_observed(observed(*rows)))
    why = {line: figure(found, line)["why_not"] for line in range(2, 7)}
    assert why[2] == ""
    assert "begins before the first year that is projected, 2020" in why[3]
    assert "ends after the last year that is projected, 2035" in why[4]
    assert "known in the base year" in why[5]
    assert "--keep areas" in why[6]
    with pytest.raises(BadInput, match="none of the figures can be scored"):
        outturn({"ours": results}, observed=read_observed(observed(rows[3])))


def test_one_path_has_a_distance_and_no_chances(observed):
    single = fc.simulate("baseline")
    found = outturn({"one": single}, observed=read_observed(observed("le,E06000001,2024,male,76.0,0.3,,,,")))
    one = figure(found, 2)
    assert one["crps"] == pytest.approx(abs(76.0 - one["mean"]))
    assert np.isnan(found.scores["coverage_80"]).all()
    assert any("one path" in line for line in outturn_lines(found))


# Files


def test_every_fault_of_a_file_is_told_at_once_with_its_line(observed):
    rows = [
        "hle,E92000001,2021-23,male,nan,,61.3,61.7,,original",
        "hle,E92000001,2021-23,malee,61.9,,61.7,62.1,,originl",
        "hl,E99999999,20222,male,,,,,,",
        "gva_per_hour,E92000001,2023,,43.1,,,,,",
        'gva_per_hour,E06000001,2023,,"1,143",,,,current,',
        "employment,E92000001,2023,male,75.7,,,,current,",
        "employment,E06000001,2023,,0.70,,0.66,,,",
        "employment,E06000002,2023,,0.70,-1,,,,",
        "employment,E06000003,2023,,0.70,,0.8,0.9,,",
        "employment,E06000004,2023,,0.70,,,,,",
        "employment,Stockton-on-Tees,2023,,0.71,,,,,",
    ]
    with pytest.raises(BadInput) as error:
        read_observed(observed(*rows))
    told = "\n".join(error.value.faults)
    for fault in (
        "line 2: value: a finite number expected, got 'nan'",
        "line 3: no sex 'malee'; did you mean 'male'?",
        "line 3: no series 'originl'; did you mean 'original'?",
        "line 4: no outcome 'hl'; did you mean 'hle'?",
        "line 4: code: no place 'E99999999'",
        "line 4: period: a year such as 2024",
        "line 4: value: blank",
        "line 5: prices: gva_per_hour is money",
        "line 6: value: a number expected, got '1,143'; write 1143",
        "line 7: sex: employment is not projected by sex",
        "line 7: value: employment from 0 to 1 expected, got 75.7; a share is 0 to 1: write 0.757",
        "line 8: lower, upper: one end of an interval without the other",
        "line 9: standard_error: 0 or more expected",
        "line 10: lower, upper: 0.8 to 0.9 does not hold the value 0.7",
        "line 12: the same figure as line 11; keep one",
    ):
        assert fault in told
    many = [f"hl,E92000001,{year},,1,,,,," for year in range(1900, 2000)]
    with pytest.raises(BadInput) as error:
        read_observed(observed(*many))
    assert error.value.faults[-1].endswith("and 80 more faults like these")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "the file is empty"),
        (HEAD, "no rows"),
        ("outcome,code\nhle,E92000001\n", "the column period, value is missing"),
        ("outcome;code;period;value\n", "parted by semicolons"),
        ("outcome,code,period,value,valu\nhle,E92000001,2022,1,1\n", "no column 'valu'; did you mean 'value'?"),
        ("outcome,code,period,value,value\nhle,E92000001,2022,1,1\n", "the column value is given twice"),
        ("outcome,code,period,value\nhle,E92000001,2022\n", "line 2: 3 cells for 4 columns"),
        ('outcome,code,period,value\n"hle,E92000001,2022,61\n', "no table in CSV"),
    ],
)
def test_files_that_are_no_table_of_figures_are_refused(tmp_path, text, fault):
    path = tmp_path / "observed.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=fault):
        read_observed(path)


def test_tabs_names_and_years_are_taken_as_well(observed):
    head = "Outcome\tCode\tYear\tValue\n"
    (row,) = read_observed(observed("employment\tHartlepool\t2024.0\t0.7", head=head)).to_dict("records")
    assert (row["code"], row["first_year"], row["last_year"], row["sex"]) == ("E06000001", 2024, 2024, "both")
    (row,) = read_observed(observed("life_satisfaction\tE12000001\t2024/25\t7.4", head=head)).to_dict("records")
    assert (row["period"], row["name"]) == ("2024", "North East")
    (row,) = read_observed(observed("hle\tEngland\t2022 to 2024\t61", head=head)).to_dict("records")
    assert (row["period"], row["series"]) == ("2022-24", "rebased")


def test_separators_that_a_spreadsheet_left_behind_are_no_fault(observed):
    (row,) = read_observed(observed("pm25,E92000001,2024,9.5,,", ",,,,", head="outcome,code,period,value,\n")).to_dict(
        "records"
    )
    assert row["value"] == 9.5
    with pytest.raises(BadInput, match="line 2: 5 cells for 4 columns"):
        read_observed(observed("pm25,E92000001,2024,9.5,9", head="outcome,code,period,value\n"))


def test_the_schema_names_every_column_that_is_read():
    schema = observed_schema()
    assert json.loads(json.dumps(schema)) == schema
    assert {field["name"] for field in schema["fields"]} == set(HEAD.strip().split(","))


# Published outturns


@pytest.fixture(scope="module")
def from_2014():
    start = load_baseline(2014)
    numbers = parameters_until(2014, start)
    return fc.run_ensemble("baseline", draws=24, keep="areas", baseline=start, parameters=numbers, workers=1)


def test_published_figures_since_2014_fall_into_the_bands_of_a_projection_from_there(from_2014, baseline, tmp_path):
    table = baseline.tables["published"]
    healthy = table[(table["outcome"] == "hle") & (table["level"] == "upper_tier")]
    healthy = healthy[healthy["period"].isin(["2015-17", "2017-19"])]
    work = table[(table["outcome"] == "employment") & table["period"].astype(str).isin(["2016", "2018"])]
    chosen = pd.concat([healthy, work])
    path = tmp_path / "published.csv"
    chosen[["outcome", "code", "sex", "period", "value", "lower", "upper"]].to_csv(path, index=False)
    found = outturn({"from 2014": from_2014}, observed=read_observed(path))
    assert found.figures["scored"].all()
    health, jobs = (found.scores.set_index("outcome").loc[name] for name in ("hle", "employment"))
    assert (health["figures"], jobs["figures"]) == (600, 20)
    assert 0.8 < health["coverage_90"] < 0.98
    assert health["skill_lower"] > 0
    # England's upswing of work after 2014 was no chance that the model knows of, nor the last figure.
    assert jobs["mean_error"] > 0
    noise = noise_of(baseline.tables, 2014)
    assert noise.sampling_multiple > 1


def test_the_last_figure_is_as_uncertain_as_past_changes_over_as_many_years(baseline):
    past = LastFigures(baseline)
    asked = {"code": ENGLAND, "kind": "england", "sex": "both", "level": 0.0}
    near, far = (past.of("employment", middle=year, **asked) for year in (2020.0, 2024.0))
    table = baseline.tables["published"]
    own = (
        table[(table["outcome"] == "employment") & (table["code"] == ENGLAND)].sort_values("period")["value"].to_numpy()
    )
    assert near.mean == far.mean == own[-1]
    assert near.sd == pytest.approx(np.sqrt(np.mean(np.diff(own) ** 2)))
    assert far.sd == pytest.approx(np.sqrt(np.mean((own[5:] - own[:-5]) ** 2)))
    assert past.of("pm25", middle=2024.0, **asked) is None


# A forecast on file


@pytest.fixture
def on_file(tmp_path):
    row = {"outcome": "hle_minus_england_years", "code": "E06000001", "sex": "male", "period": "2021-23"}
    row |= {"mean": -6.0, "sd": 1.5, "q05": -8.4, "q25": -7.0, "q50": -6.0, "q75": -5.0, "q95": -3.6}
    path = tmp_path / "forecast.csv"
    pd.DataFrame([row]).to_csv(path, index=False)
    return path


def test_a_forecast_on_file_is_scored_beside_englands_figure(on_file, observed):
    rows = ["hle,E92000001,2021-23,male,61.5,,,,,", "hle,E06000001,2021-23,male,55.0,,,,,"]
    found = outturn({"filed": read_projection(on_file)}, observed=read_observed(observed(*rows)))
    one = figure(found, 3)
    assert one["observed"] == pytest.approx(-6.5)
    # A normal of mean -6 and spread 1.5, half a unit off: science's worked value.
    assert one["crps"] == pytest.approx(0.416424, abs=1e-6)
    assert one["place"] == pytest.approx(ndtr(-0.5 / 1.5))
    assert "what places are set beside" in figure(found, 2)["why_not"]
    with pytest.raises(BadInput, match="needs England's figure of 2021-23"):
        outturn({"filed": read_projection(on_file)}, observed=read_observed(observed(rows[1])))


def test_a_forecast_on_file_with_faults_is_refused_with_all_of_them(tmp_path, on_file):
    table = pd.read_csv(on_file)
    bad = pd.concat([table.assign(sd=0.0), table.assign(sd=np.nan, mean=np.inf)])
    bad.to_csv(tmp_path / "bad.csv", index=False)
    with pytest.raises(BadInput) as error:
        read_projection(tmp_path / "bad.csv")
    assert len(error.value.faults) == 3
    table.drop(columns="sd").to_csv(tmp_path / "short.csv", index=False)
    with pytest.raises(BadInput, match="neither results nor a forecast on file: the column sd is missing"):
        read_projection(tmp_path / "short.csv")


# The chart and the command


def test_the_chart_counts_the_figures_within_the_band_and_needs_a_place_of_the_file(results, observed, on_file):
    rows = ["pm25,E92000001,2024,,10.5,,,,,", "pm25,E92000001,2030,,30,,,,,"]
    found = outturn({"ours": results}, observed=read_observed(observed(*rows)))
    chart = fc.plots.outturn(found.figures, results=results)
    assert chart.caption.title.startswith("England: 1 of 2 published figures within the middle 80% of what ")
    assert len(chart.data) == 2
    plt.close(chart)
    with pytest.raises(BadInput, match="no place with a scored figure: 'Leeds'"):
        fc.plots.outturn(found.figures, results=results, place="Leeds")
    rows = ["hle,E92000001,2021-23,male,61.5,,,,,", "hle,E06000001,2021-23,male,55.0,,,,,"]
    filed = outturn({"filed": read_projection(on_file)}, observed=read_observed(observed(*rows)))
    chart = fc.plots.outturn(filed.figures)
    assert "Hartlepool: 1 of 1 published figure within" in chart.caption.title
    plt.close(chart)


def test_the_command_scores_and_says_what_it_lacks(call, results, observed, tmp_path):
    store, figures = tmp_path / "ours.nc", observed("pm25,E92000001,2024,,10.5,,,,,")
    results.save(store)
    code, out, _ = call("outturn", store, "--observed", figures, "--csv", tmp_path / "scored.csv")
    assert (code, "What came of the projection" in out) == (0, True)
    assert len(pd.read_csv(tmp_path / "scored.csv")) == 1
    code, out, _ = call("outturn", store, "--observed", figures, "--json")
    assert json.loads(out)["scores"][0]["crps"] == pytest.approx(0.3)
    assert call("outturn", "--schema")[0] == 0
    code, _, err = call("outturn")
    assert (code, "--observed FILE" in err) == (2, True)
    assert call("outturn", store, store, "--observed", figures)[0] == 2
