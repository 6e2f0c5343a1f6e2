"""What the priors say of each use of money, before any strategy is compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.formatting import decapitalised, plain, share_of_draws
from fourcapitals.plots.parts import amounts, asking, wording
from fourcapitals.plots.parts.caption import Caption, in_sentences
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.dot_axes import Field, limits_of, said_of_axis, signed_log_field
from fourcapitals.plots.parts.page import MARGIN, SIZE, frame, minus, open_page
from fourcapitals.plots.parts.rows import Row, draw_rows, measured, rows_in_words
from fourcapitals.plots.parts.spreads import Spread
from fourcapitals.results.difference_units import Scale, scale_of
from fourcapitals.results.evidence_shares import RESTS
from fourcapitals.results.whole_life import BY_END, IN_WORDS, OF_LIFE, OVER, immature_line, order_lines
from fourcapitals.vocabulary import APPRAISAL_START, END_YEAR, NOTHING

NEEDED: Final = ("use", "label", "capital", "letters", "outcome", "outcome_label", "unit", "pounds_per_head", "central")
PERSON_YEARS: Final = "healthy person-years"
SPANS: Final = 30.0
"""Largest over smallest middle from which an even axis would hide most uses."""
NEAR: Final = 0.9
"""Of the largest central value, from which a use is named beside it."""
LEVEL: Final = 0.8
"""Of the largest median, from which a use is named beside it: draws spread far wider."""
WHOLE_LIFE: Final = 2.4
"""Inches more for the sums over the whole life."""
HEALTH, OUTPUT = range(2)
"""Places of the letters of a use that say how strong the evidence for its effects is."""


@checked
def priors(table: pd.DataFrame, *, measure: str = "hle_years") -> Chart:
    """Draw what the same money on one use at a time does under the priors, the use that gives most first.

    Parameters
    ----------
    table : DataFrame
        That `priors.priors` gave. With draws points are medians and bars hold 90% of draws; without, points are
        the central values.
    measure : str
        One of the table's outcomes: "hle_years", "healthy_person_years", "healthy_person_years_per_gbp_m" or
        "gva_percent".

    Returns
    -------
    Chart
        With data ``use, label, capital, letters, central, median, low_90, high_90, share_zero, unit``, and healthy
        person-years for each £1m to 2035 and over the whole life, discounted and not. Where effects span orders of
        magnitude the axis is logarithmic on both sides of zero, and says so.

    Raises
    ------
    UnknownName
        When the table has no such measure.
    BadInput
        When it is no table of priors.
    """
    rows = _rows_of(table, measure)
    first, drawn = rows.iloc[0], "median" in rows and int(rows["draws"].iloc[0]) > 0
    middle = "median" if drawn else "central"
    rows = _with_whole_life(rows, table, middle).sort_values(middle, ascending=False, kind="stable")
    scale = _scale(measure, str(first["unit"]), rows[middle].tolist())
    spreads = [_spread(row, scale, drawn=drawn) for _, row in rows.iterrows()]
    lines = [
        Row(str(row["label"]), (spread,), _columns(row, spread, drawn=drawn), hollow=_is_judged(row, measure))
        for (_, row), spread in zip(rows.iterrows(), spreads, strict=True)
    ]
    field = _field(f"Effect, {scale.unit}", spreads)
    heads = [
        _head("Median" if drawn else "Central", scale.unit),
        *(("90% of draws", "At zero") if drawn else ()),
        *(("Healthy person-years, whole life per £1m", "… discounted per £1m") if OF_LIFE[0] in rows else ()),
        "Evidence",
    ]
    subtitle = (
        f"{first['outcome_label']}: £{first['pounds_per_head']:g} per head per year on one use alone, "
        f"{APPRAISAL_START} to {END_YEAR}, 2019 prices, {scale.unit}"
    )
    caption = Caption(
        title=_title(rows, spreads, scale, drawn=drawn),
        subtitle=[subtitle],
        notes=_notes(rows, measure, field, scale, drawn=drawn),
        kind="Dot chart",
        described=[f"From the largest to the smallest: {rows_in_words(heads, lines)}."],
    )
    wide, high = SIZE
    with open_page((wide + WHOLE_LIFE * (OF_LIFE[0] in rows), high)) as page:
        grid = measured(page, lines, [field], heads, page.extent[0] - 2 * MARGIN, widest_name=3.0)
        top, _ = frame(page, caption, room=grid.room + 0.3)
        draw_rows(page, grid, lines, [field], MARGIN, top - 0.2)
    command = asking.saved_in_python("priors", "table", _opened(rows, drawn=drawn), measure=measure)
    return page.chart.carrying(caption, data=_data(rows, scale, drawn=drawn), command=command)


def _rows_of(table: pd.DataFrame, measure: str) -> pd.DataFrame:
    missing = [name for name in NEEDED if name not in table]
    if missing:
        raise BadInput(f"a table of evidence.priors expected; this one lacks {', '.join(missing)}")
    rows = table[table["outcome"] == measure]
    if rows.empty:
        raise UnknownName(unknown("measure", measure, [str(name) for name in table["outcome"].unique()]))
    return rows


def _with_whole_life(rows: pd.DataFrame, table: pd.DataFrame, middle: str) -> pd.DataFrame:
    """Add what £1m on each use brings by 2035 and over the whole life, where the table says it."""
    per = {column: table[table["outcome"] == f"{column}_per_gbp_m"] for column in (BY_END, *OF_LIFE)}
    if any(each.empty for each in per.values()):
        return rows
    found = rows.assign(**{column: rows["use"].map(each.set_index("use")[middle]) for column, each in per.items()})
    found.attrs = rows.attrs
    return found


def _over_the_whole_life(rows: pd.DataFrame) -> str:
    """Say what the columns of the whole life are, of which uses much is yet to come, and where the order is another."""
    if OF_LIFE[0] not in rows:
        return ""
    by_label = rows.set_index("label")
    ended, *wholes = (
        {str(name): float(value) for name, value in by_label[each].items()} for each in (BY_END, *OF_LIFE)
    )
    both = {name: (value, wholes[0][name]) for name, value in ended.items()}
    orders = order_lines(ended, *zip(OVER, wholes, strict=True), end=END_YEAR)
    return in_sentences([IN_WORDS, *immature_line(both, end=END_YEAR), *orders])


def _scale(measure: str, unit: str, effects: Sequence[float]) -> Scale:
    if measure.startswith("healthy_person_years"):
        return Scale(1.0, PERSON_YEARS + (" for each £1m" if measure.endswith("gbp_m") else ""))
    return scale_of(unit, *effects)


def _head(what: str, unit: str) -> str:
    if not unit.startswith(PERSON_YEARS):
        return f"{what}, {unit}"
    return f"{what} per £1m" if unit != PERSON_YEARS else f"{what}, years"


def _spread(row: pd.Series[Any], scale: Scale, *, drawn: bool) -> Spread:
    if not drawn:
        return Spread(float(row["central"]) * scale.factor)
    low, high = (float(row[end]) * scale.factor for end in ("low", "high"))
    return Spread(float(row["median"]) * scale.factor, band=(low, high))


def _field(heading: str, spreads: Sequence[Spread]) -> Field:
    sizes = [abs(spread.middle) for spread in spreads if abs(spread.middle) >= NOTHING]
    if sizes and max(sizes) > SPANS * min(sizes):
        return signed_log_field(f"{heading} (log scale)", spreads)
    return Field(heading, limits_of(spreads))


def _columns(row: pd.Series[Any], spread: Spread, *, drawn: bool) -> tuple[str, ...]:
    middle = minus(amounts.end_of_band(spread.middle))
    said = (
        (middle, amounts.interval(*spread.ends, ""), share_of_draws(float(row["share_zero"]))) if drawn else (middle,)
    )
    whole = [minus(plain(float(row[column]))) for column in OF_LIFE if column in row]
    return (*said, *whole, str(row["letters"]))


def _title(rows: pd.DataFrame, spreads: Sequence[Spread], scale: Scale, *, drawn: bool) -> str:
    middles = [spread.middle for spread in spreads]
    near = LEVEL if drawn else NEAR
    # The order of medians as near as this is that of the draws at hand.
    first = [str(label) for label, each in zip(rows["label"], middles, strict=True) if each >= near * middles[0]]
    where = " and ".join(map(wording.use_within, first)) if len(first) <= 2 else f"{len(first)} uses"
    of = ("medians of " if len(first) > 1 else "a median of ") if drawn else ""
    among = "central values" if len(first) > 1 else "central value"
    if drawn:
        among = f"90% of draws: {amounts.interval(*spreads[0].ends, '')}" if len(first) == 1 else ""
    size = " to ".join(dict.fromkeys(amounts.end_of_band(middles[at]) for at in (len(first) - 1, 0)))
    outcome = decapitalised(str(rows["outcome_label"].iloc[0]))
    said = f"By the priors, money does most for {outcome}, on {where}: {of}{minus(amounts.with_unit(size, scale.unit))}"
    return f"{said} ({among})" if among else said


def _is_judged(row: pd.Series[Any], measure: str) -> bool:
    """Whether no study of the effect that is drawn was found."""
    return str(row["letters"]).split()[OUTPUT if measure == "gva_percent" else HEALTH].startswith("D")


def _notes(rows: pd.DataFrame, measure: str, field: Field, scale: Scale, *, drawn: bool) -> list[str]:
    said = "Central values, no draws."
    if drawn:
        said = (
            f"Points are medians; bars hold 90% of draws ({int(rows['draws'].iloc[0]):,} draws of the parameters, "
            "noise off). At zero: share of draws in which the use does nothing at all."
        )
    said = f"{said} {said_of_axis(field, scale.unit)}".strip()
    judged = sum(_is_judged(row, measure) for _, row in rows.iterrows())
    return [
        f"{said} Hollow: no study of this effect was found ({judged} of {len(rows)} uses).",
        *([whole] if (whole := _over_the_whole_life(rows)) else []),
        "Source: priors of parameters.toml, Four Capitals model; no strategy and no place is compared here.",
        *wording.on_inputs(rows.attrs.get("inputs", ())),
        f"{RESTS}. {load_evidence_letters().legend_of_uses}",
    ]


def _data(rows: pd.DataFrame, scale: Scale, *, drawn: bool) -> pd.DataFrame:
    held = {"low": "low_90", "high": "high_90"}
    scaled = ["central", *(["median", "low", "high"] if drawn else [])]
    made = rows[["use", "label", "capital", "letters"]].copy()
    for name in scaled:
        made[held.get(name, name)] = rows[name] * scale.factor
    if drawn:
        made["share_zero"] = rows["share_zero"]
    for name in (BY_END, *OF_LIFE):
        if OF_LIFE[0] in rows:
            made[f"{name}_per_gbp_m"] = rows[name]
    return made.assign(unit=scale.unit).reset_index(drop=True)


def _opened(rows: pd.DataFrame, *, drawn: bool) -> str:
    first = rows.iloc[0]
    draws, seed = (int(first["draws"]), int(first["seed"])) if drawn else (0, 0)
    pounds = float(np.round(first["pounds_per_head"], 6))
    return f"table = fourcapitals.evidence.priors({draws}, {seed}, {pounds:g})"
