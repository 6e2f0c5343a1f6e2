"""The command that asks whom an allocation leaves out: audit."""

from __future__ import annotations

from enum import StrEnum
from inspect import Parameter, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple

import typer

import fourcapitals as fc
from fourcapitals.cli.app import (
    Draws,
    Json,
    Overwrite,
    PictureIfAsked,
    Quiet,
    Seed,
    app,
    example,
    refuse_ignored,
)
from fourcapitals.cli.bid_audits import BIDS, BidsAsked, audit_bids
from fourcapitals.cli.changed_parameters import ParameterFiles, Prior, Settings, command_again
from fourcapitals.cli.inputs import Inputs, OwnData, inputs_asked
from fourcapitals.cli.output import Output, table_of
from fourcapitals.errors import BadInput, UnknownName, unknown

if TYPE_CHECKING:
    from rich.table import Table

    from fourcapitals.results.audit import RuleAudit
    from fourcapitals.results.luf_audit import Audit


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
        "fourcapitals audit competition --draws 200",
        "fourcapitals audit bids --out bids.png",
        "fourcapitals audit bids --round 2 --json",
    )
)
def audit(
    ctx: typer.Context,
    rule: Annotated[
        str,
        typer.Argument(
            help="luf for the published list, an allocation rule, or a scenario (by name or path); bids for the "
            "model's competition against the winners of the Levelling Up Fund."
        ),
    ],
    against: Annotated[str, typer.Option(help="Another rule or scenario, to see what money would move.")] = "",
    sex: Annotated[
        str | None,
        typer.Option(help="male or female: whose healthy life expectancy. Left out, male for luf, else their mean."),
    ] = None,
    out: PictureIfAsked = None,
    kind: Annotated[
        Kind | None,
        typer.Option(
            help="With --out. scatter, if left out: health against deprivation, every place a mark. map: hexagons. "
            "Both by priority group for luf, else by money a head; those left out are marked."
        ),
    ] = None,
    of_round: Annotated[
        int, typer.Option("--round", help="Of bids. 1: how well forecasts do at its winners. 2: who would win next.")
    ] = 1,
    draws: Draws = 1000,
    seed: Seed = 0,
    table: Annotated[
        Path | None, typer.Option("--csv", help="Of bids: write the scores, or the chances of round 2, to this file.")
    ] = None,
    own_data: OwnData = None,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    prior: Prior = False,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """List the places with poor health that an allocation leaves out; draw them with --out. Or audit bids."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    if rule == BIDS:
        refuse_ignored(ctx, "bids are held against winners, not against health", "against", "sex", "kind")
        output.check(table=table, picture=out)
        of_bids = BidsAsked(of_round, draws, seed, out)
        audit_bids(of_bids, inputs_asked((), settings, parameters, own_data, prior), table, output)
        return
    drawn = any(map(_takes_bids, (rule, against)))
    of_bids_alone = ("of_round", "table") if drawn else ("of_round", "draws", "seed", "table")
    refuse_ignored(ctx, "is asked of bids: fourcapitals audit bids", *of_bids_alone)
    if rule == "luf" and against:
        raise BadInput("--against: luf is a list without money; audit luf_priority, the rule that pays by it")
    if all(each in ("luf", "") or _is_rule(each) for each in (rule, against)):
        refuse_ignored(ctx, "a list or rule takes none; audit a scenario", "settings", "parameters", "prior")
    if kind is not None and out is None:
        raise BadInput("--kind: says what is drawn; add --out with the name of the picture")
    output.check(picture=out)
    title, told = None, list[str]()
    inputs = inputs_asked((), settings, parameters, own_data, prior)
    baseline = inputs.baseline or fc.load_baseline()
    made: Audit | RuleAudit
    if rule == "luf":
        made = fc.results.audit_luf(baseline, sex=sex or "male")
        output.answer(made.to_dict(), [_list_table(made)], inputs.lines)
    else:
        made, title = _audited(rule, against, sex, inputs, (draws, seed))
        told = [f"Money that bids win: the mean of {draws:,} draws, seed {seed}."] if drawn else []
        of_draws = {"draws": draws, "seed": seed} if drawn else {}
        output.answer(made.to_dict() | of_draws, [*_rule_tables(made), *told], inputs.lines)
    if out is not None:
        shown: Literal["scatter", "map"] = "map" if kind is Kind.MAP else "scatter"
        chart = fc.plots.audit(made, kind=shown, called=title, inputs=[*told, *inputs.lines])
        asked = {"--against": against, "--sex": sex or "", "--kind": shown}
        asked |= {"--draws": str(draws), "--seed": str(seed)} if drawn else {}
        options = [part for name, value in asked.items() if value for part in (name, value)]
        chart.command = command_again("audit", rule, *options, *inputs.options)
        output.write_picture(chart, out)


class _Allocation(NamedTuple):
    """What is audited: a rule's name or shares of the money, what it is named and, of a scenario, its title."""

    given: Any
    name: str
    title: str | None = None


def _audited(
    rule: str, against: str, sex: str | None, inputs: Inputs, drawn: tuple[int, int]
) -> tuple[RuleAudit, str | None]:
    """The audit of a rule or scenario, and its title; of competitions over so many draws of a seed."""
    baseline = inputs.baseline or fc.load_baseline()
    own = _allocation(rule, inputs, drawn)
    other = _allocation(against, inputs, drawn) if against else _Allocation(None, "")
    made = fc.results.audit_rule(
        own.given, baseline=baseline, sex=sex, name=own.name, against=other.given, against_name=other.name
    )
    return made, own.title


def _needed(rule: str) -> list[str]:
    """Options that a rule must be given."""
    asked = signature(fc.scenario.RULES[rule]).parameters.values()
    return [each.name for each in asked if each.kind is Parameter.KEYWORD_ONLY and each.default is each.empty]


def _is_rule(name: str) -> bool:
    """Whether a name is that of a rule that can be audited as it is."""
    return name in fc.scenario.RULES and not _needed(name)


def _takes_bids(name: str) -> bool:
    """Whether a name is that of a scenario in which bids win money, which differs between draws."""
    if _is_rule(name) or not (name in fc.scenario_names() or name.endswith(".toml")):
        return False
    return any(fund.allocation.rule == "competitive" for fund in fc.load_scenario(name).funds.values())


def _allocation(name: str, inputs: Inputs, drawn: tuple[int, int]) -> _Allocation:
    """A rule by its name, or the shares of the new money of a scenario."""
    rules, bundled = fc.scenario.RULES, fc.scenario_names()
    if _is_rule(name):
        return _Allocation(name, name)
    if name in rules and name not in bundled:
        raise BadInput(
            f"{name}: this rule needs {', '.join(_needed(name))}, which this command cannot give; audit a scenario "
            "that uses it"
        )
    if name not in bundled and not name.endswith(".toml"):
        raise UnknownName(unknown("allocation rule or scenario", name, dict.fromkeys(("luf", *rules, *bundled))))
    scenario = fc.load_scenario(name)
    if _takes_bids(name):
        draws, seed = drawn
        run = fc.run_ensemble(
            ["baseline", scenario], draws=draws, seed=seed, baseline=inputs.baseline, parameters=inputs.parameters
        )
    else:
        run = fc.simulate(scenario, baseline=inputs.baseline, parameters=inputs.parameters)
    shares = fc.results.shares_of_scenario(run, scenario.name, baseline=inputs.baseline or fc.load_baseline())
    return _Allocation(shares, scenario.name, scenario.title)


def _list_table(listed: Audit) -> Table:
    agreed = listed.agreement
    return table_of(
        ("Figure", "What is counted", ">Group", ">Districts"),
        [(each.figure, each.definition, str(each.category), str(each.count)) for each in listed.findings],
        title=f"Levelling Up Fund priority list (March 2021) and {listed.sex} healthy life expectancy 2009-13, "
        f"{listed.districts} districts",
        caption=f"Of the {listed.lowest} districts with the lowest healthy life expectancy (below "
        f"{listed.threshold_years:.2f} years) {agreed.both} are in group 1; {agreed.expected_by_chance:.1f} would "
        f"be by chance (lift {agreed.lift:.2f}, kappa {agreed.kappa:.2f}, Jaccard {agreed.jaccard:.2f}). "
        f"England: {listed.england_years} years.",
    )


FACTS: Final = {
    "lowest": "Areas with the lowest healthy life expectancy",
    "share_of_lowest": "Their share of the money",
    "population_share_of_lowest": "Their share of the people",
    "correlation_with_hle_shortfall": "Rank correlation of money per head with poor health",
    "correlation_with_deprivation": "Rank correlation of money per head with deprivation",
    "left_out_count": "Of them, areas that get less than the mean per head",
    "moved_share": "Share of the money that would change hands",
    "correlation_with_other": "Rank correlation of money per head under both",
    "gaining_population_share": "Share of the people in areas that would get more",
    "moved_gbp_m": "Money that would change hands, £m",
}
"""Figures of `results.RuleAudit` in words."""


def _rule_tables(audited: RuleAudit) -> list[Table]:
    facts = {
        FACTS.get(key, key.replace("_", " ")): f"{value:,.3g}" if isinstance(value, float) else f"{value:,}"
        for key, value in audited.to_dict().items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    left_out = [
        (each.name, f"{each.hle_years:.1f}", f"{each.per_head_over_mean:.3f}") for each in audited.left_out[:15]
    ]
    return [
        table_of(("Fact", ">Value"), facts.items(), title=f"{audited.rule}: money per head beside need"),
        table_of(
            ("Area", ">HLE, years", ">Money per head over the mean"),
            left_out,
            title="Areas with poor health that get less than the mean per head",
            caption="The 15 with the poorest health; --json gives all.",
        ),
    ]
