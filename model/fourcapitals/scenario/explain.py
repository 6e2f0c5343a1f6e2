"""The faults of a scenario file in plain words, each with its place, in the order of the file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from fourcapitals.errors import shown, unknown
from fourcapitals.text import UNSAFE, fault_of

FAULT: Final = "fault"
"""Type of the errors that our own checks raise: their message is the fault's text."""

OWN_RULE: Final = "OwnRule"
"""Stands in the place of a fault for a rule that somebody has registered: its model in the schema."""

NOUNS: Final = {
    "running_costs": "payer of running costs",
    "money": "kind of money",
    "financing": "way of financing",
    "after_end": "way to end",
    "awards": "published awards",
    "left_over": "way with what is left over",
}

DEEPEST: Final = 20
"""Levels of tables, lists and dotted keys beyond which a text is not read; no sound file has half as many."""

_TOKENS: Final = re.compile(
    r"""\"\"\"(?:\\.|[^\\])*?\"\"\"|'''.*?'''|"(?:\\.|[^"\\\n])*+"|'[^'\n]*+'|\#[^\n]*+|[\[\]{}.,=\n]""",
    re.DOTALL,
)
"""Of TOML: texts and comments, which are passed over, and the signs that open, close, join and part."""

Node = Mapping[str, Any]
Ranks = dict[int, dict[int | str, int]]


def explain(error: ValidationError, *, raw: Mapping[str, Any], schema: Mapping[str, Any], file: str) -> tuple[str, ...]:
    """Turn what pydantic found into lines that say where, what and what to do.

    Parameters
    ----------
    error : ValidationError
    raw : mapping
        The file as read; its order is the order of the lines.
    schema : mapping
        JSON Schema of the file: its keys, choices and descriptions fill the lines.
    file : str
        The file's name as the user gave it.
    """
    faults = [fault for fault in error.errors(include_url=False) if not _counts_only_the_sound(fault)]
    ranks: Ranks = {}
    faults.sort(key=lambda fault: _position(fault["loc"], raw, ranks))
    return tuple(": ".join((file, *_line(fault, schema))) for fault in faults)


def explain_syntax(message: str, *, text: str) -> str:
    """Say in which line a text stops being TOML, and why.

    Examples
    --------
    >>> explain_syntax("Cannot overwrite a value (at line 2, column 6)", text="a = 1")
    'line 2: this key is given twice; keep one of them'
    """
    if "integer string conversion" in message:
        return "an integer of thousands of digits; amounts are in £ million"
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", message, re.DOTALL)
    if not found:
        return f"not TOML: {message.lower()}"
    what, line = found[1], found[2] or max(1, len(text.splitlines()))
    if what.startswith(("Cannot overwrite", "Duplicate inline table key")):
        return f"line {line}: this key is given twice; keep one of them"
    if twice := re.fullmatch(r"Cannot declare \((.*?),?\) twice", what):
        table = twice[1].replace("'", "").replace(", ", ".")
        return f"line {line}: the table [{table}] is given twice; join the two"
    if typed := _typed_by_word(text.replace("\r\n", "\n").split("\n"), message):
        return f"line {line}: {typed}"
    what = " ".join(what.split())
    return f"line {line}: not TOML: {what[:1].lower()}{what[1:]}"


def first_too_deep(text: str) -> int | None:
    r"""Find the first line of a text of TOML in which keys or lists stand too deep inside each other to be read safely.

    Parameters
    ----------
    text : str
        Need not be sound.

    Returns
    -------
    int or None
        The line, from 1; None where nothing is too deep.

    Examples
    --------
    >>> first_too_deep("a = 1\nb = " + "[" * 50), first_too_deep("a = '" + "[" * 50 + "'")
    (2, None)
    >>> first_too_deep("a" + ".a" * 50 + " = 1")
    1
    """
    level = dots = 0
    for found in _TOKENS.finditer(text):
        sign = found[0]
        if sign == ".":
            dots += 1
        elif sign in "[{":
            level += 1
        elif sign in "]}":
            level = max(0, level - 1)
        if sign in "[]{},=\n":
            dots = 0
        if level + dots >= DEEPEST:
            return text.count("\n", 0, found.start()) + 1
    return None


WORD: Final = {
    **dict.fromkeys("“”„‟″＂«»", '"'),
    **dict.fromkeys("‘’‚‛′＇", "'"),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f", " "),
}
"""What word processors write, and what a file needs in its place."""
CALLED: Final = {'"': "a curly quote", "'": "a curly quote", "-": "a long dash", " ": "a space that does not break"}


def _typed_by_word(lines: Sequence[str], message: str) -> str:
    """Say which character of a line that is no TOML a word processor has put there; empty when there is none."""
    place = re.search(r"at line (\d+), column (\d+)\)$", message)
    line = lines[int(place[1]) - 1] if place else next((each for each in lines[::-1] if each.strip()), "")
    at = line[int(place[2]) - 1 : int(place[2])] if place else ""
    # A value that a curly quote opens stops at once; one that it was to close runs on to the end of the line.
    opened = next((quote for quote in "\"'" if line.count(quote) % 2), "")
    found = at if at in WORD else next((each for each in line[::-1] if opened and WORD.get(each) == opened), "")
    if not found:
        return fault_of(f"-{at}", longest=2) or "" if UNSAFE.match(at) else ""
    needed = WORD[found]
    if needed == " ":
        return f"holds {CALLED[needed]}, as Word writes it, where TOML takes a plain one; write a plain space"
    return f"{found} is {CALLED[needed]}, as Word writes it; write {needed}"


def explain_integers(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Find the integers of more than 64 bits, which TOML does not have and not every reader survives.

    Examples
    --------
    >>> explain_integers({"funds": {"f": 2**64}})
    ('funds.f: an integer of more than 64 bits, which TOML does not have',)
    """
    found: list[str] = []
    waiting: list[tuple[tuple[int | str, ...], Any]] = [((), raw)]
    while waiting:
        keys, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*keys, key), inner) for key, inner in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [((*keys, item), inner) for item, inner in reversed(list(enumerate(value)))]
        elif isinstance(value, int) and not -(2**63) <= value < 2**63:
            found.append(": ".join((*_place(keys), "an integer of more than 64 bits, which TOML does not have")))
    return tuple(found)


def _counts_only_the_sound(fault: ErrorDetails) -> bool:
    """Spot pydantic's complaint that a list is short because some of its entries are faulty themselves."""
    return fault["type"] == "too_short" and len(fault["input"]) >= fault["ctx"]["min_length"]


def _position(loc: Sequence[int | str], raw: Any, ranks: Ranks) -> tuple[int, ...]:
    """Order a place as in the file; a key that is missing stands at the end of its table.

    The ranks of the keys of a table are found once, since a bad file may have very many.
    """
    position = []
    for part in loc:
        if isinstance(raw, dict):
            if part in raw:
                if id(raw) not in ranks:
                    ranks[id(raw)] = {key: rank for rank, key in enumerate(raw)}
                position.append(ranks[id(raw)][part])
                raw = raw[part]
            elif part == loc[-1] and part != "[key]":
                position.append(len(raw))
        elif isinstance(raw, list) and isinstance(part, int):
            position.append(part)
            raw = raw[part] if part < len(raw) else None
    return tuple(position)


def _line(fault: ErrorDetails, schema: Node) -> tuple[str, ...]:
    loc, kind = fault["loc"], fault["type"]
    if kind in ("extra_forbidden", "missing"):
        keys, node = _walk(loc[:-1], schema)
        key = str(loc[-1])
        properties = node.get("properties", {})
        if kind == "extra_forbidden":
            return *_place(keys), unknown("key", key, properties)
        return *_place(keys), f"the key {key!r} is missing; it states {_description(properties[key])}"
    if loc and loc[-1] == "[key]":
        loc = loc[:-2]
    keys, node = _walk(loc, schema)
    return *_place(keys), _what(fault, keys, node)


def _what(fault: ErrorDetails, keys: Sequence[int | str], node: Node) -> str:  # noqa: PLR0911
    kind, given, context = fault["type"], fault["input"], fault.get("ctx", {})
    if kind == FAULT:
        return fault["msg"]
    if kind == "literal_error":
        name = next(str(key) for key in reversed(keys) if isinstance(key, str))
        return _unknown(NOUNS.get(name, name), given, tuple(node.get("enum", ())))
    if kind == "string_pattern_mismatch":
        return f"expected {_description(node)}, got {shown(given)}"
    if kind in EXPECTED:
        advice = "; write it without quotes" if kind == "float_type" and _is_number(given) else ""
        return f"expected {EXPECTED[kind]}, got {shown(given)}{advice}"
    if kind == "too_short":
        return (
            f"empty; give {_description(node)}"
            if not given
            else f"expected {context['min_length']} entries, got {len(given)}"
        )
    if kind == "too_long":
        number = context["max_length"]
        return f"expected {'' if number == node.get('minItems') else 'at most '}{number} entries, got {len(given)}"
    if kind == "greater_than_equal":
        advice = next((UNITS[key] for key in ("change", "relative_change") if key in keys), "")
        return f"must not be below {context['ge']:g}, got {shown(given)}{advice}"
    if kind == "greater_than":
        return f"must be above {context['gt']:g}, got {shown(given)}"
    if kind == "less_than_equal":
        advice = next((told for key, told in UNITS.items() if any(key in str(one) for one in keys)), "")
        return f"must not be above {context['le']:,.10g}, got {shown(given)}{advice}"
    return f"expected {_description(node) or 'something else'}, got {shown(given)}"


UNITS: Final = {
    "gbp_m": "; amounts are in £ million",
    "relative_change": "; a fall by a tenth is -0.1",
    "change": "; a percentage point is 0.01",
}

EXPECTED: Final = {
    "string_type": "text in quotes",
    "float_type": "a number",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "finite_number": "a finite number",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "tuple_type": "a list",
}


def _unknown(what: str, given: Any, choices: tuple[str, ...]) -> str:
    if isinstance(given, str):
        return unknown(what, given, choices)
    return f"no {what} {shown(given)}; choose from {', '.join(sorted(choices))}"


def _is_number(given: Any) -> bool:
    return isinstance(given, str) and re.fullmatch(r"\s*[-+]?\d[\d_.]*\s*", given) is not None


def _description(node: Node) -> str:
    text = str(node.get("description", "")).split(". ")[0].removesuffix(".")
    return text[:1].lower() + text[1:]


def _place(keys: Sequence[int | str]) -> tuple[str, ...]:
    path = ".".join(key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else shown(key) for key in keys if isinstance(key, str))
    items = (f"item {key + 1}" for key in keys if isinstance(key, int))
    return (*((path,) if path else ()), *items)


def _walk(loc: Sequence[int | str], schema: Node) -> tuple[list[int | str], Node]:
    """Follow a place through the schema: the keys as the file has them, and what the schema says there."""
    keys: list[int | str] = []
    node = schema
    for part in loc:
        if "discriminator" in node:  # pydantic names the chosen rule in the place; the file does not
            rules = node["discriminator"]["mapping"]
            node = _resolve({"$ref": rules.get(part, f"#/$defs/{OWN_RULE}")}, schema)
            continue
        keys.append(part)
        if isinstance(part, int):
            inner = node.get("items") or node.get("prefixItems", [{}] * (part + 1))[part]
        else:
            inner = node.get("properties", {}).get(part) or node.get("additionalProperties") or {}
        node = _resolve(inner, schema)
    return keys, node


def _resolve(node: Node, schema: Node) -> Node:
    if "anyOf" in node:
        chosen = next(option for option in node["anyOf"] if option.get("type") != "null")
        node = {**chosen, **{key: node[key] for key in node if key != "anyOf"}}
    if "$ref" in node:
        node = {
            **schema["$defs"][node["$ref"].rsplit("/", 1)[1]],
            **{k: v for k, v in node.items() if k != "$ref"},
        }
    return node
