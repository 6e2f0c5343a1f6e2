"""Who may talk to the live page's server, and what it opens and allows."""

import re

import fourcapitals as fc
import pytest
from fourcapitals.report.live_page.security import KEY_HEADER, MOST_BYTES
from live_page_client import START, faults, view


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
