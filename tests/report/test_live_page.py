"""The live page's server: who may talk to it, what it answers, and that what is taken away is what was shown."""

import asyncio
import json
import re
import shlex
import threading
import time
import tomllib
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import fourcapitals as fc
import httpx
import numpy as np
import pytest
from fourcapitals.report.live_page.opening import exploration_of
from fourcapitals.report.live_page.pictures import SCALES
from fourcapitals.report.live_page.security import KEY_HEADER, MOST_BYTES
from fourcapitals.report.live_page.server import Page, application

HOST = "http://127.0.0.1:8123"
START = {"start": "balanced_health_need"}
TOP = '<script>alert("1")</script> & ‘x’'


@pytest.fixture(scope="module")
def exploration():
    return exploration_of(None, draws=4, seed=0, reference="baseline")


@pytest.fixture
def page(exploration):
    page = Page(exploration)
    page.ports.append(8123)
    return page


class Client:
    """A browser that knows the key, without a network."""

    def __init__(self, page, loop):
        self.headers = {KEY_HEADER: page.keys.key}
        self._app, self._loop = httpx.ASGITransport(app=application(page)), loop

    def get(self, path, **given):
        return self._loop.run(self._ask("GET", path, **given))

    def post(self, path, **given):
        return self._loop.run(self._ask("POST", path, **given))

    def post_at_once(self, path, *bodies):
        async def all_of_them():
            return await asyncio.gather(*(self._ask("POST", path, json=body) for body in bodies))

        return self._loop.run(all_of_them())

    def post_together(self, bodies):
        async def all_of_them():
            answers = await asyncio.gather(*(self._ask("POST", f"/{path}", json=body) for path, body in bodies.items()))
            return {path: each.status_code for path, each in zip(bodies, answers, strict=True)}

        return self._loop.run(all_of_them())

    async def _ask(self, method, path, headers=(), **given):
        async with httpx.AsyncClient(transport=self._app, base_url=HOST) as client:
            return await client.request(method, path, headers={**self.headers, **dict(headers)}, **given)


@pytest.fixture
def client(page):
    with asyncio.Runner() as loop:
        yield Client(page, loop)


def view(one=None, **more):
    return {"one": one or START, "year": 2035, **more}


def ask(client, what, body):
    answer = client.post(f"/{what}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def faults(client, what, body):
    answer = client.post(f"/{what}", json=body)
    assert answer.status_code == 422, answer.text
    return answer.json()["faults"]


# Who may talk to it


def test_the_printed_address_opens_once_and_the_page_that_it_opens_stays(client, page):
    first = client.get(f"/?token={page.keys.token}")
    assert (first.status_code, first.headers["location"]) == (303, f"/?key={page.keys.key}")
    assert client.get(f"/?token={page.keys.token}").status_code == 403
    for _ in range(2):
        opened = client.get(first.headers["location"])
        assert opened.status_code == 200
        assert "Four capitals" in opened.text


@pytest.mark.parametrize("host", ["localhost:8123", "evil.example", "127.0.0.1", "127.0.0.1:8124"])
def test_a_foreign_host_is_answered_400(client, host):
    assert client.post("/run", json=view(), headers={"host": host}).status_code == 400
    assert client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:8124", "https://127.0.0.1:8123"])
def test_a_foreign_origin_is_answered_403(client, origin):
    assert client.post("/run", json=view(), headers={"origin": origin}).status_code == 403


def test_at_the_usual_port_its_address_is_what_browsers_make_of_it(client, page):
    page.ports[:] = [80]
    for host, code in (("127.0.0.1", 200), ("127.0.0.1:8123", 400), ("evil.example", 400)):
        given = {"host": host, "origin": f"http://{host}"}
        assert client.get(f"/?key={page.keys.key}", headers=given).status_code == code


@pytest.mark.parametrize("key", ["", "x", "é" * 32])
def test_without_the_key_there_is_nothing(client, key):
    given = {KEY_HEADER: key.encode()} if key else {}
    del client.headers[KEY_HEADER]
    assert client.post("/run", json=view(), headers=given).status_code == 403
    assert client.post("/nothing", json={}, headers=given).status_code == 403
    assert client.get("/", params={"key": key}).status_code == 403
    assert client.get("/", params={"token": key}).status_code == 403


def test_only_json_of_a_sensible_size_is_read(client):
    assert client.post("/run", content="x=1", headers={"content-type": "text/plain"}).status_code == 415
    assert client.post("/run", content="{", headers={"content-type": "application/json"}).status_code == 400
    assert client.post("/run", json={"one": "x" * MOST_BYTES}).status_code == 413
    for body in ([], "x", 1, {}, {"one": {}}, {"one": {"start": 3}}, {"one": START, "more": 1}):
        assert faults(client, "run", body)
        for what in ("more", "flip", "place", "take", "form"):
            assert faults(client, what, body)


def test_the_page_allows_its_own_script_alone_and_asks_nobody_outside(client, page):
    opened = client.get(f"/?key={page.keys.key}")
    allowed = opened.headers["content-security-policy"]
    assert "default-src 'none'" in allowed
    assert "unsafe" not in allowed
    (nonce,) = set(re.findall(r'nonce="([^"]+)"', opened.text))
    assert f"script-src 'nonce-{nonce}'" in allowed
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", opened.text)
    assert not re.findall(r"<[^>]+ (?:on\w+|style)=", opened.text)
    again = client.get(f"/?key={page.keys.key}").headers["content-security-policy"]
    assert nonce not in again


# What it answers


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
    assert shown["money"] == "£6.86bn"


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


def test_no_file_is_opened_for_the_browser(client, tmp_path):
    table = tmp_path / "money.csv"
    table.write_text("code,year,gbp_m\nE06000001,2022,5\n")
    text = fc.load_scenario("balanced_health_need").text
    text = text.replace('rule = "health_need"', f'rule = "from_file"\nfile = "{table}"').replace("slope = 0.25", "")
    assert any(
        "beside which this one lies" in each or "file" in each
        for each in faults(client, "run", view({"start": "", "text": text}))
    )
    assert "no strategy" in faults(client, "run", view({"start": str(tmp_path / "x.toml")}))[0]


def test_a_file_that_is_brought_along_is_run_and_its_faults_are_told(client):
    text = fc.load_scenario("public_health_restored").text
    brought = {"start": "", "text": text}
    assert "Public health" in ask(client, "form", {"which": "one", "asked": brought})["title"]
    assert ask(client, "run", view(brought))["counts"].endswith("worse in 0 and the same in 0.")
    broken = text.replace("public_health = 1.0", "public_health = 0.4")
    assert any(
        "uses" in each for each in faults(client, "form", {"which": "one", "asked": {"start": "", "text": broken}})
    )


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


def test_the_file_that_is_taken_away_passes_check_and_gives_the_numbers_that_were_shown(
    client, exploration, tmp_path, call
):
    asked = {**START, "funds": {"four_capitals_fund": {"gbp_m": {"housing": 3000.0, "public_health": 1000.0}}}}
    file = ask(client, "take", {"what": "toml", "view": view(asked)})
    path = tmp_path / file["name"]
    path.write_text(file["text"], encoding="utf-8")
    assert call("check", path)[0] == 0
    before, after = (tomllib.loads(text) for text in (fc.load_scenario(START["start"]).text, file["text"]))
    changed = "; ".join(ask(client, "run", view(asked))["changed"])
    assert after["description"].startswith(f"Changed from balanced_health_need: {changed}. Before: The money of")
    was, fund = (each["funds"]["four_capitals_fund"] for each in (before, after))
    assert "Housing quality +£" in fund["uses_source"].partition(". Before: An equal quarter")[0]
    assert fund["source"].endswith(f"in all, in place of £15.6bn. Before: {was['source']}")
    assert (fund["grade"], fund["uses_grade"]) == ("J", "J")
    command = ask(client, "take", {"what": "command", "view": view(asked)})["text"].split()
    assert command[:5] == ["fourcapitals", "run", "baseline", "my_strategy.toml", "--draws"]
    ensemble = fc.run_ensemble(path, draws=4, workers=1)
    table = ask(client, "take", {"what": "map", "view": view(asked)})["text"].splitlines()
    median = ensemble.dataset["area_hle_difference_quantile"].sel(scenario="my_strategy", quantile=0.5, milestone=2035)
    assert [float(line.split(",")[-3]) for line in table[1:]] == median.to_numpy().tolist()


def test_a_picture_that_is_taken_says_what_it_is_of(client):
    asked = view({**START, "title": TOP}, other=START)
    for what in ("difference", "level", "map"):
        taken = ask(client, "take", {"what": f"{what}_picture", "view": asked})
        assert taken["name"] == f"{what}.svg"
        root = ElementTree.fromstring(taken["text"])
        words = " ".join(each.text or "" for each in root.findall("{*}text"))
        shown = ask(client, "run", asked)
        assert shown["counts" if what == "map" else "status"] in words
        assert "4 draws: exploring" in words
        assert ("no difference" in words) == (what == "map")
        classes = [each.get("class") for each in root.findall(".//{*}polygon")]
        assert classes == ([f"hex c{letter}" for letter in shown["map"]] if what == "map" else [])


def test_every_table_can_be_taken_and_what_is_none_is_refused(client):
    for what in ("level", "difference", "map", "missions"):
        text = ask(client, "take", {"what": what, "view": view()})["text"]
        assert text.count("\n") > 10
        row = dict(zip(*(line.split(",")[:3] for line in text.splitlines()[:2]), strict=True))
        assert row["scenario"] in ("balanced_health_need", "baseline")
        assert row.get("reference", "baseline") == "baseline"
        assert ("reference" in row) == (what in ("difference", "map"))


def test_long_and_hostile_texts_of_a_file_that_is_changed_stay_within_bounds(client, tmp_path, call):
    text = fc.load_scenario("balanced_health_need").text
    stated = re.sub(r'(?s)description = """.*?"""', lambda _: f"description = {TOP + 'x' * 1950!r}", text)
    edit = {"gbp_m": {"housing": 1.0, "culture": 2.0}, "first": 2024, "last": 2025, "rule": "per_head"}
    asked = {"start": "", "text": stated, "funds": {"four_capitals_fund": edit}}
    file = ask(client, "take", {"what": "toml", "view": view(asked)})
    made = fc.parse_scenario(file["text"], name="mine")
    assert TOP in made.description
    assert len(made.description) == 2000
    assert "shared the same for every resident" in made.funds["four_capitals_fund"].source
    assert "<script" not in ask(client, "form", {"which": "one", "asked": asked})["html"]


def test_a_title_alone_leaves_what_a_file_says_of_itself(client):
    stated = tomllib.loads(ask(client, "take", {"what": "toml", "view": view({**START, "title": "Ours"})})["text"])
    assert stated == {**tomllib.loads(fc.load_scenario(START["start"]).text), "title": "Ours"}
    assert "what: no 'passwd'" in faults(client, "take", {"what": "passwd", "view": view()})[0]
    assert "no second strategy" in faults(client, "take", {"what": "toml_other", "view": view()})[0]


def test_a_page_with_changed_inputs_says_so_and_its_command_gives_its_numbers(exploration, tmp_path, call, monkeypatch):
    monkeypatch.chdir(tmp_path)
    health = fc.load_baseline().areas[["hle_male_years"]].assign(hle_male_years=lambda table: table - 0.1)
    (tmp_path / "my own").mkdir()
    health.to_csv("my own/outcomes.csv", index_label="code")
    Path("p.toml").write_text("[parameters.job_displacement]\nvalue = 0.3\n")
    options = ["--set", "deadweight[human]=0.1", "--parameters", "p.toml", "--baseline", "my own"]
    served = []
    monkeypatch.setattr("fourcapitals.report.live_page.server.serve", lambda made, **_: served.append(made))
    assert call("dashboard", "--draws", "2", *options)[0] == 0
    page = Page(served[0], ports=[8123])
    with asyncio.Runner() as loop:
        client = Client(page, loop)
        opened = unescape(client.get(f"/?key={page.keys.key}").text)
        shown = ask(client, "take", {"what": "difference", "view": view()})["text"]
        command = shlex.split(ask(client, "take", {"what": "command", "view": view()})["text"])
    for said in (
        "Changed parameter: job_displacement = 0.3, in all draws (instead of 0.33)",
        "Changed parameter: deadweight[human] = 0.1, in all draws (instead of 0.3)",
        "Own figures: outcomes (hle_male_years, upper_tier_hle_male_years), published (value) of my own",
    ):
        assert f'<p class="note">{said}' in opened
    assert exploration.input_lines == []
    assert call(*command[1:], "--quiet")[0] == 0
    change = fc.open_results("runs.nc").dataset["place_hle_difference"]
    median = change.sel(scenario="balanced_health_need", place="E92000001", year=2035).median()
    assert float(shown.splitlines()[-1].split(",")[-3]) == pytest.approx(float(median), rel=1e-12)


def threads_of_many_draws():
    return [each for each in threading.enumerate() if each.name == "many draws"]


def test_more_draws_that_fail_say_so(client, monkeypatch):
    def fail(*_, **__):
        raise OSError("it fails")

    monkeypatch.setattr("fourcapitals.report.live_page.many_draws.run_ensemble", fail)
    monkeypatch.setattr("threading.excepthook", lambda _: None)
    ask(client, "many", {"what": "begin", "view": view()})
    for each in threads_of_many_draws():
        each.join(60)
    assert ask(client, "many", {"what": "tell"})["state"] == "failed"


def test_more_draws_that_end_with_the_program_complain_of_nothing(client, monkeypatch):
    begun, ended = threading.Event(), threading.Event()

    def go_on(*_, **__):
        begun.set()
        assert ended.wait(60)
        raise RuntimeError("cannot schedule new futures after interpreter shutdown")

    monkeypatch.setattr("fourcapitals.report.live_page.many_draws.run_ensemble", go_on)
    ask(client, "many", {"what": "begin", "view": view()})
    (thread,) = threads_of_many_draws()
    assert begun.wait(60)
    ask(client, "many", {"what": "stop"})
    ended.set()
    thread.join(60)
    assert ask(client, "many", {"what": "tell"})["state"] == "stopped"


def test_of_more_draws_begun_at_once_the_last_alone_go_on(client, monkeypatch):
    def go_on(*_, progress, **__):
        while True:
            progress(SimpleNamespace(draws_done=64, seconds_left=1.0))
            time.sleep(0.01)

    monkeypatch.setattr("fourcapitals.report.live_page.many_draws.run_ensemble", go_on)
    client.post_at_once("/many", *3 * [{"what": "begin", "view": view()}])
    *others, last = threads_of_many_draws()
    for each in others:
        each.join(60)
    assert threads_of_many_draws() == [last]
    (other,) = faults(client, "many", {"what": "tell", "number": 1})
    assert other == "stopped: other draws were begun after them, in another window"
    assert ask(client, "many", {"what": "tell", "number": 3})["state"] == "running"
    assert ask(client, "many", {"what": "stop"})["state"] == "stopped"
    last.join(60)
    assert not last.is_alive()


@pytest.mark.thorough
def test_more_draws_can_be_stopped(client, page):
    begun = ask(client, "many", {"what": "begin", "view": view()})
    assert begun["state"] in ("running", "done")
    assert ask(client, "many", {"what": "stop"})["state"] == "stopped"
    for each in threads_of_many_draws():
        each.join(60)


@pytest.mark.thorough
def test_a_store_brings_its_own_strategies_seed_and_parameters(tmp_path):
    mine = fc.parse_scenario(fc.load_scenario("per_head").text.replace("title = ", "title = 'Own' #", 1), name="mine")
    changed = fc.data.changed_table(["deadweight[human]=0.1"]).from_priors()
    fc.run_ensemble([mine], draws=1, seed=7, out=tmp_path / "runs", workers=1, parameters=changed)
    exploration = exploration_of(tmp_path / "runs", draws=2, seed=0, reference="baseline")
    assert next(iter(exploration.at_hand)) == "mine"
    assert exploration.live.job.recipe.seed == 7
    assert exploration.options == ("--set", "deadweight[human]=0.1", "--prior")
    assert exploration.input_lines == fc.data.input_lines(parameters=changed)
    assert json.dumps(exploration.years)
