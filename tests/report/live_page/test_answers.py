"""What the live page's server answers to what is moved, chosen and brought along."""

import re
import tomllib
from html import unescape

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.report.live_page.pictures import SCALES
from fourcapitals.scenario.toml_text import toml_text
from live_page_client import START, TOP, ask, faults, view


def test_a_picture_says_what_an_ensemble_of_the_same_draws_says(client, exploration):
    shown = ask(client, "run", view())
    ensemble = fc.run_ensemble("balanced_health_need", draws=4, workers=1)
    change = ensemble.dataset["place_hle_difference"].sel(scenario="balanced_health_need", place="E92000001", year=2035)
    days = 365.25 * float(np.median(change))
    assert f"in 2035 {days:+.2g} days" in shown["status"]
    assert "£6.86bn of new money" in shown["status"]
    assert len(shown["map"]) == len(shown["titles"]) == 307
    assert "of 307 areas, healthy life expectancy at birth in 2035 is better in 307 than" in shown["counts"]


def test_a_move_of_money_is_said_and_its_total_kept(client, exploration):
    form = ask(client, "form", {"which": "one", "asked": START})
    amounts = dict(re.findall(r'data-use="(\w+)"[^>]*value="([\d.e+-]+)"', form["html"]))
    amounts = {use: float(value) for use, value in amounts.items()}
    amounts["public_health"] += 200
    amounts["connectivity"] -= 200
    moved = {**START, "funds": {"four_capitals_fund": {"gbp_m": amounts}}}
    shown = ask(client, "run", view(moved))
    assert shown["changed"] == [
        "Four capitals fund: Connectivity -£200m",
        "Four capitals fund: Public health +£200m",
    ]
    assert "for £6.86bn of new money" in shown["status"]


def test_the_scale_stays_when_money_moves_and_zoom_is_asked_for(client):
    first = ask(client, "run", view())
    more = {**START, "funds": {"four_capitals_fund": {"gbp_m": {"public_health": 9000.0}}}}
    assert ask(client, "run", view(more, zoom=first["zoom"]))["scale"] == first["scale"]
    assert ask(client, "run", view(zoom=len(SCALES) - 1))["scale"] == f"± {SCALES[-1]:g} days"


@pytest.mark.parametrize(
    ("edit", "where"),
    [
        ({"gbp_m": {"castles": 3.0}}, "funds.four_capitals_fund.uses"),
        ({"rule": "by_wish"}, "funds.four_capitals_fund.allocation"),
        ({"areas": ["Narnia"]}, "funds.four_capitals_fund.allocation.areas"),
        ({"first": 2030, "last": 2025}, "funds.four_capitals_fund.gbp_m"),
        ({"rule": "health_need", "slope": 900.0}, "funds.four_capitals_fund.allocation.slope"),
        ({"gbp_m": {"housing": -5.0}}, "funds.four_capitals_fund.uses.housing: should be greater than or equal to 0"),
        ({"first": 0}, "funds.four_capitals_fund.gbp_m.first: should be greater than or equal to 2020, got 0"),
        ({"areas": ["x" * 200]}, "funds.four_capitals_fund.allocation.areas.0: is 200 characters long; give at most"),
    ],
)
def test_a_fault_names_the_field_that_it_stands_beside(client, edit, where):
    found = faults(client, "run", view({**START, "funds": {"four_capitals_fund": edit}}))
    assert any(where in each for each in found), found


def test_years_rule_and_places_are_changed_as_the_file_will_say(client):
    edit = {
        "first": 2024,
        "last": 2025,
        "even": True,
        "rule": "per_head",
        "areas": ["Hartlepool", "Greater Manchester"],
    }
    asked = {**START, "title": "Two years", "funds": {"four_capitals_fund": edit}}
    stated = tomllib.loads(ask(client, "take", {"what": "toml", "view": view(asked)})["text"])
    fund = stated["funds"]["four_capitals_fund"]
    assert (stated["title"], list(fund["gbp_m"])) == ("Two years", ["2024", "2025"])
    assert fund["allocation"] == {"rule": "per_head", "areas": ["Hartlepool", "Greater Manchester"]}
    changed = ask(client, "run", view(asked))["changed"]
    assert "Four capitals fund: only in 11 areas, in place of everywhere" in changed
    edit = {"areas": ["Hartlepool", "E06000009"], "gbp_m": {"public_health": 10.0}, "rule": "per_head"}
    asked = {"start": "public_health_restored", "funds": {"public_health_grant_restored": edit}}
    (title,) = [fund.title for fund in fc.load_scenario("public_health_restored").funds.values()]
    assert (
        f"{title}: only in Hartlepool and Blackpool, in place of everywhere"
        in ask(client, "run", view(asked))["changed"]
    )


def test_what_is_changed_back_is_what_was_started_from(client):
    back = ask(client, "run", view({**START, "funds": {"four_capitals_fund": {"areas": [], "rule": "health_need"}}}))
    assert back["changed"] == []
    assert back["status"] == ask(client, "run", view())["status"]


def test_of_pictures_that_are_asked_for_while_one_is_made_the_latest_alone_is(client):
    answers = client.post_at_once("/run", *(view(place=place) for place in ("E12000001", "E12000002", "E12000003")))
    assert [each.status_code for each in answers] == [200, 409, 200]
    assert "of Yorkshire and The Humber in 2035" in answers[2].json()["status"]


def test_what_stands_behind_a_picture_is_given_up_for_the_next_picture(client):
    both = {"more": view(), "run": view(place="E12000002")}
    assert client.post_together(both) == {"more": 409, "run": 200}


def test_faults_of_both_strategies_are_told_and_which_are_the_second_s(client):
    faulty = {**START, "funds": {"four_capitals_fund": {"gbp_m": {"castles": 3.0}}}}
    (one,) = faults(client, "run", view(faulty))
    assert faults(client, "run", view(faulty, other=faulty)) == [one, f"second strategy: {one}"]
    assert faults(client, "run", view(other=faulty)) == [f"second strategy: {one}"]


def test_words_at_the_right_of_a_picture_are_clear_of_its_bands(client):
    place = fc.load_baseline().codes[0]
    picture = ask(client, "run", view(place=place, other=START))["difference"]
    bands = [float(x) for x in re.findall(r'class="\w+ whisker \w+" d="M([\d.]+) ', picture)]
    words = [float(x) for x in re.findall(r'class="end \w+" x="([\d.]+)"', picture)]
    assert len(words) == 2
    assert min(words) > max(bands) + 5


@pytest.mark.thorough
def test_two_strategies_stand_side_by_side_with_what_their_files_say_differently(client):
    both = view(other={"start": "announced_2021"})
    shown = ask(client, "run", both)
    assert any("With the fund ‘Levelling Up Fund’" in line for line in shown["between"])
    assert all(fc.load_scenario(name).title in shown["status"] for name in ("balanced_health_need", "announced_2021"))
    assert 'class="middle other"' in shown["difference"]
    said = ask(client, "more", both)
    assert re.search(r"evidence-based|assumption-driven|a tie|not tested", said["evidence"])
    assert "flips at" in ask(client, "flip", both)["html"]
    assert "no second strategy" in faults(client, "flip", view())[0]


@pytest.mark.parametrize("other", [None, {"start": "public_health_restored"}])
def test_beside_another_strategy_each_table_and_the_map_say_whose_they_are(client, other):
    title = unescape(fc.load_scenario("balanced_health_need").title)
    said = ask(client, "more", view(other=other))
    for panel in ("missions", "gains", "money", "evidence", "life"):
        captions = re.findall("<caption>(.*?)</caption>", said[panel])
        assert captions
        assert all(unescape(each).startswith(f"‘{title}’: ") == (other is not None) for each in captions)
    shown = ask(client, "run", view(other=other))
    assert f"of ‘{title}’" in shown["map_title"]
    above = [f">this strategy: {title}<", ">the second: Public health grant restored<"]
    assert all((each in unescape(shown["difference"])) == (other is not None) for each in above)


def test_a_median_beyond_the_scale_is_said_of_whom(client):
    both = view(other={"start": "public_health_restored"}, zoom=9)
    titles = [fc.load_scenario(name).title for name in ("balanced_health_need", "public_health_restored")]
    said = ask(client, "run", both)["beyond"]
    assert said.startswith(f"The median of ‘{titles[1]}’ goes")
    assert titles[0] not in said


def test_what_stands_behind_a_result_is_told(client):
    said = ask(client, "more", view())
    assert "Hartlepool" in said["gains"] or "Blackpool" in said["gains"]
    assert "Most deprived" in said["money"] or "deprived" in said["money"]
    assert "whole life" in said["life"]


def test_missions_are_told_true_and_measured_as_on_an_ensemble_of_every_area(client):
    every = fc.run_ensemble([START["start"]], draws=4, workers=1, keep="areas")
    table = fc.results.missions(every)
    table = table[table["scenario"] == START["start"]]
    cells = re.findall(r"<tr><th scope=.row.>(.*?)</th>(.*?)</tr>", ask(client, "more", view())["missions"])
    told = {unescape(name): re.findall("<td>(.*?)</td>", rest) for name, rest in cells}
    assert len(told) == 20
    health = "Mission 7, gap in healthy life expectancy between upper tiers: gap narrower in 2030, males"
    for name, mission, test, sex in (
        (health, "M2", "gap narrower in 2030", "male"),
        ("Mission 1, employment share: up in every area by 2030", "M5", "up in every area by 2030", "persons"),
        ("Mission 1, disposable income per head: gap narrower in 2030", "M6", "gap narrower in 2030", "persons"),
    ):
        ranked = test if test.startswith("up") else "gap narrower in 2030, ranked anew"
        rows = table[(table["mission"] == mission) & (table["test"] == ranked) & (table["sex"] == sex)]
        met = {row["quantity"]: f"{row['draws_met']} of 4" for _, row in rows.iterrows()}
        helps = f"{4 * rows.iloc[0]['probability_helps']:.0f} of 4"
        assert told[name] == [met["true"], met.get("measured", "–"), helps]
    assert told[health][1] != "–"
    taken = ask(client, "take", {"what": "missions", "view": view()})["text"].splitlines()
    assert len(taken) - 1 == len(fc.results.missions(every))


def test_hostile_text_stays_text(client):
    asked = {**START, "title": TOP}
    shown, form = ask(client, "run", view(asked)), ask(client, "form", {"which": "one", "asked": asked})
    assert TOP in shown["status"]
    for html in (
        *(shown[name] for name in ("level", "difference")),
        form["html"],
        *ask(client, "more", view(asked)).values(),
    ):
        assert "<script" not in html
    place = faults(client, "place", {"view": view(), "name": TOP})
    assert "no area" in place[0]


def test_an_unknown_place_is_told_what_is_taken(client):
    for taken in ("district", "region", "combined authority", "county"):
        assert taken in faults(client, "place", {"view": view(), "name": "Narnia"})[0]


def test_a_file_that_is_brought_along_is_run_and_its_faults_are_told(client):
    text = fc.load_scenario("public_health_restored").text
    brought = {"start": "", "text": text}
    assert "Public health" in ask(client, "form", {"which": "one", "asked": brought})["title"]
    assert ask(client, "run", view(brought))["counts"].endswith("worse in 0 and the same in 0.")
    broken = text.replace("public_health = 1.0", "public_health = 0.4")
    assert any(
        "uses" in each for each in faults(client, "form", {"which": "one", "asked": {"start": "", "text": broken}})
    )


def test_funds_of_one_title_are_told_apart_by_their_keys(client):
    stated = tomllib.loads(fc.load_scenario("balanced_health_need").text)
    stated["funds"]["a_second_fund"] = stated["funds"]["four_capitals_fund"]
    brought = {"start": "", "text": toml_text(stated)}
    shown = view(one={**brought, "funds": {"a_second_fund": {"first": 2030}}})
    form = ask(client, "form", {"which": "one", "asked": brought})["html"]
    page = ask(client, "place", {"name": "Hartlepool", "view": shown})["html"]
    changed = " ".join(ask(client, "run", shown)["changed"])
    for told, of_each in ((form, "Four capitals fund ({})"), (page, "Four capitals fund ({}): Housing quality")):
        assert all(of_each.format(name) in told for name in stated["funds"])
    assert "(a_second_fund): money from 2030" in changed
    assert "(four_capitals_fund)" not in changed


def test_a_file_that_is_no_utf_8_is_refused_as_the_command_line_refuses_it(client):
    text = fc.load_scenario("public_health_restored").text.replace("title = ", 'title = "Caf\ufffd" #', 1)
    (said,) = faults(client, "run", view({"start": "", "text": text}))
    assert re.fullmatch(r"my_strategy\.toml: line \d+: not text in UTF-8; save the file as UTF-8", said)


def test_a_strategy_that_was_changed_is_called_changed_and_one_year_is_one(client):
    edit = {"first": 2025, "last": 2025, "even": True}
    said = ask(client, "run", view({**START, "funds": {"four_capitals_fund": edit}}))
    assert said["status"].startswith(f"Changed from “{fc.load_scenario(START['start']).title}”: ")
    assert "Four capitals fund: money in 2025 alone, in place of from 2020 to 2035" in said["changed"]


@pytest.mark.thorough
def test_a_place_has_its_chain_and_those_like_it(client):
    found = ask(client, "place", {"view": view(), "name": "hartlepool"})
    assert found["code"] == "E06000001"
    assert "from award to effect in 2035" in found["html"]
    shown = ask(client, "run", view(place="E06000001"))
    assert "of Hartlepool in 2035" in shown["status"]
    wider = ask(client, "place", {"view": view(), "name": "Greater Manchester"})
    assert wider["code"] == "E92000001"
    assert "The result above is of England" in wider["html"]
    assert "Bolton" in wider["html"]
    assert "holds" not in found["html"]


# What is taken away
