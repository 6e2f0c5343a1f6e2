"""Which places gain, how sure that is, and who gets the money."""

from __future__ import annotations

import pandas as pd

from fourcapitals.appraisal.strategy_choice import gainers_and_losers
from fourcapitals.errors import BadInput
from fourcapitals.formatting import share_of_draws
from fourcapitals.plots.charts.inequality import inequality as draw_inequality
from fourcapitals.plots.charts.money import money_against_need
from fourcapitals.plots.maps.map_of import map_of
from fourcapitals.plots.parts.page import bare
from fourcapitals.report.document import Block, Paragraph, Picture, Section, Table
from fourcapitals.report.subject import Subject
from fourcapitals.report.wording import BETTER, change, drawn, quoted
from fourcapitals.results.comparison import paired
from fourcapitals.vocabulary import END_YEAR, NOTHING, POUND

ENDS = 10
"""Areas that are shown at either end."""
SURE = 0.9
"""Share of draws from which a place counts as gaining, or as losing."""


def places(subject: Subject) -> Section:
    """Say which places gain."""
    if not subject.others or not subject.order:
        return Section("places", "Places", (Paragraph("Nothing is compared, so that no place gains.", "absent"),))
    lead = subject.lead
    blocks: list[Block] = [
        Paragraph(
            f"Maps and areas are of {quoted(subject.title(lead))}, which leads the ranking; the table by region has "
            "all. The page of one place: fourcapitals report "
            f"{subject.source} --area Hartlepool --out hartlepool.html",
        )
    ]
    with bare():
        blocks.append(
            Picture(
                "places_map",
                map_of(subject.results, scenario=lead, show="difference", reference=subject.reference),
            )
        )
        found = paired(subject.results, "hle", reference=subject.reference, by="area")
        blocks += [_areas(subject, found), _regions(subject, found)]
        if abs(subject.money[lead]) >= POUND:
            blocks.append(Picture("places_money", money_against_need(subject.results, scenario=lead)))
    return Section("places", "Places", (*blocks, *_inequality(subject)))


def _areas(subject: Subject, found: pd.DataFrame) -> Table:
    """The areas that gain most and least from the strategy that leads."""
    own = found[found["scenario"] == subject.lead].sort_values("difference", ascending=False, kind="stable")
    rows = own.to_dict("records")
    shown = [*enumerate(rows[:ENDS], 1), *list(enumerate(rows, 1))[-ENDS:]]
    heads = ("Area", "Rank", f"Healthy life expectancy {END_YEAR}", *(("Better",) if subject.several else ()))
    cells = [
        (
            str(row["group_name"]),
            f"{rank} of {len(rows)}",
            change(row),
            *((share_of_draws(row["probability_better"]),) if subject.several else ()),
        )
        for rank, row in shown
    ]
    return Table(
        name="places_areas",
        caption=f"The {ENDS} areas that gain most and the {ENDS} that gain least healthy life expectancy in {END_YEAR} "
        f"under {quoted(subject.title(subject.lead))}, against {quoted(subject.against)}",
        headings=heads,
        rows=tuple(cells),
        data=own,
        note=f"{drawn(subject.results)}{f' {BETTER}' if subject.several else ''} Ranks of neighbours that hardly "
        f"differ say little. All areas: fourcapitals compare {subject.source} --by area --csv areas.csv",
    )


def _counted(rows: pd.DataFrame, subject: Subject) -> tuple[int, int]:
    """How many places surely gain, and how many surely lose; of one run by its sign."""
    if not subject.several:
        return int((rows["difference"] >= NOTHING).sum()), int((rows["difference"] <= -NOTHING).sum())
    gains = rows["probability_better"] - rows["share_zero"] / 2
    return int((gains > SURE).sum()), int((rows["share_worse"] > SURE).sum())


def _regions(subject: Subject, areas: pd.DataFrame) -> Table:
    """Where each strategy gains most and least, by region, and in how many areas."""
    found = subject.in_order(gainers_and_losers(subject.results, reference=subject.reference, by="region"))
    rows = []
    for name, own in found.groupby("scenario", sort=False):
        ordered = own.sort_values("difference", ascending=False, kind="stable").to_dict("records")
        first, last = ordered[0], ordered[-1]
        if subject.several:
            gain, lose = (int((own[f"share_{what}"] > SURE).sum()) for what in ("gains", "loses"))
        else:
            gain, lose = int((own["difference"] > 0).sum()), int((own["difference"] < 0).sum())
        rows.append(
            (
                subject.title(str(name)),
                f"{gain} of {len(own)}",
                str(lose),
                *map(str, _counted(areas[areas["scenario"] == name], subject)),
                f"{first['group_name']}: {change(first)}",
                f"{last['group_name']}: {change(last)}",
            )
        )
    sure = (
        " Gain, lose: in more than 90% of draws; of the others it is open. Most, least: of regions."
        if subject.several
        else ""
    )
    return Table(
        name="places_regions",
        caption=f"Of {found['group'].nunique()} regions and {areas['group'].nunique()} areas, how many gain and how "
        f"many lose healthy life expectancy in {END_YEAR} under each strategy, against {quoted(subject.against)}",
        headings=(
            "Strategy",
            "Regions that gain",
            "that lose",
            "Areas that gain",
            "that lose",
            "Gains most",
            "Gains least",
        ),
        rows=tuple(rows),
        data=found,
        note=f"{drawn(subject.results)}{sure}",
    )


def _inequality(subject: Subject) -> list[Block]:
    """Gaps between places, and fifths by deprivation, where every area is held."""
    try:
        with bare():
            chart = draw_inequality(subject.results, reference=subject.reference)
        fifths = paired(subject.results, "hle", reference=subject.reference, by="deprivation_fifth")
    except BadInput as error:
        return [
            Paragraph(
                f"Gaps between all places over time, and fifths of places by deprivation, need every area of every "
                f"draw: {error.faults[0].rpartition('; ')[2]}.",
                "absent",
            )
        ]
    return [Picture("places_gap", chart), _fifths(subject, fifths)]


def _fifths(subject: Subject, found: pd.DataFrame) -> Table:
    names = list(dict.fromkeys(found["group_name"]))
    rows = [
        (subject.title(str(name)), *(change(row) for row in own.to_dict("records")))
        for name, own in found.groupby("scenario", sort=False)
    ]
    return Table(
        name="places_fifths",
        caption=f"Healthy life expectancy in {END_YEAR} by fifth of places, by deprivation, against "
        f"{quoted(subject.against)}",
        headings=("Strategy", *map(str, names)),
        rows=tuple(rows),
        data=found,
        note=drawn(subject.results),
    )
