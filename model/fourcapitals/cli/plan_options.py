"""What a command asks of a plan of money: its options, as given and as read, and the command that makes it again."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import fourcapitals as fc
from fourcapitals.cli.inputs import Inputs, inputs_asked
from fourcapitals.errors import BadInput, shown

if TYPE_CHECKING:
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
OutcomesAsked = Annotated[
    list[str] | None,
    typer.Option(
        "--outcome",
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
    """The options of a plan, as they were given; those that not every command has may be missing."""

    budget: float
    years: str
    use: Sequence[str] | None
    area: Sequence[str] | None
    most: Sequence[str] | None
    most_each: float
    most_judged: float
    most_letter: Sequence[str] | None
    least_per_head: float
    most_per_head: float | None
    outcomes: Sequence[str] | None = None
    year_money: Sequence[str] | None = None
    most_of_year: float | None = None

    @classmethod
    def of(cls, ctx: typer.Context) -> PlanAsked:
        """Take the options of a plan from a command whose parameters have the names above."""
        names = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in ctx.params.items() if name in names})

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
            "--outcome", [each if "=" in each else f"{each}=1" for each in self.outcomes or ()], "NAME or NAME=WEIGHT"
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


def read_both(
    given: PlanAsked, settings: list[str] | None, parameters: list[Path] | None, own_data: Path | None, prior: bool
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


def command_of(ctx: typer.Context, asked: Inputs) -> str:
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
    return shlex.join([*words, *asked.options])
