"""The live page in a real browser: what a person does with it, by mouse and by keyboard, and what they take away."""

import re
import signal
import subprocess
import sys

import fourcapitals as fc
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.thorough]
PATIENCE = 60_000
HOSTILE = '<img src=x onerror="document.title=1">'


class Served:
    """The command, as it is run: its address with the key, once it answers."""

    def __init__(self, *arguments):
        command = [sys.executable, "-m", "fourcapitals", "dashboard", *arguments]
        # A program that was started in the background has its children ignore Ctrl-C too.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        signal.signal(signal.SIGINT, before)
        self.said = []
        for line in self.process.stderr:
            self.said.append(line)
            if found := re.search(r"http://\S+", line):
                self.address = found[0]
                return
        raise AssertionError("".join(self.said))

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        try:
            _, err = self.process.communicate(timeout=30)
            self.said += err.splitlines(keepends=True)
            return self.process.returncode
        finally:
            self.process.kill()


@pytest.fixture(scope="module")
def served():
    served = Served()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def address(served, chromium):
    """The address that goes on: the printed one opens once."""
    page = chromium.new_page()
    page.goto(served.address)
    kept = page.url.partition("#")[0]
    page.close()
    return kept


@pytest.fixture
def page(chromium, address):
    """A page that has drawn its first picture, with no word of complaint and no request to anybody else."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    complaints, others = [], []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith((*address.split("?")[:1], "blob:", "data:")) else others.append(asked.url)
        ),
    )
    page.goto(address)
    settled(page)
    yield page
    context.close()
    answers = ("422", "409")  # Of faults, and of a picture that gave way to a later one.
    assert [said for said in complaints if not any(code in said for code in answers)] == []
    assert others == []


def settled(page):
    """Wait until all that follows from the last act is shown: the page moves from the moment of an act."""
    page.wait_for_selector("body[data-state=still]", timeout=PATIENCE)


def download(page, button):
    with page.expect_download(timeout=PATIENCE) as waiting:
        page.click(button)
    return waiting.value


def test_the_first_picture_says_its_result_in_a_sentence(page):
    assert re.search(
        r"in 2035 \+[\d.]+ days \(80% of draws: .*\) against ‘Continue as now’", page.text_content("#status")
    )
    assert page.locator(".hex").count() == 307
    assert page.locator("#difference-picture svg[role=img] title").text_content().startswith("Healthy life expectancy")
    assert "64 draws: exploring" in page.text_content("#exploring")


def test_a_slider_is_dragged_and_says_where_its_money_comes_from(page):
    scale, before = page.text_content("#scale"), page.text_content("output >> nth=0")
    page.select_option("[data-key=from]", "connectivity")
    slider = page.locator("[data-use=public_health]")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(6):
        page.mouse.move(box["x"] + box["width"] * (0.1 + 0.05 * step), box["y"] + box["height"] / 2)
    page.locator(".moved", has_text="taken from Connectivity, which has £0m left").wait_for(timeout=PATIENCE)
    # What was taken beyond what is kept is given back.
    page.mouse.move(box["x"] + box["width"] * 0.15, box["y"] + box["height"] / 2)
    page.mouse.up()
    page.locator(".moved", has_text=re.compile("Connectivity, which has £[1-9]")).wait_for(timeout=PATIENCE)
    settled(page)
    assert "Public health +£" in page.text_content("#changed")
    assert page.text_content("output >> nth=0") == before
    assert page.text_content("#scale") == scale
    page.click("#wider")
    settled(page)
    assert page.text_content("#scale") != scale


def test_no_more_money_is_taken_than_there_is_and_none_is_lost(page):
    total = page.text_content("output >> nth=0")
    page.select_option("[data-key=from]", "others")
    page.fill("[data-amount=public_health]", "99999")
    page.focus("#year")
    settled(page)
    assert "There is no more to take than £" in page.text_content(".moved >> nth=0")
    assert float(page.input_value("[data-amount=public_health]")) == pytest.approx(
        float(page.get_attribute("[data-amount=public_health]", "data-exact")), abs=0.001
    )
    page.fill("[data-amount=public_health]", "5")
    page.focus("#year")
    settled(page)
    assert page.text_content(".moved >> nth=0").startswith("No other use has money to share by")
    page.select_option("[data-key=from]", "housing")
    page.fill("[data-amount=public_health]", "5")
    settled(page)
    assert "given to Housing quality, which has £" in page.text_content(".moved >> nth=0")
    assert page.text_content("output >> nth=0") == total


def test_all_can_be_done_by_keyboard(page):
    page.focus("[data-use=housing]")
    page.keyboard.press("ArrowRight")
    settled(page)
    assert "Housing quality +£" in page.text_content("#changed")
    page.focus(".hex[tabindex='0']")
    first = page.text_content("#map-told")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    name = page.text_content("#map-told")
    assert name != first
    page.keyboard.press("Enter")
    settled(page)
    assert page.text_content("#place-name") == name.partition(":")[0]
    page.focus("#all summary")
    page.keyboard.press("Enter")
    page.wait_for_selector("#list li")
    assert page.locator("#list li").count() == 307


def test_a_place_is_found_by_any_name_and_followed_back_to_money(page):
    page.fill("#place", "London Borough of Hackney")
    page.keyboard.press("Enter")
    settled(page)
    assert "of Hackney in 2035" in page.text_content("#status")
    assert "from award to effect in 2035" in page.text_content("#place-page")
    before = page.text_content("#place-page")
    page.focus("[data-use=public_health]")
    page.keyboard.press("End")
    settled(page)
    assert page.text_content("#place-page") != before
    assert "from award to effect in 2035" in page.text_content("#place-page")
    page.select_option("#region", "E92000001")
    settled(page)
    assert "of England in 2035" in page.text_content("#status")
    page.fill("#place", "Narnia")
    page.keyboard.press("Enter")
    page.wait_for_selector("#place-fault:not(:empty)", timeout=PATIENCE)
    assert "no area 'Narnia'" in page.text_content("#place-fault")


def test_one_place_alone_is_on_the_screen(page):
    page.fill("#place", "Manchester")
    page.keyboard.press("Enter")
    settled(page)
    page.fill("#place", "Narnia")
    page.keyboard.press("Enter")
    page.wait_for_selector("#place-fault:not(:empty)", timeout=PATIENCE)
    assert page.text_content("#place-page h3") == page.text_content("#place-name") == "Manchester"
    settled(page)
    page.fill("#place", "Tees Valley")
    page.keyboard.press("Enter")
    settled(page)
    assert page.text_content("#place-fault") == ""
    assert page.text_content("#place-name") == "England"
    assert "of England in 2035" in page.text_content("#status")
    assert "The result above is of England" in page.text_content("#place-page")


def test_two_strategies_side_by_side_and_the_state_is_in_the_address(page):
    page.click("#beside")
    page.wait_for_selector("#form-other select", timeout=PATIENCE)
    page.select_option("#form-other [data-key=start]", "public_health_restored")
    settled(page)
    assert "With the fund" in page.text_content("#between")
    assert page.locator(".badge.found, .badge.assumed, .badge.tie, .badge.untested").count() == 1
    title = fc.load_scenario("balanced_health_need").title
    for where in ("#map-title", "#counts", *(f"#{panel} caption >> nth=0" for panel in ("missions", "money", "life"))):
        assert title in page.text_content(where)
    status = page.text_content("#status")
    page.reload()
    settled(page)
    assert page.text_content("#status") == status


def test_what_is_exported_passes_check_and_has_the_bits_of_the_command_line(page, tmp_path, call):
    page.fill("[data-amount=housing]", "1234")
    settled(page)
    path = tmp_path / "my_strategy.toml"
    download(page, "[data-take=toml]").save_as(path)
    assert call("check", path)[0] == 0
    assert "my_strategy.toml --draws 64 --seed 0" in page.text_content("#command")
    out = tmp_path / "runs.nc"
    assert call("run", "baseline", path, "--draws", 64, "--seed", 0, "--out", out)[0] == 0
    ran = fc.open_results(out)
    areas = ran.dataset["area_hle_difference_quantile"].sel(scenario="my_strategy", quantile=0.5, milestone=2035)
    download(page, "[data-take=map]").save_as(tmp_path / "areas.csv")
    shown = (tmp_path / "areas.csv").read_text().splitlines()[1:]
    assert [float(line.split(",")[-3]) for line in shown] == areas.to_numpy().tolist()
    england = ran.dataset["place_hle"].sel(place="E92000001", year=2035)
    change = (england.sel(scenario="my_strategy") - england.sel(scenario="baseline")).quantile(0.5).item()
    download(page, "[data-take=difference]").save_as(tmp_path / "difference.csv")
    last = (tmp_path / "difference.csv").read_text().splitlines()[-1].split(",")
    assert float(last[-3]) == change
    for name, opens in (("svg", b"<svg"), ("png", b"\x89PNG")):
        button = f"[data-take=map_picture]{'[data-png]' if name == 'png' else ':not([data-png])'}"
        download(page, button).save_as(tmp_path / f"map.{name}")
        assert (tmp_path / f"map.{name}").read_bytes().startswith(opens)


def test_a_thousand_draws_show_how_far_they_are_and_can_be_stopped(page):
    page.click("#many")
    page.wait_for_selector("#progress:not([hidden])", timeout=PATIENCE)
    page.click("#stop")
    page.wait_for_selector("#progress", state="hidden", timeout=PATIENCE)
    assert "Stopped." in page.text_content("#told")


def test_hostile_text_in_a_file_stays_text(page, tmp_path):
    text = fc.load_scenario("public_health_restored").text
    text = text.replace(re.search(r"^title = .*$", text, re.M)[0], f"title = {HOSTILE!r}", 1)
    path = tmp_path / "hostile.toml"
    path.write_text(text)
    page.set_input_files("#file-one", path)
    page.locator("#status", has_text=HOSTILE).wait_for(timeout=PATIENCE)
    settled(page)
    assert page.locator("img").count() == 0
    assert page.title() != "1"


def test_faults_of_a_file_are_told_beside_it_and_nothing_is_lost(page, tmp_path):
    status = page.text_content("#status")
    path = tmp_path / "faulty.toml"
    path.write_text(fc.load_scenario("public_health_restored").text.replace("[funds.", "[fund.") + "\nx = 1\n")
    page.set_input_files("#file-one", path)
    page.wait_for_selector("#form-one .fault:not(:empty)", timeout=PATIENCE)
    assert "my_strategy.toml: " in page.text_content('#form-one .fault[data-path=""]')
    assert page.text_content("#status") == status
    page.fill("[data-key=areas]", "Atlantis")
    page.wait_for_selector(".fault[data-path$='.allocation']:not(:empty)", timeout=PATIENCE)
    assert "Atlantis" in page.text_content(".fault[data-path$='.allocation']")
    page.fill("[data-key=areas]", "")
    page.click("#beside")
    page.fill("#form-other [data-key=areas]", "Lemuria")
    page.wait_for_selector("#form-other .fault[data-path$='.allocation']:not(:empty)", timeout=PATIENCE)
    assert "Lemuria" in page.text_content("#form-other .fault[data-path$='.allocation']")
    assert page.locator("#form-one .fault:not(:empty)").count() == 0


@pytest.mark.parametrize("wide", [1280, 390])
@pytest.mark.parametrize("light", ["light", "dark"])
def test_nobody_is_shut_out(chromium, address, wide, light):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="NO AXE: pip install axe-playwright-python"
    )
    context = chromium.new_context(viewport={"width": wide, "height": 900}, color_scheme=light, bypass_csp=True)
    page = context.new_page()
    page.goto(address)
    settled(page)
    page.click("#beside")
    settled(page)
    page.fill("#place", "Hartlepool")
    page.keyboard.press("Enter")
    settled(page)
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    context.close()


def test_ctrl_c_stops_it_cleanly_and_the_page_that_is_open_says_so(chromium):
    served = Served("--draws", "2")
    assert "Getting ready" in served.said[0]
    page = chromium.new_page()
    # What stands from # on goes with the printed address.
    page.goto(f'{served.address}#{{"year": 2030}}')
    settled(page)
    assert "in 2030" in page.text_content("#status")
    assert served.stop() == 130
    assert served.said[-1] == "stopped\n"
    page.select_option("#year", "2035")
    settled(page)
    assert "fourcapitals dashboard has been stopped; start it again" in page.text_content("#status")
    page.close()


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("%7B", "that cannot be read"),
        ('{"one": {"start": "castles"}}', "no strategy 'castles' here"),
        ('{"one": null}', "one: a table of keys expected"),
        ('{"colour": "red", "other": {"start": "concentrated"}}', "colour: not known here"),
        ('{"year": 1900}', "that cannot be shown"),
    ],
)
def test_a_state_of_an_address_that_cannot_be_shown_is_said_and_the_page_begins_anew(page, state, why):
    status = page.text_content("#status")
    page.evaluate("state => { location.hash = state; }", state)
    page.locator("#told", has_text="The address holds a state").wait_for(timeout=PATIENCE)
    settled(page)
    assert why in page.text_content("#told")
    assert page.text_content("#status") == status
    assert page.locator("#form-one fieldset").count() == 1
    assert not page.is_visible("#form-other")


RUNS_COUNTED = """() => {
    const fetched = window.fetch;
    let now = 0;
    [window.most, window.runs] = [0, 0];
    window.fetch = async (name, ...more) => {
        if (name !== "run") return fetched(name, ...more);
        [window.most, window.runs] = [Math.max(window.most, ++now), window.runs + 1];
        try { return await fetched(name, ...more); } finally { now -= 1; }
    };
}"""
"""From now on a page counts its runs, and how many are in flight at most."""


def test_moves_in_a_row_run_the_latest_alone(page):
    page.evaluate(RUNS_COUNTED)
    page.focus("[data-use=clean_air]")
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    settled(page)
    assert page.evaluate("window.most") == 1
    amounts = {use: float(page.get_attribute(f"[data-amount={use}]", "data-exact")) for use in USES}
    with page.expect_response(lambda answer: answer.url.endswith("/take")) as waiting:
        page.click("[data-take=toml]")
    text = waiting.value.json()["text"]
    assert f"clean_air = {amounts['clean_air'] / sum(amounts.values())}"[:22] in text


def test_a_picture_that_gave_way_to_another_window_is_asked_for_again(page):
    page.evaluate(RUNS_COUNTED)
    page.route("**/run", lambda route: route.fulfill(status=409), times=1)
    page.select_option("#year", "2030")
    settled(page)
    assert page.evaluate("window.runs") == 2
    assert "in 2030" in page.text_content("#status")


USES = tuple(name for name in fc.USE_NAMES if name != "household_income")
