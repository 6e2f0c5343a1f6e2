"""What many times the money of a strategy would do, and what is left of its return per £."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from fourcapitals.arguments import checked
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.formatting import one_figure, readable_money
from fourcapitals.plots.parts import amounts, asking, wording
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.end_labels import THREAD, Label, height_of_labels, label_ends
from fourcapitals.plots.parts.lines import largest, looks_of
from fourcapitals.plots.parts.page import INK, MARGIN, NEUTRAL, Page, frame, minus, open_page, style_ticks
from fourcapitals.results.evidence_shares import ASKED, CAUTION, RESTS
from fourcapitals.vocabulary import APPRAISAL_START, END_YEAR, NOTHING

MEASURES: Final[Mapping[str, tuple[str, str]]] = {
    "hle_years": (f"Healthy life expectancy of England, {END_YEAR}", "years"),
    "healthy_person_years": (f"Healthy person-years, {APPRAISAL_START} to {END_YEAR}", "person-years"),
    "gva_percent": (f"GVA per hour worked of England, {END_YEAR}", "%"),
}
"""Label and unit."""
NEEDED: Final = ("scenario", "multiple", "gbp_m_a_year", "returns", "constant_returns", "beyond", "evidence")
CONSTANT: Final = 0.9
"""Return per £, against that of the strategy's own size, down to which returns are called constant."""
HEIGHT: Final = 4.3
"""Inches of the panels."""
KEY: Final = 0.34
"""Inches of the key above the panels."""
HEADING: Final[dict[str, Any]] = {"size": 12.5, "weight": "bold"}
SMALL: Final[dict[str, Any]] = {"size": 11, "linespacing": 1.15}
TICKS: Final = 0.85
"""Inches of the marks of an axis."""
SIGNS: Final = (("constant", "constant returns per £"), ("falling", "returns below 90%"))
BANDS: Final = "Bands hold 80% of draws of the parameters."


@dataclass(frozen=True)
class _Curve:
    """One strategy at all multiples of its money."""

    title: str
    rows: pd.DataFrame
    """Those of which the model can say something."""
    effects: Array
    ends: Array | None
    """(2, multiple): of the middle 80% of draws."""
    beyond: float | None
    """The smallest multiple of which the model can say nothing."""
    why: str
    look: tuple[str, Any, str]

    @property
    def multiples(self) -> Array:
        return self.rows["multiple"].to_numpy(np.float64)

    @property
    def returns(self) -> Array:
        return self.rows["returns"].to_numpy(np.float64)

    @property
    def sizes(self) -> Array:
        """Effects without their sign, as a logarithmic axis takes them; not numbers where there is none."""
        size = np.abs(self.effects)
        return np.where(size >= NOTHING, size, np.nan)

    @property
    def loses(self) -> bool:
        return bool((self.effects < -NOTHING).any())

    def holds(self, sign: str) -> npt.NDArray[np.bool_]:
        """Which points bear a sign."""
        constant = self.rows["constant_returns"].to_numpy(bool)
        return constant if sign == "constant" else ~constant

    def first(self, sign: str) -> float | None:
        """The smallest multiple that bears a sign."""
        found = self.multiples[self.holds(sign)]
        return float(found.min()) if len(found) else None


@checked
def scale(table: pd.DataFrame, *, measure: str = "hle_years", titles: Mapping[str, str] | None = None) -> Chart:
    """Draw what multiples of each strategy's money do, and what is left of the return per £.

    Parameters
    ----------
    table : DataFrame
        That `scale.scale` gave. At most four strategies are drawn, those of the largest effect at their own size;
        strategies without money have no multiples and are left out.
    measure : {"hle_years", "healthy_person_years", "gva_percent"}
    titles : mapping of scenario to title, optional
        Their names by default.

    Returns
    -------
    Chart
        With data ``scenario, title, multiple, gbp_m_a_year, effect, low_80, high_80, unit, returns, constant_returns``,
        as far as the model can say.

    Raises
    ------
    UnknownName
        When there is no such measure.
    BadInput
        When it is no table of scale, or no strategy in it has money or any effect.
    """
    curves, left_out, without = _curves(table, measure, titles or {})
    label, unit = MEASURES[measure]
    multiples = sorted({float(each) for curve in curves for each in curve.multiples})
    subtitle = [
        f"{label}, and healthy person-years per £ against the strategy’s own size, at {multiples[0]:g} to "
        f"{multiples[-1]:g} times its money in every year; {table['values'].iloc[0]}"
    ]
    caption = Caption(
        title=_title(curves),
        subtitle=subtitle,
        notes=_notes(curves, left_out, without),
        kind="Line chart in two panels",
        described=[_in_words(curves, unit)],
    )
    with open_page() as page:
        needed = max(map(height_of_labels, _labels(page, curves, unit))) + 1.3
        top, bottom = frame(page, caption, room=max(HEIGHT, needed) + KEY + 0.2)
        _draw(page, curves, label, unit, bottom, top - 0.15)
    names = list(dict.fromkeys(table["scenario"]))
    asked = [float(each) for each in dict.fromkeys(table["multiple"])]
    drawn = int(table["draws"].iloc[0]) if "draws" in table else 0
    opened = f"table = fourcapitals.appraisal.scale({names!r}, {asked!r}{f', draws={drawn}' if drawn else ''})"
    given = None if titles is None else dict(titles)
    command = asking.saved_in_python("scale", "table", opened, measure=measure, titles=given)
    return page.chart.carrying(caption, data=_data(curves, unit), command=command)


def _curves(table: pd.DataFrame, measure: str, titles: Mapping[str, str]) -> tuple[list[_Curve], list[str], list[str]]:
    """Choose what is drawn; the titles of those left out, and of those without money."""
    if measure not in MEASURES:
        raise UnknownName(unknown("measure", measure, MEASURES))
    missing = [name for name in (*NEEDED, measure, "values") if name not in table]
    if missing:
        raise BadInput(f"a table of appraisal.scale expected; this one lacks {', '.join(missing)}")
    by_name = {str(name): rows.sort_values("multiple") for name, rows in table.groupby("scenario", sort=False)}
    with_money = [name for name, rows in by_name.items() if np.isfinite(rows["returns"][rows["beyond"] == ""]).any()]
    if not with_money:
        raise BadInput("no strategy of this table has money to multiply of which the model can say what it does")
    nearest = {name: int((by_name[name]["multiple"] - 1).abs().to_numpy().argmin()) for name in with_money}
    sizes = {name: float(by_name[name][measure].iloc[nearest[name]]) for name in with_money}
    shown = largest(with_money, sizes)
    looks = looks_of(shown)
    curves = [_curve(titles.get(name, name), by_name[name], measure, looks[name]) for name in shown]
    if not any(np.isfinite(curve.sizes).any() for curve in curves):
        raise BadInput(f"no strategy of this table changes {measure}; choose another measure")
    return (
        curves,
        [titles.get(name, name) for name in with_money if name not in shown],
        [titles.get(name, name) for name in by_name if name not in with_money],
    )


def _curve(title: str, rows: pd.DataFrame, measure: str, look: tuple[str, Any, str]) -> _Curve:
    """Keep of a strategy what the model can say, and where and why it can say no more."""
    past = rows["beyond"] != ""
    said, ends = rows[~past], None
    if f"{measure}_low_80" in rows:
        ends = said[[f"{measure}_low_80", f"{measure}_high_80"]].to_numpy(np.float64).T
    first = rows[past].head(1)
    return _Curve(
        title=title,
        rows=said,
        effects=said[measure].to_numpy(np.float64),
        ends=ends,
        beyond=float(first["multiple"].iloc[0]) if len(first) else None,
        why=str(first["beyond"].iloc[0]) if len(first) else "",
        look=look,
    )


# How it is drawn


def _draw(page: Page, curves: Sequence[_Curve], label: str, unit: str, bottom: float, top: float) -> None:
    """Set effects on logarithmic axes beside returns on an even one."""
    left, right = MARGIN, page.extent[0] - MARGIN
    _draw_key(page, curves, left, top)
    top -= KEY
    ends, returns = _labels(page, curves, unit)
    gutters = [max(page.size(text, **SMALL)[0] for _, text, _ in each) + THREAD + 0.1 for each in (ends, returns)]
    room = (right - left - sum(gutters) - 2 * TICKS - 0.2) / 2
    starts = (left, left + TICKS + room + gutters[0] + 0.2)
    headings = (f"{label}: size of the change, {unit}", "Healthy person-years per £, against its own size")
    below = [
        page.write(heading, start, top, TICKS + room + gutter, **HEADING)
        for heading, start, gutter in zip(headings, starts, gutters, strict=True)
    ]
    floor, ceiling = bottom + 0.65, min(below) - 0.15
    for start, labels, logarithmic in zip(starts, (ends, returns), (True, False), strict=True):
        axes = page.axes(start + TICKS, floor, room, ceiling - floor)
        for curve in curves:
            if logarithmic and curve.ends is not None:
                low, high = np.sort(np.abs(curve.ends), axis=0)
                seen = np.maximum(low, 1e-3 * np.nanmax(high))
                axes.fill_between(curve.multiples, seen, high, color=curve.look[0], alpha=0.15, linewidth=0, zorder=1)
            _draw_curve(axes, curve, curve.sizes if logarithmic else curve.returns)
        _set_axes(axes, curves, page, logarithmic=logarithmic)
        label_ends(axes, page, labels, at_x=max(float(curve.multiples[-1]) for curve in curves))


def _draw_curve(axes: Axes, curve: _Curve, values: Array) -> None:
    colour, dashes, marker = curve.look
    axes.plot(curve.multiples, values, color=colour, linestyle=dashes, linewidth=2.0, zorder=2, clip_on=False)
    for x, y, constant in zip(curve.multiples, values, curve.holds("constant"), strict=True):
        _draw_point(axes, x, y, colour, marker, constant=constant)


def _draw_point(axes: Axes, x: float, y: float, colour: str, marker: str, *, constant: bool) -> None:
    edge: dict[str, Any] = {"markerfacecolor": colour if constant else "white", "markeredgecolor": colour}
    axes.plot(
        x, y, marker=marker, markersize=7.5, zorder=4, markeredgewidth=1.6, linestyle="none", clip_on=False, **edge
    )


def _set_axes(axes: Axes, curves: Sequence[_Curve], page: Page, *, logarithmic: bool) -> None:
    multiples = sorted({float(each) for curve in curves for each in curve.multiples})
    axes.set_xscale("log")
    axes.set_xlim(multiples[0] / 1.08, multiples[-1])
    axes.set_xticks(multiples, [f"{each:g}×" for each in multiples])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("Times the strategy’s own money (log scale)", fontsize=11 * page.scale, color=INK)
    style_ticks(axes, page)
    if logarithmic:
        axes.set_yscale("log")
        sizes = np.concatenate([curve.sizes for curve in curves])
        tops = [np.abs(curve.ends).max(axis=0) for curve in curves if curve.ends is not None]
        sizes = np.concatenate([sizes, *tops])
        sizes = sizes[sizes >= NOTHING]
        low, high = (float(end) for end in (np.nanmin(sizes), np.nanmax(sizes)))
        axes.set_ylim(low / 1.6, high * 1.6)
        powers = range(int(np.floor(np.log10(low / 1.6))), int(np.ceil(np.log10(high * 1.6))) + 1)
        steps = (1.0,) if high > 200 * low else (1.0, 3.0)
        ticks = [step * 10.0**power for power in powers for step in steps]
        ticks = [tick for tick in ticks if low / 1.6 <= tick <= high * 1.6]
        axes.set_yticks(ticks, [f"{tick:,.6f}".rstrip("0").rstrip(".") for tick in ticks])
        axes.yaxis.set_minor_locator(NullLocator())
        return
    returns = np.concatenate([curve.returns for curve in curves])
    low, high = min(0.0, float(np.nanmin(returns))), max(1.0, float(np.nanmax(returns)))
    axes.set_ylim(low, 1.06 * high)
    marks = np.arange(np.ceil(low / 0.25), np.floor(1.06 * high / 0.25) + 1) * 0.25
    if len(marks) > 9:
        marks = marks[:: int(np.ceil(len(marks) / 6))]
    axes.set_yticks(marks, [minus(f"{100 * mark:.0f}%") for mark in marks])
    axes.axhline(CONSTANT, color=NEUTRAL, linewidth=1.2, linestyle=(0, (1, 2)), zorder=1)


def _draw_key(page: Page, curves: Sequence[_Curve], left: float, top: float) -> None:
    """Explain the signs that points bear, those that occur."""
    occur = [(sign, words) for sign, words in SIGNS if any(curve.holds(sign).any() for curve in curves)]
    wide = page.extent[0] - 2 * MARGIN
    axes = page.axes(left, top - KEY, wide, KEY)
    axes.set_xlim(0, wide)
    axes.set_ylim(0, KEY)
    axes.set_axis_off()
    x = 0.12
    for sign, words in occur:
        _draw_point(axes, x, KEY / 2 + 0.02, NEUTRAL, "o", constant=sign != "falling")
        axes.text(x + 0.17, KEY / 2 + 0.02, words, va="center", size=10.5 * page.scale, color=INK)
        x += 0.17 + page.size(words, size=10.5)[0] + 0.4


def _labels(page: Page, curves: Sequence[_Curve], unit: str) -> tuple[list[Label], list[Label]]:
    """Label the ends of the effects, and those of the returns."""
    ends, returns = [], []
    for curve in curves:
        title, colour = page.wrapped(curve.title, 1.75, **SMALL), curve.look[0]
        last, at = float(curve.returns[-1]), "" if curve.beyond is None else f" at {curve.multiples[-1]:g}×"
        ends.append((float(curve.sizes[-1]), f"{title}\n{_number(float(curve.effects[-1]), unit)}{at}", colour))
        returns.append((last, f"{title}\n{_percent(last)}{at}", colour))
    return ends, returns


def _number(value: float, unit: str) -> str:
    if abs(value) < NOTHING:
        return "no difference"
    return amounts.with_unit(minus(one_figure(value)), unit)


def _percent(share: float) -> str:
    return minus(f"{100 * share:.0f}%")


# What is said


def _title(curves: Sequence[_Curve]) -> str:
    gone = [curve.first("falling") for curve in curves]
    first = min((at for at in gone if at is not None), default=None)
    if first is None:
        most = min(float(curve.multiples[-1]) for curve in curves)
        who = f"‘{curves[0].title}’" if len(curves) == 1 else _all(len(curves))
        return f"Up to {most:g} times the money, returns per £ of {who} stay within a tenth"
    falling = [curve for curve, at in zip(curves, gone, strict=True) if at == first]
    who = f"‘{falling[0].title}’"
    if len(falling) > 1:
        some = f"{amounts.NUMBERS[len(falling)]} of {amounts.NUMBERS[len(curves)]} strategies"
        who = _all(len(curves)) if len(falling) == len(curves) else some
    return f"At {first:g} times the money, the return per £ of {who} is down by a tenth or more"


def _all(count: int) -> str:
    return "both strategies" if count == 2 else f"all {amounts.NUMBERS[count]} strategies"


def _notes(curves: Sequence[_Curve], left_out: Sequence[str], without: Sequence[str]) -> list[str]:
    said = [
        "Dotted line: 90% of the return per £ at the strategy’s own size. Levers without money stay as they are at "
        "every multiple."
    ]
    said += [BANDS] if any(curve.ends is not None for curve in curves) else []
    said += [
        f"Beyond what the model can say: {curve.title} from {curve.beyond:g}× ({curve.why})."
        for curve in curves
        if curve.beyond is not None
    ]
    if any(curve.loses for curve in curves):
        said.append("Losses are drawn by their size.")
    if left_out:
        count = len(left_out) + len(curves)
        said.append(f"Drawn are the four of {count} with the largest effects; not drawn: {'; '.join(left_out)}.")
    if without:
        said.append(f"No money to multiply: {'; '.join(without)}.")
    own = "; ".join(f"{curve.title}, {minus(readable_money(_own(curve)))} a year" for curve in curves)
    said.append(f"Own size: {own}.")
    inputs = wording.on_inputs(curves[0].rows.attrs.get("inputs", ())) if curves else []
    source = "Source: Four Capitals model, every nonlinearity kept."
    return [" ".join(said), source, *inputs, *([_evidence(curves)] if curves else [])]


def _evidence(curves: Sequence[_Curve]) -> str:
    """Say what the uncertainty of one strategy rests on, or where that is said of several."""
    line = str(curves[0].rows["evidence"].iloc[0])
    if len(curves) > 1 or line.startswith(ASKED):
        return f"{RESTS}: {line if len(curves) == 1 else f'{ASKED} NAME'}."
    return f"{RESTS}. {line} {CAUTION}"


def _own(curve: _Curve) -> float:
    """£m a year at its own size."""
    return float(curve.rows["gbp_m_a_year"].iloc[0] / curve.multiples[0])


def _data(curves: Sequence[_Curve], unit: str) -> pd.DataFrame:
    kept = ["scenario", "multiple", "gbp_m_a_year", "returns", "constant_returns"]
    parts = []
    for curve in curves:
        made = curve.rows[kept].copy()
        made.insert(1, "title", curve.title)
        bands = {} if curve.ends is None else dict(zip(("low_80", "high_80"), curve.ends, strict=True))
        parts.append(made.assign(effect=curve.effects, **bands, unit=unit))
    return pd.concat(parts, ignore_index=True)


def _in_words(curves: Sequence[_Curve], unit: str) -> str:
    said = "; ".join(
        f"{curve.title}: "
        + ", ".join(
            f"{multiple:g} times {_number(float(effect), unit)}, {_percent(float(returns))} of the return per £"
            for multiple, effect, returns in zip(curve.multiples, curve.effects, curve.returns, strict=True)
        )
        for curve in curves
    )
    return f"{said}."
