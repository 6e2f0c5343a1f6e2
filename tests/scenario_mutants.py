"""Mutants of scenario files: a sound text with a few changes of the kinds that people and accidents make."""

import random
import re

WORDS = (
    *(
        "0",
        "-1",
        "1e308",
        "-1e308",
        "nan",
        "inf",
        "true",
        "[]",
        "{}",
        '""',
        "'x'",
        "2021-03-01",
        "1e9",
        "999999",
        "0.5",
    ),
    *('"per_head"', '"top_n"', '"blend"', '"competitive"', '"Rutland"', '"$x^2$"', '"[red]x[/red]"', '"\\u202Ex"'),
    *(
        '"=1+1"',
        '"' + "x" * 3000 + '"',
        "0x7fffffffffffffff",
        "-0.0",
        '["Rutland", "Rutland"]',
        "{ a = 1 }",
        "'''a\nb'''",
    ),
)


def mutant(text, number):
    """Give one mutant of a text; equal numbers give equal mutants."""
    chance = random.Random(number)
    for _ in range(chance.randint(1, 4)):
        text = chance.choice(KINDS)(text, chance)
    return text


def _lines(text, chance):
    lines = text.split("\n")
    return lines, chance.randrange(len(lines))


def other_value(text, chance):
    lines, at = _lines(text, chance)
    lines[at] = re.sub(r"=.*", lambda _: f"= {chance.choice(WORDS)}", lines[at], count=1)
    return "\n".join(lines)


def other_number(text, chance):
    numbers = list(re.finditer(r"\d+(\.\d+)?", text))
    if not numbers:
        return text
    one = chance.choice(numbers)
    other = f"{chance.choice(('-', ''))}{float(one[0]) * 10.0 ** chance.randint(-9, 9):g}"
    return text[: one.start()] + other + text[one.end() :]


def line_gone(text, chance):
    lines, at = _lines(text, chance)
    del lines[at]
    return "\n".join(lines)


def line_twice(text, chance):
    lines, at = _lines(text, chance)
    lines.insert(chance.randrange(len(lines)), lines[at])
    return "\n".join(lines)


def letter_changed(text, chance):
    at = chance.randrange(max(1, len(text)))
    return text[:at] + chance.choice("\"'[]{}=.,#\\\n\0\x1b\u202e£é–0a ") + text[at + chance.randint(0, 1) :]


def cut(text, chance):
    return text[: chance.randrange(max(1, len(text)))]


def deep(text, chance):
    return text + "\nx" + ".x" * chance.choice((5, 50, 20_000)) + " = 1\n"


def long(text, chance):
    return text + "\n# " + "x" * chance.choice((100, 70_000))


KINDS = (
    *(other_value, other_value, other_value, other_number, other_number),
    *(line_gone, line_twice, letter_changed, cut, deep, long),
)
