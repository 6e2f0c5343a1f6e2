"""Tables for the screen: text as it stands, and no figure cut however narrow the screen is."""

import io
import re
import sys
from unittest.mock import patch

import fourcapitals as fc
import pytest
from attacks import rarely
from fourcapitals.cli import main, output
from fourcapitals.cli.output import give_wrapped, show, table_of
from hypothesis import given, settings
from hypothesis import strategies as st


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


def on_a_terminal(call, width):
    """What a terminal of some width shows, without styles."""
    with patch.object(sys, "stdout", Terminal()) as screen, patch.dict("os.environ", {"COLUMNS": str(width)}):
        call()
    return re.sub(r"\x1b\[[\d;]*m", "", screen.getvalue())


def printed(table, width):
    """What a terminal of some width shows of a table."""
    return on_a_terminal(lambda: show(table), width)


def cells_of(text):
    """The content of each line of each cell, by column, whatever part it stands in."""
    return [[cell.strip() for cell in line.strip("│┃").split("│")] for line in text.splitlines() if line[:1] in "│"]


RUN = (
    ("Scenario", ">HLE 2019", ">HLE 2035", ">HLE difference", ">Healthy person-years", ">GVA difference", "Evidence"),
    [
        ("Continue as now", "63.35", "62.44", "-", "-", "-", "no new money"),
        ("Levelling up as announced in 2021", "63.35", "62.44", "+0.32 days", "3,895", "+0.056 per mille", "97% of £"),
    ],
)


def test_no_figure_and_no_column_is_lost_at_any_width():
    figures = {cell for row in RUN[1] for cell in row[1:6]}
    for width in (200, 120, 100, 80, 60, 40, 20):
        said = printed(table_of(*RUN), width)
        assert "…" not in said
        assert figures <= {cell for line in cells_of(said) for cell in line}
        assert max(map(len, said.splitlines())) <= max(width, 44)
        for heading in RUN[0]:
            assert all(word in said for word in heading.removeprefix(">").split())


def test_at_80_columns_each_part_names_its_rows():
    said = printed(table_of(*RUN), 80)
    assert said.count("Continue as now") == said.count("Scenario") == 2
    assert printed(table_of(*RUN), 200).count("Continue as now") == 1


def test_a_title_stands_above_and_a_caption_below_all_parts():
    lines = printed(table_of(*RUN, title="What it does", caption="£ of 2019."), 80).splitlines()
    assert (lines[0].strip(), lines[-1].strip()) == ("What it does", "£ of 2019.")


def test_text_is_no_markup_no_picture_and_no_command():
    rows = [("[draft] Two [/] [red]x[/red]", ":smile:"), ("a\x1b[31mb\x07", "[link=file:///etc]c")]
    said = printed(table_of(("[b]Name[/b]", "Second"), rows, title="[i]t[/i]", caption="[x]"), 80)
    for text in ("[draft] Two [/] [red]x[/red]", ":smile:", r"a\x1b[31mb\x07", "[link=file:///etc]c", "[b]Name[/b]"):
        assert text in said
    assert "[i]t[/i]" in said
    assert "[x]" in said


FIGURE = st.from_regex(r"[+-]?£?[0-9]{1,9}\.[0-9]{2}( days)?", fullmatch=True)


@settings(max_examples=30, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.text(max_size=150), st.from_regex(r"[+-]?£?\d{1,9}\.\d\d( days)?", fullmatch=True), st.text(max_size=40)
        ),
        min_size=1,
        max_size=4,
    ),
    width=st.integers(20, 200),
)
def test_any_text_leaves_the_figures_whole(rows, width):
    said = printed(table_of(("Scenario", ">Figure", "Evidence"), rows), width)
    shown = {cell for line in cells_of(said) for cell in line}
    assert {row[1] for row in rows} <= shown


def test_piped_output_is_wide():
    assert output.PIPED >= 200


def test_words_around_a_narrow_table_are_not_broken_to_its_width():
    said = printed(table_of(("A", ">B"), [("a", "1")], title="How often it is better", caption="Shares of draws."), 80)
    assert said.splitlines()[0].strip() == "How often it is better"
    assert said.splitlines()[-1].strip() == "Shares of draws."


def test_lines_of_words_are_broken_between_words_on_a_terminal_alone():
    line = "  announced: " + "+0.32 days " * 12 + "and_a_word_that_is_wider_than_the_whole_terminal_and_stays_one"
    for width in (80, 40):
        broken = on_a_terminal(lambda: give_wrapped(f"{line}\n\nend"), width).splitlines()
        assert all(each.startswith("      ") for each in broken[1:-2])
        assert broken[-2:] == ["", "end"]
        assert " ".join("\n".join(broken[:-2]).split()) == " ".join(line.split())
        assert max(map(len, broken[:-3])) <= width
    with patch.object(sys, "stdout", io.StringIO()) as piped:
        give_wrapped(line)
    assert piped.getvalue() == f"{line}\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    fc.simulate(["baseline", "announced_2021", "per_head"]).save(folder / "run.nc")
    fc.run_ensemble(["baseline", "announced_2021", "per_head"], draws=8, workers=1, out=folder / "draws.nc")
    return folder


COMMANDS = [
    ["scenarios"],
    ["run", "announced_2021", "public_health_restored"],
    *([command, file] for command in ("compare", "missions") for file in ("run.nc", "draws.nc")),
    ["compare", "draws.nc", "--by", "region"],
    ["area", "Hartlepool", "--results", "draws.nc"],
    ["area", "E12000001", "--results", "run.nc"],
    ["audit", "luf"],
    ["audit", "announced_2021", "--against", "health_need"],
    ["check", "announced_2021", "whole_briefing"],
]


@pytest.mark.parametrize("width", [80, *rarely(100)])
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_no_answer_is_wider_than_the_terminal_and_none_is_cut(arguments, width, made, monkeypatch):
    monkeypatch.chdir(made)
    monkeypatch.setattr(sys, "argv", ["fourcapitals", *arguments])

    def call():
        with pytest.raises(SystemExit) as left:
            main()
        assert not left.value.code

    lines = on_a_terminal(call, width).splitlines()
    assert lines
    assert [line for line in lines if len(line) > width or "…" in line] == []
