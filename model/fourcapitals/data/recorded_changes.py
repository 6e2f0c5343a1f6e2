"""Parameters that a user has changed, as they are written down with results, and in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.parameter_rows import LABELS, Parameter
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.formatting import written_in_full

Changes = dict[str, dict[str, Any]]
"""``parameters`` and ``causal_shares``: by name, the parts of a row that are not the package's."""


@checked
def changes_of(table: ParameterTable | None) -> Changes:
    """Write down what of a table is not the package's; empty for the package's.

    `changed_parameters.table_of` reads it back to the bit.

    Parameters
    ----------
    table : ParameterTable or None

    Examples
    --------
    >>> from fourcapitals.data.changed_parameters import changed_table
    >>> changes_of(load_parameters()), list(changes_of(changed_table(["job_displacement=0.3"]))["parameters"])
    ({}, ['job_displacement'])
    """
    if table is None:
        return {}
    usual = load_parameters()
    changed = {
        "parameters": _differing(table.parameters, usual.parameters),
        "causal_shares": _differing(table.causal_shares, usual.causal_shares),
    }
    return {kind: rows for kind, rows in changed.items() if rows}


def _differing(rows: Mapping[Any, Any], usual: Mapping[Any, Any]) -> dict[str, Any]:
    """Rows that are others, with their parts that are."""
    found = {}
    for name, row in rows.items():
        if row != usual[name]:
            ours, theirs = row.model_dump(mode="json"), usual[name].model_dump(mode="json")
            found[str(name)] = {part: value for part, value in ours.items() if value != theirs[part]}
    return found


@checked
def change_lines(changes: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Say in words which parameters are not the package's, a line each.

    Parameters
    ----------
    changes : mapping
        As `changes_of` gives them.

    Examples
    --------
    >>> from fourcapitals.data.changed_parameters import changed_table
    >>> change_lines(changes_of(changed_table(["job_displacement=0.3"])))
    ['Changed parameter: job_displacement = 0.3, in all draws (instead of 0.33)']
    """
    usual, lines = load_parameters(), []
    for name, parts in changes.get("parameters", {}).items():
        row = usual[name]
        priors, unit = _priors_of(parts, row), row.unit
        others = np.atleast_1d(row.value).tolist()
        labels = LABELS[row.labels] if row.labels else ("",)
        for element, value in enumerate(np.atleast_1d(np.asarray(parts.get("value", row.value))).tolist()):
            if value == others[element] and priors[element] == row.priors[element].model_dump(mode="json"):
                continue
            draws = ", in all draws" if priors[element]["kind"] == "fixed" else "; draws come from another prior"
            label = f"[{labels[element]}]" if labels[element] else ""
            said, other = written_in_full(value, unit), written_in_full(others[element], unit)
            lines.append(f"Changed parameter: {name}{label} = {said}{draws} (instead of {other})")
        if not set(parts) & {"value", "prior", "posterior"}:
            lines.append(f"Changed parameter: {name}: another {', '.join(parts)}")
    lines += _without_history(changes.get("parameters", {}))
    for name, parts in changes.get("causal_shares", {}).items():
        lines.append(f"Changed causal share of class {name}: {', '.join(parts)}")
    return lines


def _without_history(changed: Mapping[str, Any]) -> list[str]:
    """Say which groups of parameters are drawn from their priors, though history has a say in them."""
    usual = load_parameters().parameters
    freed = {name for name, parts in changed.items() if "posterior" in parts}
    groups = {usual[name].posterior for name in freed}
    known = [name for name, row in usual.items() if row.posterior]
    if freed == set(known):
        return ["Draws come from the priors alone: what history says of them is left out"]
    rest = [name for name in known if usual[name].posterior in groups and name not in freed]
    return (
        [f"Drawn from their priors, since one that history ties them to is changed: {', '.join(rest)}"] if rest else []
    )


def _priors_of(parts: Mapping[str, Any], row: Parameter) -> list[Any]:
    """The prior of each element, as it is written down."""
    prior = parts.get("prior")
    if prior is None:
        return [each.model_dump(mode="json") for each in row.priors]
    return prior if isinstance(prior, list) else [prior] * len(row.priors)
