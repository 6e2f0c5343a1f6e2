"""Commands that make results and read them: run, compare, missions, plot, map."""

from __future__ import annotations

from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourcapitals.cli.app import (
    Dask,
    Json,
    Overwrite,
    Quiet,
    Reference,
    Workers,
    app,
    example,
    give,
    opened,
    over,
    refuse_ignored,
    resumable,
    say,
    show,
    watched,
)
from fourcapitals.errors import BadInput
from fourcapitals.vocabulary import END_YEAR

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.results.results import Results


class Keep(StrEnum):
    """What an ensemble keeps."""

    SUMMARY = "summary"
    AREAS = "areas"


@app.command(
    epilog=example(
        "fourcapitals run baseline announced_2021 --out results.nc",
        "fourcapitals run baseline announced_2021 --draws 1000 --out announced",
        "fourcapitals run my_strategy.toml --json",
    )
)
def run(
    ctx: typer.Context,
    scenarios: Annotated[list[str], typer.Argument(help="Names of bundled scenarios, or paths of scenario files.")],
    draws: Annotated[
        int | None, typer.Option(min=1, help="Number of draws of parameters and shocks; one central run if left out.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Names the draws: the same seed gives the same draws.")] = 0,
    workers: Workers = None,
    keep: Annotated[
        Keep, typer.Option(help="areas keeps every area and year of every draw, beside the summary.")
    ] = Keep.SUMMARY,
    dask: Dask = None,
    out: Annotated[
        Path | None,
        typer.Option(help="A name that ends in .nc takes one file; with --draws any other becomes a store that grows."),
    ] = None,
    reference: Reference = "baseline",
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Run scenarios to 2035 and compare them: at central values, or with --draws over their uncertainty.

    The reference is run beside them when it is not among them.
    """
    from fourcapitals.results.files import check_target
    from fourcapitals.scenario.files import load_scenarios

    if draws is None:
        refuse_ignored(ctx, "one run at central values has no draws; add --draws", "seed", "keep", "workers", "dask")
    if out is not None and draws is None:
        check_target(out, overwrite=overwrite)
        if out.suffix != ".nc":
            raise BadInput(f"{out}: one run is written as NetCDF; give a name that ends in .nc, or add --draws")
    names = [Path(name).stem if name.endswith(".toml") else name for name in scenarios]
    loaded = load_scenarios(scenarios if reference in names else [reference, *scenarios])
    results: Results
    if draws is None:
        from fourcapitals.simulation.run import simulate

        results = simulate(loaded)
        if out is not None:
            results.save(out, overwrite=overwrite)
    else:
        from fourcapitals.ensemble.run import run_ensemble

        store = out if out is not None and out.suffix != ".nc" else None
        with resumable(store), watched(quiet=quiet) as watch, over(dask) as executor:
            results = run_ensemble(
                loaded,
                draws=draws,
                seed=seed,
                workers=workers,
                out=out,
                reference=reference,
                keep=keep.value,
                progress=watch,
                say=None if quiet else say,
                executor=executor,
                overwrite=overwrite,
            )
    _tell(results, reference, as_json=as_json)
    if quiet:
        return
    if not results.is_ensemble:
        say(
            "Central values, noise off: one possible path, not a forecast. Levels carry COVID-19 and the trend; "
            "differences do not."
        )
    else:
        say(
            f"{results.draws:,} draws of parameters and shocks, the same for every scenario"
            + (f"; {results.rejected:,} unstable ones replaced." if results.rejected else ".")
        )
    others = [name for name in scenarios if name != reference]
    if len(others) > 1:
        say(f"What would reverse their ranking, found or assumed: fourcapitals flips {' '.join(others)}")
    if out is not None:
        say(f"Wrote {out}. Draw it: fourcapitals plot {out} --outcome hle --out hle.png")


def _tell(results: Results, reference: str, *, as_json: bool) -> None:
    """Print the headline of central results, or the paired comparison of an ensemble."""
    from fourcapitals.results.comparison import headline

    table = headline(results, reference=reference)
    if not results.is_ensemble:
        if as_json:
            give(table.to_json(orient="records", indent=2, force_ascii=False))
        else:
            show(_headline_table(table, reference))
        return

    from fourcapitals.results.comparison import healthy_person_years, paired, too_few_draws

    rows = paired(results, "hle", reference=reference)
    rows = rows.merge(table[["scenario", "title", "new_money_gbp_m", "badge"]], on="scenario", validate="one_to_one")
    gained = healthy_person_years(results, reference=reference).isel(group=0)
    per_gbp_m = healthy_person_years(results, reference=reference, per="gbp_m").isel(group=0)
    rows["healthy_person_years"] = [float(gained.sel(scenario=name).median()) for name in rows["scenario"]]
    rows["healthy_person_years_per_gbp_m"] = [float(per_gbp_m.sel(scenario=name).median()) for name in rows["scenario"]]
    if as_json:
        give(rows.to_json(orient="records", indent=2, force_ascii=False))
        return
    show(_ensemble_table(rows, results, reference))
    for warning in too_few_draws(rows, results.draws):
        say(warning)


def _ensemble_table(rows: pd.DataFrame, results: Results, reference: str) -> Table:
    from rich.table import Table

    from fourcapitals.formatting import readable_money, readable_range, readable_years

    shown = Table(
        title=f"England: healthy life expectancy at birth in 2035, mean of the sexes, {results.draws:,} draws",
        caption=f"Differences from {reference}, draw by draw: medians, and the range of the middle 80% of draws. "
        "P(better): share of draws, with draws in which nothing differs counted half. £ of 2019.",
        title_justify="left",
        caption_justify="left",
    )
    shown.add_column("Scenario")
    for label in ("Difference", "80% of draws", "P(better)", "Healthy person-years 2021-35", "… per £1m", "New money"):
        shown.add_column(label, justify="right")
    shown.add_column("Evidence")
    for row in rows.to_dict("records"):
        per_gbp_m = row["healthy_person_years_per_gbp_m"]
        shown.add_row(
            row["title"],
            readable_years(row["difference"]),
            readable_range(row["low_80"], row["high_80"], "years", middle=row["difference"]),
            f"{row['probability_better']:.2f}",
            f"{row['healthy_person_years']:,.0f}",
            f"{per_gbp_m:,.1f}" if isfinite(per_gbp_m) else "-",
            readable_money(row["new_money_gbp_m"]),
            row["badge"],
        )
    return shown


def _headline_table(table: pd.DataFrame, reference: str) -> Table:
    from rich.table import Table

    from fourcapitals.formatting import readable_money, readable_percent, readable_years

    shown = Table(
        title="England: healthy life expectancy at birth (HLE, mean of the sexes) and GVA per hour worked",
        caption=f"Differences from {reference} in 2035. HLE: ONS original method, base 2017-19. £ of 2019.",
        title_justify="left",
        caption_justify="left",
    )
    shown.add_column("Scenario")
    for label in (
        "HLE 2019",
        "HLE 2035",
        "Difference",
        "Healthy person-years 2021-35",
        "… per £1m",
        "GVA per hour 2035",
        "Difference",
        "New money",
    ):
        shown.add_column(label, justify="right")
    shown.add_column("Evidence")
    for row in table.to_dict("records"):
        compared = row["scenario"] != reference
        per_gbp_m = row["healthy_person_years_per_gbp_m"]
        shown.add_row(
            row["title"],
            f"{row['hle_2019']:.2f}",
            f"{row['hle_2035']:.2f}",
            readable_years(row["hle_difference"]) if compared else "-",
            f"{row['healthy_person_years']:,.0f}" if compared else "-",
            f"{per_gbp_m:,.1f}" if compared and isfinite(per_gbp_m) else "-",
            f"£{row['gva_per_hour_2035']:.2f}",
            readable_percent(row["gva_per_hour_difference_percent"]) if compared else "-",
            readable_money(row["new_money_gbp_m"]),
            row["badge"],
        )
    return shown


class Kind(StrEnum):
    """What a chart shows."""

    PROJECTION = "projection"
    STRATEGIES = "strategies"
    REGIONS = "regions"
    INEQUALITY = "inequality"
    MONEY = "money"


@app.command(
    epilog=example(
        "fourcapitals plot results.nc --outcome hle --out hle.png",
        "fourcapitals plot results.nc --kind strategies --out strategies.svg",
        "fourcapitals plot results.nc --kind money --scenario announced_2021 --out money.png",
    )
)
def plot(
    ctx: typer.Context,
    results: Annotated[Path, typer.Argument(help="A results file or store that fourcapitals run wrote.")],
    out: Annotated[Path, typer.Option(help="The picture: .png, .svg or .pdf. A CSV and alt text go beside it.")],
    kind: Annotated[
        Kind,
        typer.Option(
            help="projection: levels with history, and differences. strategies: all side by side. regions: the nine. "
            "inequality: the gap between places over time. money: money a head against need."
        ),
    ] = Kind.PROJECTION,
    outcome: Annotated[str, typer.Option(help="The outcome to draw.")] = "hle",
    reference: Reference = "baseline",
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            help="The scenarios to draw: for regions up to four (else the four that change most), for money one."
        ),
    ] = None,
    area: Annotated[
        str | None, typer.Option(help="For projection: one area instead of England, by name or code.")
    ] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Draw results; the data and the alt text go beside the picture."""
    if kind is not Kind.PROJECTION:
        refuse_ignored(ctx, f"a chart of {kind.value} shows all areas; leave it out, or draw a projection", "area")
    if kind not in {Kind.REGIONS, Kind.MONEY}:
        refuse_ignored(ctx, f"a chart of {kind.value} shows every scenario of the results; leave it out", "scenario")
    if kind is Kind.MONEY:
        refuse_ignored(ctx, "a chart of money shows no outcome; leave it out", "outcome")
        if scenario and len(scenario) > 1:
            raise BadInput(f"--scenario: a chart of money shows one; {len(scenario)} are given")
    loaded = opened(results)

    from fourcapitals import plots

    others = [name for name in loaded.scenarios if name != reference]
    chosen = [loaded.scenario(name) for name in scenario or others]
    if kind in {Kind.REGIONS, Kind.MONEY} and not chosen:
        raise BadInput(f"{results}: holds no scenario beside {reference}; run one beside it")
    if kind is Kind.STRATEGIES:
        chart = plots.strategies(loaded, outcome=outcome, reference=reference)
    elif kind is Kind.REGIONS:
        chart = plots.regions(loaded, scenario=chosen if scenario else None, outcome=outcome, reference=reference)
    elif kind is Kind.INEQUALITY:
        chart = plots.inequality(loaded, outcome=outcome, reference=reference)
    elif kind is Kind.MONEY:
        chart = plots.money_against_need(loaded, scenario=chosen[0])
    else:
        chart = plots.projection(loaded, outcome=outcome, reference=reference, area=area)
    written = plots.save(chart, out, overwrite=overwrite)
    if not quiet:
        say(f"Wrote {', '.join(str(path) for path in written)}")


class Shown(StrEnum):
    """What a map shows."""

    LEVEL = "level"
    CHANGE = "change"
    DIFFERENCE = "difference"
    MONEY_PER_HEAD = "money_per_head"
    BETTER = "better"


@app.command(
    "map",
    epilog=example(
        "fourcapitals map results.nc --scenario announced_2021 --show money_per_head --out money_map.png",
        "fourcapitals map --outcome gva_per_hour --out output.png",
        "fourcapitals map --indicator smoking_share --out smoking.png",
    ),
)
def draw_map(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option(help="The picture: .png, .svg or .pdf. A CSV and alt text go beside it.")],
    results: Annotated[
        Path | None, typer.Argument(help="A results file; without one, the map shows the observed base year.")
    ] = None,
    outcome: Annotated[str, typer.Option(help="The outcome to draw.")] = "hle",
    scenario: Annotated[
        str | None, typer.Option(help="The scenario to draw; the last in the file if left out.")
    ] = None,
    what: Annotated[
        Shown,
        typer.Option(
            "--show",
            help="level, change since 2019, difference from the reference, money per head 2020-35, or better: share "
            "of draws in which the scenario is (ensembles: 2025, 2030 and 2035).",
        ),
    ] = Shown.LEVEL,
    year: Annotated[int, typer.Option(help="The year to draw.")] = END_YEAR,
    reference: Reference = "baseline",
    indicator: Annotated[str | None, typer.Option(help="An indicator of a capital instead of an outcome.")] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Draw a hexagon map of the 307 areas: each the same size, whatever its acres."""
    of_results = ("scenario", "what", "year", "reference")
    if indicator is not None:
        why = "an indicator is observed in the base year alone; leave it out, or leave --indicator out"
        refuse_ignored(ctx, why, "outcome", *of_results)
        if results is not None:
            raise BadInput(f"{results}: {why}")
    if results is None:
        refuse_ignored(ctx, "without results a map shows the observed base year; add a results file", *of_results)
    from fourcapitals import plots
    from fourcapitals.data.baseline import load_baseline

    if results is None:
        chart = plots.map_of(load_baseline(), outcome=outcome, indicator=indicator)
    else:
        loaded = opened(results)
        chart = plots.map_of(
            loaded,
            outcome=outcome,
            scenario=scenario or loaded.scenarios[-1],
            show=what.value,
            year=year,
            reference=reference,
            indicator=indicator,
        )
    written = plots.save(chart, out, overwrite=overwrite)
    if not quiet:
        say(f"Wrote {', '.join(str(path) for path in written)}")


@app.command(
    epilog=example(
        "fourcapitals compare results.nc --by region",
        "fourcapitals compare results.nc --outcome gva_per_hour --by area --csv gva_by_area.csv",
    )
)
def compare(
    results: Annotated[Path, typer.Argument(help="A results file or store that fourcapitals run wrote.")],
    reference: Reference = "baseline",
    outcome: Annotated[str, typer.Option(help="The outcome to compare.")] = "hle",
    year: Annotated[int, typer.Option(help="The year to compare.")] = END_YEAR,
    by: Annotated[
        str, typer.Option(help="england, region, upper_tier, area, deprivation_fifth or luf_group.")
    ] = "england",
    sex: Annotated[str | None, typer.Option(help="male or female; the mean of both if left out.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the whole table to this file.")] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Compare every scenario with the reference, draw by draw."""
    from fourcapitals.results.files import check_target, save_table

    if csv is not None:
        check_target(csv, overwrite=overwrite)
    loaded = opened(results)

    from fourcapitals.results.comparison import badges, paired, too_few_draws

    table = paired(loaded, outcome, reference=reference, year=year, by=by, sex=sex)
    warnings = too_few_draws(table, loaded.draws)
    told = badges(loaded)
    table["badge"] = table["scenario"].map(told) if len(table) else []
    if csv is not None:
        save_table(table, csv, overwrite=overwrite)
    if as_json:
        give(table.to_json(orient="records", indent=2, force_ascii=False))
    else:
        show(_comparison_table(table, outcome, reference, year))
    if not quiet:
        for warning in warnings:
            say(warning)
        if csv is not None:
            say(f"Wrote {csv}")


def _comparison_table(table: pd.DataFrame, outcome: str, reference: str, year: int) -> Table:
    from rich.table import Table

    from fourcapitals.formatting import readable, readable_range
    from fourcapitals.vocabulary import outcome_named

    kind = outcome_named(outcome)
    shown = Table(
        title=f"{kind.label} in {year}: difference from {reference}",
        caption=f"Levels in {kind.unit}. Levels carry COVID-19 and the trend; differences do not.",
        title_justify="left",
        caption_justify="left",
    )
    many = "low_80" in table
    shown.add_column("Scenario")
    shown.add_column("Place")
    for label in ("Level", "Difference", *(("80% of draws", "P(better)", "No difference at all") if many else ())):
        shown.add_column(label, justify="right")
    shown.add_column("Evidence")
    for row in table.to_dict("records"):
        bands = (
            (
                readable_range(row["low_80"], row["high_80"], row["unit"], middle=row["difference"]),
                f"{row['probability_better']:.2f}",
                f"{row['share_zero']:.0%}",
            )
            if many
            else ()
        )
        shown.add_row(
            row["scenario"],
            row["group_name"],
            f"{row['level']:,.4g}",
            readable(row["difference"], row["unit"]),
            *bands,
            row["badge"],
        )
    return shown


@app.command(epilog=example("fourcapitals missions results.nc"))
def missions(
    results: Annotated[Path, typer.Argument(help="A results file or store that fourcapitals run wrote.")],
    reference: Reference = "baseline",
    as_json: Json = False,
) -> None:
    """Set results beside the government's missions on health, productivity and wellbeing."""
    loaded = opened(results)

    from fourcapitals.results.mission_targets import missions as test_missions
    from fourcapitals.results.mission_words import mission_lines

    table = test_missions(loaded, reference)
    if as_json:
        give(table.to_json(orient="records", indent=2, force_ascii=False))
    else:
        for line in mission_lines(table):
            give(line)
