"""Commands about places: area, audit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fourcapitals.cli.app import Json, app, example, show

if TYPE_CHECKING:
    from rich.table import Table

    from fourcapitals.audit import Audit, RuleAudit


@app.command(epilog=example("fourcapitals area Hartlepool", "fourcapitals area E07000178 --json"))
def area(
    name: Annotated[str, typer.Argument(help="Name or code of an area.")],
    as_json: Json = False,
) -> None:
    """Show what one area holds, its outcomes and its awards."""
    from fourcapitals.places import find_area

    code = find_area(name)

    from fourcapitals.profile import profile_of, profile_tables

    profile = profile_of(code)
    if as_json:
        typer.echo(json.dumps(profile, indent=2, ensure_ascii=False))
    else:
        show(*profile_tables(profile))


@app.command(
    epilog=example(
        "fourcapitals audit luf",
        "fourcapitals audit health_need --against luf_index --json",
    )
)
def audit(
    rule: Annotated[
        str, typer.Argument(help="luf for the published list, an allocation rule, or a scenario (by name or path).")
    ],
    against: Annotated[str, typer.Option(help="Another rule or scenario, to see what money would move.")] = "",
    sex: Annotated[str | None, typer.Option(help="male or female: whose healthy life expectancy.")] = None,
    as_json: Json = False,
) -> None:
    """Say whom an allocation leaves out, beside health and deprivation."""
    from fourcapitals.audit import audit_luf, audit_rule
    from fourcapitals.baseline import load_baseline

    baseline = load_baseline()
    if rule == "luf":
        listed = audit_luf(baseline, sex=sex or "male")
        if as_json:
            typer.echo(json.dumps(listed.to_dict(), indent=2, ensure_ascii=False))
        else:
            show(_list_table(listed))
        return
    given, name = _shares(rule)
    other, other_name = _shares(against) if against else (None, "")
    audited = audit_rule(given, baseline, name=name, against=other, against_name=other_name, sex=sex)
    if as_json:
        typer.echo(json.dumps(audited.to_dict(), indent=2, ensure_ascii=False))
    else:
        show(*_rule_tables(audited))


def _shares(name: str) -> tuple[Any, str]:
    """A rule by its name, or the shares of the new money of a scenario."""
    from fourcapitals.allocation import RULES
    from fourcapitals.faults import UnknownName, unknown
    from fourcapitals.scenario import load_scenario, scenario_names

    if name in RULES:
        return name, name
    if name not in scenario_names() and not name.endswith(".toml"):
        raise UnknownName(unknown("allocation rule or scenario", name, ("luf", *RULES, *scenario_names())))
    scenario = load_scenario(name)

    from fourcapitals.audit import shares_of_scenario
    from fourcapitals.baseline import load_baseline
    from fourcapitals.simulation import simulate

    return shares_of_scenario(simulate(scenario), scenario.name, load_baseline()), scenario.name


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
