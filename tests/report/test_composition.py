"""What a report says of results of every kind: five sentences first, and of what they do not hold that they do not."""

import fourcapitals as fc
import pytest
from fourcapitals.report.document import Listing, Paragraph
from fourcapitals.report.html import as_html
from fourcapitals.report.sections.answer import answer
from fourcapitals.report.subject import Subject
from fourcapitals.report.wording import quoted
from fourcapitals.report.writing import save
from fourcapitals.results.difference_units import readable
from fourcapitals.results.results import Results
from page_structure import parsed
from reports import (
    hostile_run,
    one_draw,
    one_run,
    report_of_draws,
    report_of_one_draw,
    report_of_place,
    report_of_run,
)


def section_of(report, anchor):
    return next(each for each in report.sections if each.anchor == anchor)


def sentences_of(report):
    return next(block.items for block in report.sections[0].blocks if isinstance(block, Listing))


def absent_in(report):
    return [each.text for each in report.blocks() if isinstance(each, Paragraph) and each.kind == "absent"]


def test_the_answer_comes_first_in_five_sentences_that_name_strategy_outcome_horizon_and_money(report, ensemble):
    said = sentences_of(report)
    assert len(said) == 5
    assert all(sentence.endswith(".") for sentence in said)
    titles = [f"‘{title}’" for title in ensemble.titles.values()]
    assert all(any(title in sentence for title in titles) for sentence in said)
    assert all("healthy" in sentence and "2035" in sentence for sentence in said[:4])
    assert "of new money from 2020 to 2035 (2019 prices)" in said[1]
    assert "80% of draws" in said[0]
    assert "rests on" in said[4]


def test_the_figures_of_the_answer_are_those_of_the_results(report, ensemble):
    choice = fc.appraisal.strategy_choice(ensemble).iloc[0]
    health = fc.results.paired(ensemble, "hle").set_index("scenario").loc[choice["scenario"]]
    said = sentences_of(report)
    assert f"‘{choice['title']}’ brings the most" in said[0]
    assert fc.formatting.plain(choice["difference"]) in said[0]
    assert readable(health["difference"], "years", beside=health["high_80"]) in said[1]


def test_no_table_or_picture_shares_a_name(report):
    names = [each.name for each in (*report.tables(), *report.pictures())]
    assert len(set(names)) == len(names)
    assert all(len(set(map(len, (table.headings, *table.rows)))) == 1 for table in report.tables())


def test_a_summary_says_that_it_lacks_areas_and_how_to_hold_them(report):
    assert [text for text in absent_in(report) if "--keep areas" in text and "fifths" in text]


@pytest.mark.thorough
def test_one_run_has_no_band_and_says_so():
    report = report_of_run()
    assert any("one run at central values is one possible path" in sentence for sentence in sentences_of(report))
    assert [text for text in absent_in(report) if "--draws 1000" in text]
    assert "80% of draws" not in " ".join(sentences_of(report))


@pytest.mark.thorough
def test_one_draw_is_not_called_central_values_and_has_no_band():
    report = report_of_one_draw()
    said = " ".join(sentences_of(report))
    assert "in one draw" in said
    assert "at central values" not in f"{said} {report.subtitle}"
    tables = {table.name: table for table in report.tables()}
    assert not [row for row in tables["places_areas"].rows if " to " in row[2]]
    assert ("Draws", "1") in tables["method_provenance"].rows
    place = fc.report.compose(one_draw(), area="Hartlepool", reversals=False)
    assert not [
        row for table in place.tables() if table.name == "place_hle_table" for row in table.rows if "(" in row[2]
    ]


@pytest.mark.parametrize("report_of", [report_of_one_draw, report_of_draws])
def test_every_sentence_of_the_answer_starts_as_one_and_names_its_years(report_of):
    said = sentences_of(report_of())
    assert not [sentence for sentence in said if sentence[0].islower()]
    assert "lower in 2035 than in 2019" in said[2]


def test_higher_is_said_of_the_draws_that_are_higher_alone():
    results = fc.run_ensemble(["baseline", "public_health_restored"], draws=12, workers=1)
    row = fc.results.paired(results, "hle").iloc[0]
    assert 0 < row["share_zero"] < 1, "no draw without a difference, so that nothing is told apart"
    higher = float((results.differences("hle", years=[2035]).sel(scenario="public_health_restored") > 1e-9).mean())
    assert row["probability_better"] > higher
    said = answer(Subject(results, "baseline", "some results", reversals=False)).blocks[0].items[3]
    assert f"in {100 * higher:.0f}% of draws and the same in {100 * row['share_zero']:.0f}% of draws" in said


def test_the_baseline_alone_compares_nothing():
    report = fc.report.compose(fc.simulate("baseline"), reversals=False)
    assert len(sentences_of(report)) == 1
    assert report.sections[0].title == "The answer in one sentence"
    assert report.sections[0].blocks[1].text == "One run at central values."
    assert len(absent_in(report)) >= 3
    assert parsed(as_html(report))


@pytest.mark.thorough
def test_without_a_baseline_the_first_scenario_is_compared_with():
    results = fc.simulate(["announced_2021", "public_health_restored"])
    report = fc.report.compose(results, reversals=False)
    assert "against ‘Levelling up as announced in 2021’" in report.subtitle


def test_the_page_of_a_place_gives_its_money_its_chain_and_its_neighbours():
    report = report_of_place()
    said = sentences_of(report)
    assert all("Hartlepool" in sentence for sentence in said)
    assert len(said) == 5
    tables = {table.name: table for table in report.tables()}
    assert len(tables["place_alike"].rows) == 16
    chain = tables["place_chain_public_health_restored"].data
    assert chain["hle_days"].sum() == pytest.approx(chain.attrs["hle_days"], abs=1e-9)
    assert [
        each.text for each in report.blocks() if getattr(each, "kind", "") == "caution" and "on the spot" in each.text
    ]


def test_a_wider_place_that_results_do_not_hold_is_run_on_the_spot_and_that_is_said():
    report = fc.report.compose(one_draw(), area="Greater Manchester", reversals=False)
    how = [each.text for each in report.sections[0].blocks if isinstance(each, Paragraph)]
    assert "on the spot, without bands" in how[0]
    assert "Statistical neighbours are of single areas" in " ".join(absent_in(report))


def some_areas(*at):
    return Results(one_run().dataset.isel(area=list(at)))


def test_results_of_one_area_are_reported_as_that_place_and_england_stays_england():
    names = {"place_money", "place_gva_per_hour_table", "place_hle_table"}
    whole = fc.report.compose(one_run(), area="Hartlepool", reversals=False)
    cut = fc.report.compose(some_areas(0), reversals=False)
    assert cut.title == whole.title
    rows = [{table.name: table.rows for table in each.tables() if table.name in names} for each in (whole, cut)]
    assert len(rows[0]) == 3
    assert rows[0] == rows[1]
    assert "lack 306 other areas" in cut.sections[0].blocks[1].text


def test_results_of_some_areas_say_nothing_of_england_nor_of_places_that_they_hold_in_part():
    with pytest.raises(fc.BadInput, match=r"hold 3 areas of England and lack 304.*--area Hartlepool"):
        fc.report.compose(some_areas(0, 1, 2), reversals=False)
    place = fc.report.compose(some_areas(0, 1, 2), area="E12000001", reversals=False)
    assert "on the spot" in place.sections[0].blocks[1].text


def test_a_title_from_right_to_left_keeps_its_order_to_itself():
    assert quoted("\u05d0 1") == "‘\u2068\u05d0 1\u2069’"
    assert quoted("One") == "‘One’"


def test_an_unknown_place_or_reference_is_refused():
    with pytest.raises(fc.BadInput, match="Hartlpool"):
        fc.report.compose(one_run(), area="Hartlpool")
    with pytest.raises(fc.BadInput, match="nonsense"):
        fc.report.compose(one_run(), reference="nonsense")


def test_hostile_titles_are_text():
    tree = parsed(as_html(fc.report.compose(hostile_run(), reversals=False)))
    assert not list(tree.all("script"))
    assert not list(tree.all("img"))
    assert not [name for each in tree.all() for name in each.attributes if name.startswith("on")]


def test_a_report_is_never_written_over_another_nor_as_what_it_is_not(tmp_path):
    target = tmp_path / "report.html"
    save(report_of_run(), target)
    assert target.read_bytes().startswith(b"<!DOCTYPE html>")
    with pytest.raises(fc.BadInput, match="--overwrite"):
        save(report_of_run(), target)
    with pytest.raises(fc.BadInput, match=r"\.html"):
        save(report_of_run(), tmp_path / "report.png")


def test_the_evidence_beneath_a_picture_is_of_the_outcome_that_is_drawn(report):
    notes = {picture.name: " ".join(picture.chart.caption.notes) for picture in report.pictures()}
    change = "Of the uncertainty of the change in England's"
    assert f"{change} healthy life expectancy by 2035" in notes["uncertainty_health"]
    assert f"{change} GVA per hour by 2035" in notes["uncertainty_output"]


def test_no_picture_says_again_what_stands_above_it(report):
    for picture in report.pictures():
        drawn = {" ".join(text.get_text().split()) for text in picture.chart.texts}
        assert picture.chart.caption.title not in drawn


def test_missions_bear_the_white_papers_numbers_and_places_count_who_gains_and_who_loses(report, ensemble):
    tables = {table.name: table for table in report.tables()}
    called = {row[0].partition(":")[0] for row in tables["missions_table"].rows}
    assert called == {"Mission 7", "Mission 1", "Mission 8"}
    assert tables["missions_table"].headings[-1] == "Met most often, of 3"
    areas = fc.results.paired(ensemble, "hle", by="area").set_index("scenario")
    order = list(fc.appraisal.strategy_choice(ensemble)["title"])
    rows = tables["places_regions"].rows
    assert [row[0] for row in rows] == [title for title in order if title in [row[0] for row in rows]]
    for name, title in ensemble.titles.items():
        if name != "baseline":
            own = areas.loc[name]
            found = next(row for row in rows if row[0] == title)
            assert found[3:5] == (
                str((own["probability_better"] - own["share_zero"] / 2 > 0.9).sum()),
                str((own["share_worse"] > 0.9).sum()),
            )


def test_levers_are_said_to_be_assumed_wherever_the_answer_ranks_by_them():
    run = fc.simulate(["baseline", "population_prevention", "public_health_restored"])
    section = answer(Subject(run, "baseline", "one.nc", reversals=False))
    said = next(block.items for block in section.blocks if isinstance(block, Listing))
    assert all("levers" in said[place] for place in (0, 1, 2, 4))
    assert "sizes of its levers, which are judgement" in said[4]
    beneath = " ".join(block.text for block in section.blocks if isinstance(block, Paragraph))
    assert "in the words of its file: What the briefing asks for beyond money" in beneath
    assert "minimum price of alcohol" in beneath
    assert "no draw varies it" in beneath


def test_acronyms_in_titles_of_levers_stay_as_they_are():
    text = fc.load_scenario("population_prevention").text.replace("Taxes on sugar", "VAT on sugar")
    run = fc.simulate(["baseline", fc.parse_scenario(text, name="prevention")])
    section = answer(Subject(run, "baseline", "one.nc", reversals=False))
    assert "active travel and sport, VAT on sugar" in " ".join(
        block.text for block in section.blocks if isinstance(block, Paragraph)
    )


def test_strategies_that_no_other_beats_in_health_and_in_the_gap_are_named_with_the_command_of_the_frontier(
    report, ensemble
):
    section = section_of(report, "equity")
    lead, table, _, command = section.blocks
    assert {*table.data["scenario"]} == {*ensemble.scenarios} - {"baseline"}
    gap = ensemble.dataset["hle_gap"].sel(year=2035)
    for row in table.data.to_dict("records"):
        own = gap.sel(scenario=row["scenario"]) - gap.sel(scenario="baseline")
        assert row["gap_difference"] == pytest.approx(float(own.median()))
        does = [row["hle_difference"], -row["gap_difference"]]
        better = (table.data["hle_difference"] > does[0]) & (-table.data["gap_difference"] > does[1])
        if not Subject(ensemble, "baseline", "STORE").by_pound:
            assert (row["standing"] == "nothing beats it in both") == (not better.any())
        assert (f"‘{row['title']}’" in lead.text) == (row["standing"] == "nothing beats it in both")
    assert command.text.startswith("fourcapitals frontier ")
