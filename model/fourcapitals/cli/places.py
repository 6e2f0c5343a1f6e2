"""Commands about places: area, audit."""

from __future__ import annotations

import json
import shlex
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from fourcapitals.cli.app import Json, Overwrite, Quiet, Reference, app, example, give, refuse_ignored, say, show
from fourcapitals.errors import BadInput

if TYPE_CHECKING:
    from rich.table import Table

    from fourcapitals.results.audit import RuleAudit
    from fourcapitals.results.luf_audit import Audit
    from fourcapitals.results.results import Results


@app.command(
    epilog=example(
        "fourcapitals area Hartlepool",
        "fourcapitals area E07000178 --json",
        "fourcapitals area Hartlepool --results results.nc --out hartlepool.png",
    )
)
def area(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Name or code of an area.")],
    results: Annotated[
        Path | None, typer.Option(help="A results file or store: adds the projection in each scenario.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Draw the area on one page (needs --results).")] = None,
    reference: Reference = "baseline",
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show what one area holds, its outcomes and its awards, and what scenarios bring it."""
    from fourcapitals.data.places import find_area
    from fourcapitals.results.files import check_target
    from fourcapitals.results.opening import open_results

    code = find_area(name)
    if results is None:
        refuse_ignored(ctx, "says what projections are compared with; add --results", "reference")
    if out is not None and results is None:
        raise BadInput(f"{out}: a page needs projections; add --results with a file that fourcapitals run wrote")
    if out is not None:
        check_target(out, overwrite=overwrite)
    loaded = None if results is None else open_results(results)

    from fourcapitals.cli.area_tables import profile_tables
    from fourcapitals.data.profile import profile_of

    profile = profile_of(code)
    if loaded is not None:
        profile["projections"] = _projections(loaded, code, reference)
    if as_json:
        give(json.dumps(profile, indent=2, ensure_ascii=False))
    else:
        show(*profile_tables(profile))
        if loaded is not None:
            show(_projection_table(profile["projections"], reference))
    if loaded is not None and out is not None:
        from fourcapitals import plots

        written = plots.save(plots.area(loaded, code, reference=reference), out, overwrite=overwrite)
        if not quiet:
            say(f"Wrote {', '.join(str(path) for path in written)}")


def _projections(results: Results, code: str, reference: str) -> list[dict[str, Any]]:
    """Each scenario's outcomes in one area in 2035 and their difference from the reference, with bands over draws."""
    from fourcapitals.results.comparison import level_bands, paired
    from fourcapitals.vocabulary import outcome_named

    results.scenario(reference)
    rows: list[dict[str, Any]] = []
    for outcome in ("hle", "gva_per_hour", "life_satisfaction"):
        changes = paired(results, outcome, reference=reference, by="area", places=[code])
        by_scenario = {row["scenario"]: row for row in changes.to_dict("records")}
        for level in level_bands(results, outcome, by="area", places=[code]).to_dict("records"):
            change = by_scenario.get(level["scenario"])
            row = {
                "scenario": level["scenario"],
                "outcome": outcome,
                "level_2035": level["level"],
                "difference_2035": change["difference"] if change else 0.0,
                "unit_of_difference": outcome_named(outcome).unit_of_difference,
            }
            if results.draws > 1:
                row |= {f"level_2035_{end}": level[end] for end in ("low_80", "high_80")}
                row |= {f"difference_2035_{end}": change[end] if change else 0.0 for end in ("low_80", "high_80")}
                row["probability_better"] = change["probability_better"] if change else None
            rows.append(row)
    return rows


def _projection_table(rows: list[dict[str, Any]], reference: str) -> Table:
    from rich.table import Table

    from fourcapitals.formatting import readable, readable_range
    from fourcapitals.vocabulary import outcome_named

    many = "probability_better" in rows[0]
    shown = Table(
        title=f"Projected to 2035, with the difference from {reference}",
        caption="Medians of draws, and the range of the middle 80% of draws." if many else None,
        title_justify="left",
        caption_justify="left",
    )
    shown.add_column("Scenario")
    shown.add_column("Outcome")
    for label in ("2035", *(["80% of draws"] if many else []), "Difference"):
        shown.add_column(label, justify="right")
    for label in ("80% of draws", "P(better)") if many else ():
        shown.add_column(label, justify="right")
    for row in rows:
        compared, unit = row["scenario"] != reference, row["unit_of_difference"]
        level = [f"{row['level_2035']:,.4g}"]
        change = [readable(row["difference_2035"], unit) if compared else "-"]
        if many:
            level.append(f"{row['level_2035_low_80']:,.4g} to {row['level_2035_high_80']:,.4g}")
            ends = row["difference_2035_low_80"], row["difference_2035_high_80"]
            change.append(readable_range(*ends, unit, middle=row["difference_2035"]) if compared else "-")
            change.append(f"{row['probability_better']:.2f}" if compared else "-")
        shown.add_row(row["scenario"], outcome_named(row["outcome"]).label, *level, *change)
    return shown


class Kind(StrEnum):
    """What a picture of an audit shows."""

    SCATTER = "scatter"
    MAP = "map"


@app.command(
    epilog=example(
        "fourcapitals audit luf",
        "fourcapitals audit luf --sex female --kind map --out luf_map.png",
        "fourcapitals audit health_need --against luf_index --json",
        "fourcapitals audit announced_2021 --out announced_audit.png",
    )
)
def audit(
    rule: Annotated[
        str, typer.Argument(help="luf for the published list, an allocation rule, or a scenario (by name or path).")
    ],
    against: Annotated[str, typer.Option(help="Another rule or scenario, to see what money would move.")] = "",
    sex: Annotated[
        str | None,
        typer.Option(help="male or female: whose healthy life expectancy. Left out, male for luf, else their mean."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Draw it: .png, .svg or .pdf. A CSV and alt text go beside it.")
    ] = None,
    kind: Annotated[
        Kind | None,
        typer.Option(
            help="With --out. scatter, if left out: health against deprivation, every place a mark. map: hexagons. "
            "Both by priority group for luf, else by money a head; those left out are marked."
        ),
    ] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Say whom an allocation leaves out, beside health and deprivation; draw it with --out."""
    if rule == "luf" and against:
        raise BadInput("--against: luf is a list without money; audit luf_priority, the rule that pays by it")
    if kind is not None and out is None:
        raise BadInput("--kind: says what is drawn; add --out with the name of the picture")
    if out is not None:
        from fourcapitals import plots

        plots.check(out, overwrite=overwrite)
    from fourcapitals.data.baseline import load_baseline
    from fourcapitals.results.audit import RuleAudit, audit_rule
    from fourcapitals.results.luf_audit import audit_luf

    baseline = load_baseline()
    called = None
    made: Audit | RuleAudit
    if rule == "luf":
        made = audit_luf(baseline, sex=sex or "male")
    else:
        own, other = _allocation(rule), _allocation(against) if against else _Allocation(None, "")
        given = {"name": own.name, "against": other.given, "against_name": other.name}
        made, called = audit_rule(own.given, baseline, sex=sex, **given), own.title
    if as_json:
        give(json.dumps(made.to_dict(), indent=2, ensure_ascii=False))
    else:
        show(*(_rule_tables(made) if isinstance(made, RuleAudit) else [_list_table(made)]))
    if out is None:
        return

    from fourcapitals import plots

    kind = kind or Kind.SCATTER
    chart = plots.audit(made, kind=kind.value, called=called)
    asked = {"--against": against, "--sex": sex or "", "--kind": kind.value}
    options = [part for name, value in asked.items() if value for part in (name, value)]
    chart.command = f"{shlex.join(['fourcapitals', 'audit', rule, *options])} --out CHART"
    written = plots.save(chart, out, overwrite=overwrite)
    if not quiet:
        say(f"Wrote {', '.join(str(path) for path in written)}")


class _Allocation(NamedTuple):
    """What is audited: a rule's name or shares of the money, what it is named and, of a scenario, its title."""

    given: Any
    name: str
    title: str | None = None


def _allocation(name: str) -> _Allocation:
    """A rule by its name, or the shares of the new money of a scenario."""
    from inspect import Parameter, signature

    from fourcapitals.errors import UnknownName, unknown
    from fourcapitals.scenario.allocation import RULES
    from fourcapitals.scenario.files import load_scenario, scenario_names

    if name in RULES:
        asked = signature(RULES[name]).parameters.values()
        needed = [
            each.name for each in asked if each.kind is Parameter.KEYWORD_ONLY and each.default is Parameter.empty
        ]
        if not needed:
            return _Allocation(name, name)
        if name not in scenario_names():
            raise BadInput(
                f"{name}: this rule needs {', '.join(needed)}, which this command cannot give; audit a scenario that "
                "uses it"
            )
    if name not in scenario_names() and not name.endswith(".toml"):
        choices = dict.fromkeys(("luf", *RULES, *scenario_names()))
        raise UnknownName(unknown("allocation rule or scenario", name, choices))
    scenario = load_scenario(name)

    from fourcapitals.data.baseline import load_baseline
    from fourcapitals.results.audit import shares_of_scenario
    from fourcapitals.simulation.run import simulate

    shares = shares_of_scenario(simulate(scenario), scenario.name, load_baseline())
    return _Allocation(shares, scenario.name, scenario.title)


def _list_table(listed: Audit) -> Table:
    from rich.table import Table

    agreed = listed.agreement
    shown = Table(
        title=f"Levelling Up Fund priority list (March 2021) and {listed.sex} healthy life expectancy 2009-13, "
        f"{listed.districts} districts",
        caption=f"Of the {listed.lowest} districts with the lowest healthy life expectancy (below "
        f"{listed.threshold_years:.2f} years) {agreed.both} are in group 1; {agreed.expected_by_chance:.1f} would "
        f"be by chance (lift {agreed.lift:.2f}, kappa {agreed.kappa:.2f}, Jaccard {agreed.jaccard:.2f}). "
        f"England: {listed.england_years} years.",
        title_justify="left",
        caption_justify="left",
    )
    shown.add_column("Figure")
    shown.add_column("What is counted")
    shown.add_column("Group", justify="right")
    shown.add_column("Districts", justify="right")
    for each in listed.findings:
        shown.add_row(each.figure, each.definition, str(each.category), str(each.count))
    return shown


def _rule_tables(audited: RuleAudit) -> list[Any]:
    from rich.table import Table

    facts = Table(title=f"{audited.rule}: money per head beside need", title_justify="left", show_header=False)
    facts.add_column("Fact")
    facts.add_column("Value", justify="right")
    for key, value in audited.to_dict().items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            facts.add_row(key.replace("_", " "), f"{value:,.3g}" if isinstance(value, float) else f"{value:,}")
    left_out = Table(
        title="Areas with poor health that get less than the mean per head",
        caption="The 15 with the poorest health; --json gives all.",
        title_justify="left",
        caption_justify="left",
    )
    for label, justify in (("Area", "left"), ("HLE, years", "right"), ("Money per head over the mean", "right")):
        left_out.add_column(label, justify=justify)  # type: ignore[arg-type]
    for each in audited.left_out[:15]:
        left_out.add_row(each.name, f"{each.hle_years:.1f}", f"{each.per_head_over_mean:.2f}")
    return [facts, left_out]
