"""Commands about the best allocation of a budget: optimise, frontier."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Json, Overwrite, PictureIfAsked, Quiet, Rules, Seed, app, example, refuse_ignored
from fourcapitals.cli.changed_parameters import ParameterFile, Prior, Settings, options_of
from fourcapitals.cli.inputs import Inputs, OwnData, inputs_asked
from fourcapitals.cli.output import Output, say, table_of
from fourcapitals.errors import BadInput, shown
from fourcapitals.vocabulary import END_YEAR

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.appraisal.optimisation import Optimum
    from fourcapitals.appraisal.plan_limits import PlanLimits

Budget = Annotated[float, typer.Option(help="£ million of 2019, of all years together.")]
YearsAsked = Annotated[
    str, typer.Option(help="The years in which it is spent, as 2022-2031, in equal parts; one year as 2025.")
]
YearMoney = Annotated[
    list[str] | None,
    typer.Option(
        "--year-gbp-m",
        metavar="YEAR=GBP_M",
        help="£ million of 2019 in one year, as 2025=800, in place of --budget and --years. Repeatable.",
    ),
]
MostOfYear = Annotated[
    float | None,
    typer.Option(help="Let the plan choose the years, with at most this share of the money in any one, as 0.3."),
]
OutcomeAsked = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME[=WEIGHT]",
        help="What is maximised: hle_years (2035), healthy_person_years (2021-35), healthy_person_years_whole_life, "
        "healthy_person_years_whole_life_discounted, gva_percent (per hour, 2035), gap_narrowing_years (2035). "
        "Several with weights, as hle_years=2: each then counts as a share of the most that it could be alone.",
    ),
]
UsesAsked = Annotated[
    list[str] | None, typer.Option("--use", help="Only these uses get money. May be given several times.")
]
AreasAsked = Annotated[
    list[str] | None,
    typer.Option(
        "--area",
        help="Only these areas get money: names or codes, of counties, regions and combined authorities too. May be "
        "given several times.",
    ),
]
MostOfUse = Annotated[
    list[str] | None,
    typer.Option("--most", metavar="USE=SHARE", help="Most of the money that a use may have, as nhs=0.5."),
]
MostOfEach = Annotated[float, typer.Option(help="The same for every use that --most does not name.")]
MostJudged = Annotated[
    float, typer.Option(help="Most of the money that uses may have whose effect is a judgement, as 0.3.")
]
MostOfLetter = Annotated[
    list[str] | None,
    typer.Option(
        metavar="LETTER=SHARE",
        help="Most of the money that uses may have whose effect on the outcome has this letter or a weaker, as D=0.2.",
    ),
]
LeastPerHead = Annotated[
    float, typer.Option(help="£ of 2019 a head a year that every area gets at least, in the mean of the years.")
]
MostPerHead = Annotated[
    float | None,
    typer.Option(help="£ of 2019 a head that any area gets at most in a year; five times the mean if left out."),
]
NoAreaWorse = Annotated[
    str | None,
    typer.Option(
        metavar="SCENARIO",
        help="No area may have lower healthy life expectancy in 2035 than under this scenario, as per_head.",
    ),
]
DrawsOfPlan = Annotated[
    int,
    typer.Option(
        min=0,
        help="Maximise the mean of the worst of so many draws of the parameters, in place of central values; 64 take "
        "about a minute more.",
    ),
]
Worst = Annotated[float, typer.Option(help="Share of the draws that is the worst, with --draws.")]


@dataclass(frozen=True)
class PlanAsked:
    """The options of a plan, as they were given."""

    budget: float
    years: str
    year_money: Sequence[str] | None
    most_of_year: float | None
    outcome: Sequence[str] | None
    use: Sequence[str] | None
    area: Sequence[str] | None
    most: Sequence[str] | None
    most_each: float
    most_judged: float
    most_letter: Sequence[str] | None
    least_per_head: float
    most_per_head: float | None

    def read(self) -> dict[str, Any]:
        """Give what the functions of appraisal take.

        Raises
        ------
        BadInput
            With every option that cannot be read.
        """
        faults: list[str] = []

        def pairs(
            option: str, given: Sequence[str] | None, form: str, key: Callable[[str], Any] = str
        ) -> dict[Any, float]:
            found: dict[Any, float] = {}
            for each in given or ():
                name, equals, number = each.partition("=")
                try:
                    read = key(name.strip()), float(number)
                except ValueError:
                    read = None
                if not equals or read is None:
                    faults.append(f"{option}: {form} expected, got {shown(each)}")
                elif read[0] in found:
                    faults.append(f"{option}: {name} is given twice; name it once")
                else:
                    found[read[0]] = read[1]
            return found

        by_year = pairs("--year-gbp-m", self.year_money, "YEAR=AMOUNT, as 2025=800,", int)
        outcome = pairs(
            "--outcome", [each if "=" in each else f"{each}=1" for each in self.outcome or ()], "NAME or NAME=WEIGHT"
        )
        most = pairs("--most", self.most, "USE=SHARE, as nhs=0.5,")
        letters = pairs("--most-letter", self.most_letter, "LETTER=SHARE, as D=0.2,")
        years = self._years(faults)
        if faults:
            raise BadInput(*faults)
        return {
            "budget_gbp_m": self.budget,
            "years": years,
            "by_year": by_year or None,
            **({"outcome": outcome} if outcome else {}),
            **({"uses": list(self.use)} if self.use else {}),
            **({"areas": list(self.area)} if self.area else {}),
            "limits": self._limits(most, letters),
        }

    def _years(self, faults: list[str]) -> list[int]:
        found = re.fullmatch(r"\s*(\d{4})\s*(?:[-–]\s*(\d{4})\s*)?", self.years)
        if found is None:
            faults.append(f"--years: FIRST-LAST expected, as 2022-2031, got {shown(self.years)}")
            return []
        first, last = int(found[1]), int(found[2] or found[1])
        if last < first:
            faults.append(f"--years: {last} comes before {first}; give the first year first")
        return list(range(first, last + 1))

    def _limits(self, most: dict[str, float], letters: dict[str, float]) -> PlanLimits:
        return fc.appraisal.PlanLimits(
            most_of_use=most,
            most_of_each_use=self.most_each,
            most_judged=self.most_judged,
            most_of_letter=letters,
            least_per_head=self.least_per_head,
            most_per_head=self.most_per_head,
            most_of_year=self.most_of_year,
        )


@app.command(
    epilog=example(
        "fourcapitals optimise --most-each 0.25 --most-judged 0.5 --out plan.toml",
        "fourcapitals optimise --budget 5000 --years 2025-2030 --outcome hle_years --least-per-head 5",
        "fourcapitals optimise --outcome gva_percent=1 --outcome gap_narrowing_years=1 --most-each 0.3",
        "fourcapitals optimise --most-each 0.3 --draws 64",
    )
)
def optimise(
    ctx: typer.Context,
    budget: Budget = 10_000.0,
    years: YearsAsked = "2022-2031",
    year_money: YearMoney = None,
    most_of_year: MostOfYear = None,
    outcome: OutcomeAsked = None,
    use: UsesAsked = None,
    area: AreasAsked = None,
    most: MostOfUse = None,
    most_each: MostOfEach = 1.0,
    most_judged: MostJudged = 1.0,
    most_letter: MostOfLetter = None,
    least_per_head: LeastPerHead = 0.0,
    most_per_head: MostPerHead = None,
    no_area_worse_than: NoAreaWorse = None,
    draws: DrawsOfPlan = 0,
    worst: Worst = 0.2,
    seed: Seed = 0,
    within: Annotated[
        float, typer.Option(help="By how much less than the best another plan still counts as nearly as good.")
    ] = 0.02,
    tolerance: Annotated[
        float, typer.Option(help="Gap between linear programme and model, as a share, at which rounds end.")
    ] = 0.01,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Write the plan as a scenario (.toml) that check and run take, its money in a CSV beside it."
        ),
    ] = None,
    settings: Settings = None,
    parameters: ParameterFile = None,
    prior: Prior = False,
    own_data: OwnData = None,
    overwrite: Overwrite = False,
    rules: Rules = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Find the best allocation of a budget between uses, areas and years within caps, and say how firm it is.

    Linear programmes on what the model says each £ more would do; the model prices each answer again. Takes about a
    minute: a run for every use in every area, twice or more; outcomes of one year, such as hle_years, take about two.
    """
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    if not draws:
        refuse_ignored(ctx, "is of draws; add --draws", "worst")
    if year_money:
        refuse_ignored(ctx, "--year-gbp-m says it; leave it out", "budget", "years", "most_of_year")
    if not 0 < within < 1:
        raise BadInput(f"--within: a share above 0 and below 1 expected, got {within}")
    check_out(output, out)
    given = PlanAsked(
        budget=budget,
        years=years,
        year_money=year_money,
        most_of_year=most_of_year,
        outcome=outcome,
        use=use,
        area=area,
        most=most,
        most_each=most_each,
        most_judged=most_judged,
        most_letter=most_letter,
        least_per_head=least_per_head,
        most_per_head=most_per_head,
    )
    asked, plan = read_both(given, settings, parameters, own_data, prior)
    best = fc.appraisal.optimise(
        **plan,
        no_area_worse_than=no_area_worse_than,
        draws=draws,
        worst=worst,
        seed=seed,
        tolerance=tolerance,
        name="plan" if out is None else out.stem,
        command=command_of(ctx, settings, parameters, own_data, prior),
        baseline=asked.baseline,
        parameters=asked.parameters,
        say=output.say,
    )
    table = fc.appraisal.alternatives(best, slack=within)
    output.answer(fc.appraisal.optimum_plain(best, table=table), [*_laid_out(best, table), *asked.lines])
    if out is not None:
        for name, text in best.scenario.files.items():
            output.write_text(text, out.with_name(name))
        output.write_text(best.scenario.text, out)
        if not quiet:
            say(f"Run it: fourcapitals run baseline {shlex.quote(str(out))} --out results.nc")


def check_out(output: Output, out: Path | None) -> None:
    """Refuse, before any work, a plan that could not be written."""
    if out is None:
        return
    if out.suffix != ".toml":
        raise BadInput(f"{out}: a plan is written as a scenario; give a name that ends in .toml")
    output.check(file=out)
    output.check(file=out.with_suffix(".csv"))


def read_both(
    given: PlanAsked, settings: list[str] | None, parameters: Path | None, own_data: Path | None, prior: bool
) -> tuple[Inputs, dict[str, Any]]:
    """Read the options of the plan and what it runs on; the faults of both together."""
    faults: list[str] = []
    asked, plan = Inputs((), None, None), {}
    try:
        plan = given.read()
    except BadInput as error:
        faults += error.faults
    try:
        asked = inputs_asked([], settings, parameters, own_data, prior)
    except BadInput as error:
        faults += error.faults
    if faults:
        raise BadInput(*faults)
    return asked, plan


def command_of(
    ctx: typer.Context, settings: list[str] | None, parameters: Path | None, own_data: Path | None, prior: bool
) -> str:
    """Write the command that makes an answer again: the options that were given, but for where it goes."""
    words = ["fourcapitals", str(ctx.info_name)]
    left_out = {"out", "overwrite", "quiet", "as_json", "csv", "settings", "parameters", "prior", "own_data", "rules"}
    for each in ctx.command.params:
        name = str(each.name)
        if name in left_out or getattr(ctx.get_parameter_source(name), "name", "") != "COMMANDLINE":
            continue
        value = ctx.params[name]
        for one in value if isinstance(value, list | tuple) else (value,):
            words += ([] if each.param_type_name == "argument" else [each.opts[0]]) + [str(one)]
    return shlex.join([*words, *options_of(settings, parameters, own_data, prior)])


@app.command(
    epilog=example(
        "fourcapitals frontier --most-each 0.3 --out frontier.png",
        "fourcapitals frontier announced_2021 my_strategy.toml --outcome hle_years --csv frontier.csv",
    )
)
def frontier(
    ctx: typer.Context,
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(help="Strategies shown beside, by name or path; the bundled ones of money alone if left out."),
    ] = None,
    budget: Budget = 10_000.0,
    years: YearsAsked = "2022-2031",
    outcome: Annotated[
        str, typer.Option(help="What is set against the gap: any outcome of fourcapitals optimise but the gap.")
    ] = "healthy_person_years_whole_life",
    points: Annotated[int, typer.Option(help="Plans of the frontier, at most.")] = 9,
    use: UsesAsked = None,
    area: AreasAsked = None,
    most: MostOfUse = None,
    most_each: MostOfEach = 1.0,
    most_judged: MostJudged = 1.0,
    most_letter: MostOfLetter = None,
    least_per_head: LeastPerHead = 0.0,
    most_per_head: MostPerHead = None,
    csv: Annotated[Path | None, typer.Option(help="Write every plan and strategy to this CSV file.")] = None,
    out: PictureIfAsked = None,
    settings: Settings = None,
    parameters: ParameterFile = None,
    prior: Prior = False,
    own_data: OwnData = None,
    overwrite: Overwrite = False,
    rules: Rules = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Set what a budget can bring against how much it narrows the gap between places, with strategies beside.

    Linear programmes find the best plan for each narrowing; the model prices all. Takes about a minute.
    """
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(table=csv, picture=out)
    given = PlanAsked(
        budget=budget,
        years=years,
        year_money=None,
        most_of_year=None,
        outcome=None,
        use=use,
        area=area,
        most=most,
        most_each=most_each,
        most_judged=most_judged,
        most_letter=most_letter,
        least_per_head=least_per_head,
        most_per_head=most_per_head,
    )
    asked, plan = read_both(given, settings, parameters, own_data, prior)
    table = fc.appraisal.frontier(
        **plan,
        scenarios=scenarios or fc.appraisal.STRATEGIES,
        efficiency=outcome,
        points=points,
        baseline=asked.baseline,
        parameters=asked.parameters,
        say=output.say,
    )
    output.answer(table, _frontier_laid_out(table))
    if csv is not None:
        output.write_table(table, csv)
    if out is not None:
        chart = fc.plots.frontier(table)
        chart.command = f"{command_of(ctx, settings, parameters, own_data, prior)} --out CHART"
        output.write_picture(chart, out)


def _frontier_laid_out(table: pd.DataFrame) -> list[str | Table]:
    """The frontier for the screen: a table between sentences."""
    from fourcapitals.appraisal.frontier import amount, frontier_notes, frontier_opening
    from fourcapitals.formatting import readable

    unit = str(table.attrs["unit"])
    rows = [
        (
            row["title"],
            amount(row["efficiency"], unit),
            readable(-row["narrowing_years"], "years"),
            f"{row['times_its_money']:.2g}" if row["kind"] == "strategy" else "",
            f"{100 * row['judged_share']:.0f}%",
            "dominated" if row["dominated"] else "",
            row["uses"],
        )
        for row in table.to_dict("records")
    ]
    title = f"What {table.attrs['money']} brings, and what it does to the gap in healthy life expectancy in {END_YEAR}"
    headings = ("Plan or strategy", ">Brings", ">Gap", ">Times its money", ">Judged", "", "Uses and their letters")
    return [frontier_opening(table), table_of(headings, rows, title=title), *frontier_notes(table)]


def _laid_out(best: Optimum, table: pd.DataFrame) -> list[str | Table]:
    """The answer for the screen: sentences around a table of uses."""
    from fourcapitals.appraisal.plan_words import closing_lines, opening_lines

    return [*opening_lines(best), _table_of_uses(best, table), *closing_lines(best, table)]


def _table_of_uses(best: Optimum, table: pd.DataFrame) -> Table:
    from fourcapitals.formatting import readable_money

    question, slack = best.question, f"{100 * table.attrs['slack']:g}%"
    rows = []
    for row in table[table["share"] >= 0.0005].to_dict("records"):
        flips = row["flip"] == row["flip"]
        rows.append(
            (
                row["use"],
                row["letters"],
                "judged" if row["judged"] else "",
                readable_money(row["gbp_m"]),
                f"{100 * row['share']:.0f}%",
                f"{row['areas']}",
                f"{100 * row['least']:.0f}-{100 * row['most']:.0f}%",
                ("never" if row["flip"] <= 0 else f"{100 * row['flip']:.0f}%") if flips else "",
                f"{100 * row['probability_below']:.0f}%"
                if row["probability_below"] == row["probability_below"]
                else "",
            )
        )
    return table_of(
        (
            "Use",
            "Letters",
            "Effect",
            ">£, 2019",
            ">Share",
            ">Areas",
            f">Within {slack}",
            ">Flips below",
            ">Draws below",
        ),
        rows,
        title=f"Best plan for {question.outcomes_in_words}: {question.money_in_words} by use",
        caption=f"Within {slack}: shares of the use in plans within {slack} of the best. Flips below: share of its "
        f"central effect below which another plan is better by more than {slack}. Draws below: share of "
        f"{int(table['draws'].iloc[0])} draws of the parameters in which its effect for each £ is below that.",
    )
