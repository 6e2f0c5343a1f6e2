"""The controls of one strategy as HTML: where it starts, its title, and of each fund uses, years, rule and places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from math import fsum
from typing import Any

from fourcapitals.errors import BadInput
from fourcapitals.formatting import readable_money
from fourcapitals.report.live_page.differences import RULES_OFFERED, fund_titles, real_money, rule_in_words
from fourcapitals.report.live_page.edits import SLOPES, Asked, asked_of, start_of
from fourcapitals.report.live_page.exploration import OTHER, OWN, Exploration
from fourcapitals.scenario.families import FAMILIES
from fourcapitals.scenario.files import Fund, Scenario
from fourcapitals.text import shortened
from fourcapitals.vocabulary import END_YEAR, FIRST_YEAR, USES

BOUND_USES = frozenset({"household_income"})


def form_of(exploration: Exploration, stated: Any) -> dict[str, Any]:
    """Give the controls of a strategy.

    Parameters
    ----------
    exploration : Exploration
    stated : mapping
        ``which`` (one or other) and ``asked``.

    Returns
    -------
    dict
        ``html``; ``faults`` of edits that could not be made, with the controls as they were before them.

    Raises
    ------
    BadInput
        When there is nothing to start from.
    """
    if not isinstance(stated, dict) or stated.get("which") not in ("one", "other"):
        raise BadInput("which: one or other expected")
    which, asked = stated["which"], asked_of(stated.get("asked"))
    name = OWN if which == "one" else OTHER
    faults: tuple[str, ...] = ()
    start = start_of(asked, exploration.at_hand, name=name)
    try:
        made = exploration.scenario(asked, name=name)
    except BadInput as error:
        made, faults = start, tuple(error.faults)
    title = asked.title if asked.title is not None else start.title
    parts = [
        _choice(exploration, asked, which),
        f'<label>Title <input data-key="title" maxlength="120" value="{escape(title)}"></label>'
        f'<p class="fault" data-path="title" role="alert"></p>',
        f'<p class="note">{escape(" ".join(made.description.split()))}</p>',
        *(_fund(exploration, made, fund, which) for fund in made.funds),
        *_levers(made),
    ]
    return {"html": "".join(parts), "faults": list(faults), "title": made.title}


def _choice(exploration: Exploration, asked: Asked, which: str) -> str:
    """The strategies to start from, in their families."""
    left = dict(exploration.at_hand)
    groups = []
    for family, names in FAMILIES.items():
        own = [left.pop(name) for name in names if name in left]
        if own:
            groups.append((family, own))
    if left:
        groups.insert(0, ("Of the store", list(left.values())))
    chosen = "" if asked.text is not None else asked.start
    options = "".join(
        f'<optgroup label="{escape(family)}">'
        + "".join(
            f'<option value="{escape(each.name)}"{" selected" if each.name == chosen else ""}>'
            f"{escape(each.title)}</option>"
            for each in own
        )
        + "</optgroup>"
        for family, own in groups
    )
    brought = '<option value="" selected>From your file</option>' if asked.text is not None else ""
    return (
        f'<label>Strategy to start from <select data-key="start">{brought}{options}</select></label>'
        f'<label class="file">Bring a file (.toml) <input type="file" accept=".toml" data-key="file" '
        f'id="file-{which}"></label><p class="fault" data-path="" role="alert"></p>'
    )


def _fund(exploration: Exploration, made: Scenario, name: str, which: str) -> str:
    fund = made.funds[name]
    money = real_money(fund, exploration.live.job.table.deflator)
    total = fsum(money.values())
    path = f"funds.{name}"
    from_file = fund.allocation.rule == "from_file"
    new = fsum(fund.new_money(exploration.live.job.table.deflator).values())
    body = [f'<p class="note">{escape(_words(fund, total - new))}</p>']
    if from_file:
        body.append("<p>Its money comes from a file beside the scenario: change it there.</p>")
    else:
        body += [_uses(fund, total, path, f"{which}-{name}"), _years(money, path), _rule(fund, path)]
    legend = f"<legend>{escape(fund_titles(made)[name])}</legend>"
    return f'<fieldset class="fund" data-fund="{escape(name)}">{legend}{"".join(body)}</fieldset>'


def _words(fund: Fund, replaced: float) -> str:
    """Say what kind of money it is, and how much of it is no new money."""
    of_it = (
        f" {readable_money(replaced)} of it stands in for {fund.replaces.title} and is not new."
        if fund.replaces
        else ""
    )
    return f"{fund.money.capitalize()} money, all years, £ of 2019.{of_it}"


def _uses(fund: Fund, total: float, path: str, ident: str) -> str:
    most = max(total, 100.0) * 1.0
    choices = "".join(f'<option value="{use.name}">{escape(use.label)}</option>' for use in USES)
    rows = "".join(
        f'<tr><th scope="row"><label for="{escape(ident)}-{use.name}">{escape(use.label)}</label></th>'
        f'<td><input type="range" id="{escape(ident)}-{use.name}" data-use="{use.name}" min="0" max="{most!r}" '
        f'step="any" value="{total * fund.uses.get(use.name, 0.0)!r}"></td>'
        f'<td><input type="number" aria-label="{escape(use.label)}, £m" data-amount="{use.name}" min="0" step="any" '
        f'data-exact="{total * fund.uses.get(use.name, 0.0)!r}" '
        f'value="{round(total * fund.uses.get(use.name, 0.0), 3)!r}"></td></tr>'
        for use in USES
        if use.name not in BOUND_USES or fund.uses.get(use.name, 0.0)
    )
    return (
        '<label>More for one use is taken from <select data-key="from"><option value="total">nowhere: the total '
        f'changes</option><option value="others">all others, in proportion</option>{choices}</select></label>'
        f'<table class="uses"><caption>£m of 2019, all years, by use</caption><tbody>{rows}</tbody></table>'
        f'<p>Total: <output>£{total:,.0f}m</output> <span class="moved" role="status"></span></p>'
        f'<p class="fault" data-path="{escape(path)}.uses" role="alert"></p>'
    )


def _years(money: Mapping[int, float], path: str) -> str:
    first, last = (min(money), max(money)) if money else (FIRST_YEAR, END_YEAR)
    even = len({round(each, 6) for each in money.values()}) == 1
    ends = f'min="{FIRST_YEAR}" max="{END_YEAR}" step="1"'
    return (
        f'<div class="row"><label>First year <input type="number" data-key="first" {ends} value="{first}"></label>'
        f'<label>Last year <input type="number" data-key="last" {ends} value="{last}"></label>'
        f'<label class="check"><input type="checkbox" data-key="even"{" checked" if even else ""}> the same each year'
        f'</label></div><p class="fault" data-path="{escape(path)}.gbp_m" role="alert"></p>'
    )


def _rule(fund: Fund, path: str) -> str:
    own = fund.allocation.rule
    offered = (
        dict(RULES_OFFERED)
        if own in RULES_OFFERED
        else {own: f"as its file says: {rule_in_words(own)}", **RULES_OFFERED}
    )
    options = "".join(
        f'<option value="{escape(name)}"{" selected" if name == own else ""}{" data-slope" if name in SLOPES else ""}>'
        f"{escape(words)}</option>"
        for name, words in offered.items()
    )
    slope = getattr(fund.allocation, "slope", None)
    areas = fund.allocation.areas or ()
    return (
        f'<label>Who gets it <select data-key="rule">{options}</select></label>'
        f'<label class="slope">How steeply it follows need <input type="number" data-key="slope" '
        f'step="0.05" value="{0.25 if slope is None else slope!r}"></label>'
        "<label>Only in these places, one a line (areas, regions, combined authorities; everywhere if empty) "
        f'<textarea data-key="areas" rows="2">{escape(chr(10).join(areas))}</textarea></label>'
        f'<p class="fault" data-path="{escape(path)}.allocation" role="alert"></p>'
    )


def _levers(made: Scenario) -> Iterator[str]:
    beside = [lever.title for lever in made.levers.values()]
    beside += ["The NHS beside care"] if made.nhs_anchor is not None else []
    beside += ["Actors that choose"] if made.behaviour is not None else []
    if beside:
        yield f'<p class="note">Kept as the file states: {escape(shortened("; ".join(beside)))}.</p>'
