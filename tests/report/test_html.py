"""The page: what it may load and run, how it is taken apart by those who read it by ear, and hostile text."""

import base64
import hashlib
import itertools
import re
from collections import Counter

import pytest
from fourcapitals.report.document import Listing, Paragraph, Report, Section, Table
from fourcapitals.report.html import as_html
from page_structure import parsed
from reports import HOSTILE


@pytest.fixture(scope="module")
def tree(page):
    return parsed(page)


def test_a_page_may_load_nothing_and_run_nothing(page, tree):
    policy = tree.first("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"]
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert not list(tree.all("script"))
    assert not re.search(r"""(?:src|href|action|data|poster)=["'](?!#)""", page)
    assert "url(" not in style.replace("url(#", "")
    assert "@import" not in style


def test_no_style_stands_where_the_policy_forbids_it(tree):
    assert not [each for each in tree.all() if "style" in each.attributes]


def test_no_element_acts_when_something_happens(tree):
    assert not [name for each in tree.all() for name in each.attributes if name.startswith("on")]


def test_every_id_is_of_one_element_and_every_reference_leads_to_one(page, tree):
    ids = Counter(each.attributes["id"] for each in tree.all() if "id" in each.attributes)
    assert [name for name, count in ids.items() if count > 1] == []
    asked = set(re.findall(r"url\(#([^)]+)\)", page))
    for each in tree.all():
        asked |= {each.attributes["href"][1:]} if each.attributes.get("href", "").startswith("#") else set()
        asked |= set(each.attributes.get("aria-labelledby", "").split())
        asked |= set(each.attributes.get("aria-describedby", "").split())
    assert asked - set(ids) == set()


def test_every_picture_is_named_and_described(tree, report):
    drawn = list(tree.all("svg"))
    assert len(drawn) == len(report.pictures()) >= 1
    for svg, picture in zip(drawn, report.pictures(), strict=True):
        assert svg.attributes["role"] == "img"
        assert svg.first("title").text == " ".join(picture.chart.caption.title.split())
        assert svg.first("desc").text == " ".join(picture.chart.alt_text.split())


def test_every_table_has_a_caption_and_says_what_its_headings_are_of(tree):
    tables = list(tree.all("table"))
    assert tables
    for table in tables:
        assert table.first("caption").text
        assert all(each.attributes["scope"] in {"col", "row"} for each in table.all("th"))
        wide = len(list(table.first("thead").all("th")))
        rows = [len(row.children) for row in table.first("tbody").all("tr")]
        assert set(rows) <= {wide}


def test_the_page_has_a_language_one_first_heading_landmarks_and_a_way_past_the_contents(tree):
    assert tree.first("html").attributes["lang"] == "en-GB"
    assert len(list(tree.all("h1"))) == len(list(tree.all("main"))) == 1
    levels = [int(each.tag[1]) for each in tree.all() if re.fullmatch("h[1-6]", each.tag)]
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    assert tree.first("a").attributes["href"] == "#main"
    contents = [each.attributes["href"][1:] for each in tree.first("nav").all("a")]
    assert contents == [each.attributes["id"] for each in tree.first("main").all("section")]


def test_numbers_of_drawings_have_two_decimals_at_most(tree):
    long = re.compile(r"\d\.\d{3}")
    for svg in tree.all("svg"):
        for each in svg.all():
            assert not [
                value for name, value in each.attributes.items() if name in "dxytransform" and long.search(value)
            ]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_others_is_text(text):
    import pandas as pd

    table = Table("a_table", text, (text, text), ((text, text),), pd.DataFrame(), note=text)
    blocks = (Paragraph(text, "caution"), Paragraph(text, "command"), Listing((text,)), table)
    page = as_html(Report(text, text, (Section("one", text, blocks),), text))
    tree, said = parsed(page), " ".join(text.split())
    assert tree.first("title").text == tree.first("h1").text == tree.first("caption").text == said
    assert tree.first("td").text == tree.first("pre").text == said
    assert not list(tree.all("script"))
    assert not list(tree.all("img"))
    assert not list(tree.all("b"))


def test_figures_have_signs_of_minus_and_what_is_typed_keeps_its_hyphens():
    figures = Table("figures", "Of 2017-19", ("Place", "Change"), (("Stoke-on-Trent", "-5 days (-9 to -0.2)"),), None)
    typed = "fourcapitals value store --rate -0.01"
    page = as_html(Report("t", "", (Section("one", "One", (figures, Paragraph(typed, "command"))),), typed))
    assert "<td>−5 days (−9 to −0.2)</td>" in page
    assert "Stoke-on-Trent" in page
    assert "2017-19" in page
    assert page.count(typed) == 2
