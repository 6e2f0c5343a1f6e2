"""What a scenario file gives to be shown is text: seen, of a stated length, and without what acts on a terminal."""

import pytest
from fourcapitals.errors import BadInput
from fourcapitals.scenario.files import parse_scenario, read_scenario, schema
from fourcapitals.text import LONGEST_NAME, LONGEST_NOTE, LONGEST_TITLE
from scenario_texts import HEAD, WHOLE, changed, faults

PLACES = {
    'title = "T"': "title",
    'description = "D"': "description",
    'sources = ["S"]': "sources",
    'title = "F"': "funds.f.title",
    'uses_source = "S"': "funds.f.uses_source",
}
HOSTILE = {
    r"\u001b]0;x\u0007": r"'\x1b' (a control character)",
    r"\u009b2J": r"'\x9b' (a control character)",
    r"\u202e": r"'\u202e' (right-to-left override, which is not seen)",
    r"\u2066": r"'\u2066' (left-to-right isolate, which is not seen)",
    r"\u0000": r"'\x00' (a control character)",
    r"\r": r"'\r' (an end of line)",
    r"\uFEFF": r"'\ufeff' (zero width no-break space, which is not seen)",
    r"\uFFFF": r"'\uffff' (which is no character of a text)",
}


@pytest.mark.parametrize(("stated", "place"), PLACES.items())
@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_would_act_on_a_terminal_is_refused_wherever_it_stands(stated, place, hostile):
    text = changed(stated, stated.replace('"', f'"a{hostile}', 1))
    item = "item 1: " if place == "sources" else ""
    assert faults(text) == (f"x.toml: {place}: {item}holds the character {HOSTILE[hostile]}; take it out",)


@pytest.mark.parametrize("unseen", ["", " ", r"\u00a0", r"\u3164", r"\u2800", r"\u0301", r"\u200b"])
def test_a_title_that_is_not_seen_is_empty(unseen):
    assert faults(changed('title = "T"', f'title = "{unseen}"')) == ("x.toml: title: empty; give some text",)


def test_the_longest_texts_are_stated_in_the_schema_and_kept():
    stated = schema()["properties"]
    assert stated["title"]["maxLength"] == LONGEST_TITLE == 120
    assert stated["description"]["maxLength"] == LONGEST_NOTE == 2000
    for longest, key in ((LONGEST_TITLE, "title"), (LONGEST_NOTE, "description")):
        line = {"title": 'title = "T"', "description": 'description = "D"'}[key]
        assert getattr(parse_scenario(changed(line, f'{key} = "{"x" * longest}"'), name="x"), key) == "x" * longest
        told = f"x.toml: {key}: is {longest + 1:,} characters long; give at most {longest:,}"
        assert faults(changed(line, f'{key} = "{"x" * (longest + 1)}"')) == (told,)


def test_a_description_may_have_lines_and_a_title_not():
    assert parse_scenario(changed('"D"', '"""a\n\tb"""'), name="x").description == "a\n\tb"
    (told,) = faults(changed('"T"', '"""a\nb"""'))
    assert told == r"x.toml: title: holds the character '\n' (an end of line); take it out"


def test_names_are_short_and_act_on_nothing():
    long = "f" * (LONGEST_NAME + 1)
    (told,) = faults(WHOLE.replace("funds.f", f"funds.{long}"))
    assert told.endswith("is 61 characters long; the name of a fund has at most 60")
    names = {"a\x1b[2J": r"holds the character '\x1b'", "a\nb": r"holds the character '\n'", long: "is 61"}
    for name, why in names.items():
        with pytest.raises(BadInput, match="the name of the file") as told:
            parse_scenario(HEAD, name=name)
        assert why in told.value.faults[0]
        assert told.value.faults[0].endswith("; rename it")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("title = “T”", 'line 1: “ is a curly quote, as Word writes it; write "'),
        ('title = "T”', 'line 1: ” is a curly quote, as Word writes it; write "'),
        ("title = ‘T’", "line 1: ‘ is a curly quote, as Word writes it; write '"),
        ("title = 'T’", "line 1: ’ is a curly quote, as Word writes it; write '"),
        ('“title” = "T"', 'line 1: “ is a curly quote, as Word writes it; write "'),
        ('title\u00a0= "T"', "line 1: holds a space that does not break, as Word writes it"),
        ('title = "T"\nx = –1', "line 2: – is a long dash, as Word writes it; write -"),
        ('title = "T"\nx = ["a”, "b"]', 'line 2: ” is a curly quote, as Word writes it; write "'),
        ('title = "T" \u200b', r"line 1: holds the character '\u200b' (zero width space, which is not seen)"),
    ],
)
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_what_word_writes_is_named(line, told, end):
    (fault,) = faults(line + end)
    assert fault.startswith(f"x.toml: {told}")


def test_curly_quotes_within_a_text_are_text():
    assert parse_scenario(changed('"T"', '"The “best” plan’s"'), name="x").title == "The “best” plan’s"
    assert "Word" not in faults('title = "The ‘best’ plan')[0]


def test_a_file_of_ones_own_never_passes_for_a_bundled_scenario(tmp_path):
    for name in ("baseline", "announced_2021"):
        path = tmp_path / f"{name}.toml"
        path.write_text(HEAD, encoding="utf-8")
        with pytest.raises(BadInput) as told:
            read_scenario(path)
        assert told.value.faults == (
            f"{path}: differs from the bundled scenario {name!r}, and results go by the name of the file; "
            f"rename it, as my_{name}.toml",
        )


def test_a_copy_of_a_bundled_file_passes_whatever_its_notes_and_ends_of_line(tmp_path):
    from fourcapitals.scenario.files import load_scenario

    path = tmp_path / "per_head.toml"
    path.write_bytes(("# a note\r\n" + load_scenario("per_head").text.replace("\n", "\r\n")).encode("utf-8-sig"))
    assert read_scenario(path).title == load_scenario("per_head").title
