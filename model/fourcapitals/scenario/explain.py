"""The faults of a scenario file in plain words, each with its place, in the order of the file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from fourcapitals.errors import shown, unknown
from fourcapitals.input_files import place_of

FAULT: Final = "fault"
"""Type of the errors that our own checks raise: their message is the fault's text."""

OWN_RULE: Final = "OwnRule"
"""Stands in the place of a fault for a rule that somebody has registered: its model in the schema."""

NOUNS: Final = {
    "running_costs": "payer of running costs",
    "money": "kind of money",
    "financing": "way of financing",
    "decided_by": "body",
    "valued_by": "outcome",
    "after_end": "way to end",
    "awards": "published awards",
    "left_over": "way with what is left over",
    "near": "kind of place within which suppliers are near",
}

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
            return *place_of(keys), unknown("key", key, properties)
        return *place_of(keys), f"the key {key!r} is missing; it states {_description(properties[key])}"
    if loc and loc[-1] == "[key]":
        loc = loc[:-2]
    keys, node = _walk(loc, schema)
    return *place_of(keys), _what(fault, keys, node)


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
    "local_share": "; a tenth is 0.1",
    "hired_from_outside_work": "; one in a hundred is 0.01",
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
