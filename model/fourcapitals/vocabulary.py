"""The words of the model: capitals, uses of money and outcomes, each with its unit and its label."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, NamedTuple


@dataclass(frozen=True)
class Period:
    """The years of a run: a baseline has one, and results carry it.

    Parameters
    ----------
    base : int
        The year that is observed.
    end : int
        The last year in which money is awarded, and that cumulative figures hold.
    appraisal_start : int
        First year of cumulative figures, such as healthy person-years.
    run_on : int
        Years after the last one in which nothing is awarded and effects are followed.

    Raises
    ------
    ValueError
        When they do not follow each other.

    Examples
    --------
    >>> period = Period(base=2014, end=2019, appraisal_start=2015)
    >>> period.years, list(period.simulated), period.window
    ((2014, 2015, 2016, 2017, 2018, 2019), [2015, 2016, 2017, 2018, 2019], '2012-14')
    """

    base: int
    end: int
    appraisal_start: int
    run_on: int = 0

    def __post_init__(self) -> None:
        if not self.base < self.appraisal_start <= self.end <= self.last:
            raise ValueError(
                "a period needs its base year before the first year of appraisal, that no later than its last year, "
                f"and no fewer than 0 years more; got {self.base}, {self.appraisal_start}, {self.end}, {self.run_on}"
            )

    @property
    def last(self) -> int:
        """The last year that is simulated."""
        return self.end + self.run_on

    @property
    def first(self) -> int:
        """The first year that is simulated."""
        return self.base + 1

    @property
    def years(self) -> tuple[int, ...]:
        """The years of results: the base year, then every simulated one."""
        return tuple(range(self.base, self.last + 1))

    @property
    def simulated(self) -> range:
        """The years that a run steps through."""
        return range(self.base + 1, self.last + 1)

    @property
    def appraised(self) -> range:
        """The years of cumulative figures."""
        return range(self.appraisal_start, self.end + 1)

    @property
    def window(self) -> str:
        """The three years, the base year last, that published expectancies of the start cover."""
        return f"{self.base - 2}-{self.base % 100:02d}"


PERIOD: Final = Period(base=2019, end=2035, appraisal_start=2021)
"""The years of the bundled baseline; a run takes those of its own (`Baseline.period`)."""
BASE_YEAR: Final = PERIOD.base
FIRST_YEAR: Final = PERIOD.first
END_YEAR: Final = PERIOD.end
APPRAISAL_START: Final = PERIOD.appraisal_start
"""First year of the cumulative headline, healthy person-years 2021 to 2035."""
YEARS: Final = PERIOD.years
SIMULATED_YEARS: Final = PERIOD.simulated
PRICE_YEAR: Final = 2019
"""Money is in pounds of this year, whatever the years of a run."""

ENGLAND: Final = "E92000001"
TIE: Final = 0.02
"""A contrast below this share of the larger effect is a tie (ODD.md, 7.14)."""
NOTHING: Final = 1e-9
"""Differences smaller than this, in their own unit, are rounding."""
POUND: Final = 1e-6
"""£1 in £m: less than this is no money."""

BLOCK: Final = 64
"""Draws of an ensemble that are made, run and stored together; a power of two, as Sobol points want."""

Say = Callable[[str], None]
"""What is told in words what a user should know; left out where nobody is to be told."""

SEXES: Final = ("male", "female")
RISKS: Final = ("smoking", "obesity", "inactivity", "risky_alcohol")


class Capital(StrEnum):
    """The four capitals of the Health Foundation's 2021 briefing (Box 1)."""

    PHYSICAL = "physical"
    HUMAN = "human"
    SOCIAL = "social"
    NATURAL = "natural"

    @property
    def label(self) -> str:
        """The name to show.

        Examples
        --------
        >>> Capital.PHYSICAL.label
        'Financial and physical'
        """
        return "Financial and physical" if self is Capital.PHYSICAL else self.value.capitalize()


CAPITALS: Final = tuple(capital.value for capital in Capital)

Route = Literal["stock", "outcome", "income"]


@dataclass(frozen=True)
class Use:
    """One thing that a £ can buy.

    Parameters
    ----------
    name, label : str
        Key in files and name to show.
    capital : Capital or None
        The capital it feeds; None for money to households.
    stages : int
        Stages of delivery between award and use; 0 is money at work in the year of its award.
    route : {"stock", "outcome", "income"}
        Whether money becomes a stock (and meets deadweight and saturation), acts by an estimate made on actual
        budgets, or is income.
    evidence : tuple of str
        The parameters that turn its £ into an effect.
    mechanism : str
        How it works, in a phrase.
    """

    name: str
    label: str
    capital: Capital | None
    stages: int
    route: Route
    evidence: tuple[str, ...]
    mechanism: str


USES: Final = (
    Use(
        "connectivity",
        "Connectivity",
        Capital.PHYSICAL,
        3,
        "stock",
        ("output_per_log_public_capital", "travel_cost_elasticity", "healthy_years_per_log_public_capital"),
        "cuts generalised travel cost: economic mass, access to jobs",
    ),
    Use(
        "premises",
        "Premises",
        Capital.PHYSICAL,
        2,
        "stock",
        ("premises_as_network", "premises_cost_per_job", "healthy_years_per_log_public_capital"),
        "town centres and enterprise space: local jobs, part of public capital",
    ),
    Use(
        "housing",
        "Housing quality",
        Capital.PHYSICAL,
        2,
        "stock",
        ("healthy_years_per_housing_stock",),
        "housing quality to health",
    ),
    Use(
        "culture",
        "Culture",
        Capital.PHYSICAL,
        2,
        "stock",
        ("culture_as_community", "social_capital_cost", "healthy_years_per_social_capital"),
        "feeds social capital",
    ),
    Use(
        "adult_skills",
        "Adult skills",
        Capital.HUMAN,
        1,
        "stock",
        ("adult_skills_return", "output_per_log_skills", "healthy_years_per_log_skills"),
        "lifetime earnings",
    ),
    Use(
        "early_years",
        "Early years",
        Capital.HUMAN,
        1,
        "stock",
        (
            "early_years_return",
            "early_years_nhs_saving",
            "nhs_cost_per_qaly",
            "healthy_years_per_qaly",
            "output_per_log_skills",
            "healthy_years_per_log_skills",
        ),
        "skills after 18 years; lower NHS use after 8",
    ),
    Use(
        "job_quality",
        "Job quality",
        Capital.HUMAN,
        1,
        "stock",
        ("job_quality_cost", "healthy_years_per_low_quality_job"),
        "fewer low-quality jobs (care): health, pay, retention",
    ),
    Use(
        "public_health",
        "Public health",
        Capital.HUMAN,
        1,
        "outcome",
        ("public_health_cost_per_qaly", "healthy_years_per_qaly"),
        "£ per QALY, on actual budgets",
    ),
    Use(
        "nhs",
        "NHS",
        Capital.HUMAN,
        0,
        "outcome",
        ("nhs_cost_per_qaly", "healthy_years_per_qaly"),
        "£ per QALY, on actual budgets",
    ),
    Use(
        "council_services",
        "Council services",
        Capital.HUMAN,
        0,
        "outcome",
        ("life_years_per_council_spending", "council_effect_multiple", "council_effect_on_life_only"),
        "life expectancy per £, on actual budgets",
    ),
    Use(
        "community",
        "Community",
        Capital.SOCIAL,
        1,
        "stock",
        ("social_capital_cost", "healthy_years_per_social_capital"),
        "social capital",
    ),
    Use(
        "green_space",
        "Green space",
        Capital.NATURAL,
        2,
        "stock",
        ("green_space_cost", "mortality_ratio_of_greenness"),
        "vegetation near homes to mortality",
    ),
    Use(
        "clean_air",
        "Clean air",
        Capital.NATURAL,
        1,
        "stock",
        ("clean_air_cost", "mortality_ratio_of_particulates"),
        "fine particulate matter to mortality",
    ),
    Use(
        "household_income",
        "Household income",
        None,
        0,
        "income",
        ("healthy_years_per_log_income_of_recipients", "recipients_share_of_mean_income"),
        "transfers and social security: income",
    ),
)
USE_NAMES: Final = tuple(use.name for use in USES)

# Positions of the uses, as plain integers so that the equations' callers compile unchanged.
(
    CONNECTIVITY,
    PREMISES,
    HOUSING,
    CULTURE,
    ADULT_SKILLS,
    EARLY_YEARS,
    JOB_QUALITY,
    PUBLIC_HEALTH,
    NHS,
    COUNCIL_SERVICES,
    COMMUNITY,
    GREEN_SPACE,
    CLEAN_AIR,
    HOUSEHOLD_INCOME,
) = range(len(USES))

STAGES: Final = tuple(use.stages for use in USES)
ON_STOCK_ROUTE: Final = tuple(use.route == "stock" for use in USES)
CAPITAL_OF_USE: Final = tuple(-1 if use.capital is None else CAPITALS.index(use.capital) for use in USES)
EARLY_YEARS_SKILL_STAGES: Final = 5
EARLY_YEARS_NHS_STAGES: Final = 3


@dataclass(frozen=True)
class Outcome:
    """One projected quantity.

    Parameters
    ----------
    name : str
        Name in results and on the command line.
    label : str
        Name to show.
    short : str
        Name in the heading of a column.
    unit : str
        Unit of its levels.
    weight : str
        The weights under which its changes add up to a wider area (D6 of ODD.md).
    by_sex : bool
        Whether it is held for each sex.
    change : {"absolute", "relative"}
        How a difference is shown.
    better : {1, -1}
        1 when more is better, -1 when less is.
    """

    name: str
    label: str
    short: str
    unit: str
    weight: Literal["population", "hours_worked", "population_16_64"]
    by_sex: bool = False
    change: Literal["absolute", "relative"] = "absolute"
    better: Literal[1, -1] = 1

    @property
    def unit_of_difference(self) -> str:
        """Unit of its differences: % where they are relative.

        Examples
        --------
        >>> outcome_named("gva_per_hour").unit_of_difference
        '%'
        """
        return "%" if self.change == "relative" else self.unit

    @property
    def said(self) -> str:
        """How it is called within a sentence.

        Examples
        --------
        >>> [outcome_named(name).said for name in ("hle", "gva_per_hour", "employment")]
        ['healthy life expectancy', 'GVA per hour worked', 'the employment share']
        """
        label = self.label.split(",")[0].removesuffix(" at birth")
        article = "the " if label.endswith("share") else ""
        return label if label[:2].isupper() else f"{article}{label[0].lower()}{label[1:]}"


OUTCOMES: Final = (
    Outcome("hle", "Healthy life expectancy at birth", "HLE", "years", "population", by_sex=True),
    Outcome("le", "Life expectancy at birth", "LE", "years", "population", by_sex=True),
    Outcome("gva_per_hour", "GVA per hour worked", "GVA per hour", "£, 2019 prices", "hours_worked", change="relative"),
    Outcome("employment", "Employment share, ages 16-64", "employment", "share", "population_16_64"),
    Outcome(
        "long_term_sick", "Long-term sick share, ages 16-64", "long-term sick", "share", "population_16_64", better=-1
    ),
    Outcome(
        "income", "Disposable household income per head", "income", "£, 2019 prices", "population", change="relative"
    ),
    Outcome("life_satisfaction", "Life satisfaction", "life satisfaction", "points, 0 to 10", "population"),
    Outcome("pm25", "Fine particulate matter (PM2.5)", "PM2.5", "µg/m3", "population", better=-1),
)
OUTCOME_NAMES: Final = tuple(outcome.name for outcome in OUTCOMES)

WEIGHTS: Final = {
    "population": "people",
    "population_16_64": "people aged 16 to 64",
    "hours_worked": "hours worked",
}
"""How the weights of outcomes are called."""


def outcome_named(name: str) -> Outcome:
    """Find an outcome by its name.

    Raises
    ------
    KeyError
        When no outcome has that name; the message lists them.

    Examples
    --------
    >>> outcome_named("hle").unit
    'years'
    """
    for outcome in OUTCOMES:
        if outcome.name == name:
            return outcome
    raise KeyError(f"no outcome {name!r}; choose from {', '.join(OUTCOME_NAMES)}")


Letter = Literal["A", "B", "C", "D"]
"""How strong evidence is (``data/evidence_letters.toml``)."""
LETTERS: Final[tuple[Letter, ...]] = ("A", "B", "C", "D")
"""From agreeing studies to none."""


def how_read(grade: str) -> str:
    """Say how far the source of a figure was read, which says nothing of how strong the evidence is.

    Parameters
    ----------
    grade : str
        As the files of scenarios and parameters state it: S seen in the source, M from memory, J judgement; several
        of them, such as ``"S/J"``, where they hold for parts of the figure.

    Examples
    --------
    >>> how_read("S"), how_read("S/J"), how_read("M/J"), how_read("J")
    ('seen', 'seen in part', 'from memory', 'judgement')
    """
    if "S" in grade:
        return "seen" if grade == "S" else "seen in part"
    return "from memory" if "M" in grade else "judgement"


# The record of the model

MODEL: Final = "model"
"""How the model's own forecast is called beside the simple ones."""


class ScoredOutcome(NamedTuple):
    """A published history that forecasts are scored on."""

    label: str
    unit: str


SCORED_OUTCOMES: Final = {
    "le": ScoredOutcome("Life expectancy", "years"),
    "hle": ScoredOutcome("Healthy life expectancy", "years"),
    "gva_per_hour": ScoredOutcome("GVA per hour", "log"),
    "gdhi_per_head": ScoredOutcome("Disposable income per head", "log"),
    "employment": ScoredOutcome("Employment", "share"),
    "life_satisfaction": ScoredOutcome("Life satisfaction", "0 to 10"),
}
"""In the order of the report card."""

CLEAR_SKILL: Final = 0.01
"""Share of a score from which one forecast is said to be clearly better than another."""
FORM_WAS_SEEN: Final = (
    "The scores flatter: the form of start and noise was chosen with scores of 2015 to 2019 in view, though their "
    "numbers are fitted to earlier years."
)
