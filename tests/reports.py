"""Small results and their reports, made once for all tests that read one."""

import json
from functools import cache

import fourcapitals as fc
from fourcapitals.report.html import as_html

NAMES = ("baseline", "announced_2021", "balanced_health_need", "public_health_restored")
HOSTILE = (
    "<script>alert(1)</script>",
    "\" onload='alert(1)' <b>&amp; {{ 7 * 7 }} {% raw %}",
    "\u05db\u05d5\u05ea\u05e8\u05ea \u05e9\u05e0\u05e7\u05e8\u05d0\u05ea \u05de\u05d9\u05de\u05d9\u05df",
    "very " * 400 + "long",
    "]]> --> </style></title></svg><img src=x onerror=alert(1)>",
)


@cache
def few_draws():
    """Four strategies, eight draws: England and its regions draw by draw, areas as quantiles."""
    return fc.run_ensemble(NAMES, draws=8, workers=1)


@cache
def one_draw():
    """An ensemble of one draw, which is not the run at central values."""
    return fc.run_ensemble(["baseline", "public_health_restored"], draws=1, workers=1)


@cache
def one_run():
    """One strategy and the baseline at central values: every area in every year."""
    return fc.simulate(["baseline", "public_health_restored"])


@cache
def report_of_draws():
    return fc.report.compose(few_draws(), source="some results", reversals=False)


@cache
def report_of_one_draw():
    return fc.report.compose(one_draw(), reversals=False)


@cache
def report_of_run():
    return fc.report.compose(one_run(), source="one.nc", reversals=False)


@cache
def report_of_place():
    return fc.report.compose(few_draws(), area="E06000001", source="some results", reversals=False)


@cache
def pages():
    """What the reports look like as pages, by what they are of."""
    made = {"draws": report_of_draws, "run": report_of_run, "place": report_of_place}
    return {name: as_html(report()) for name, report in made.items()}


def hostile_run():
    """Results whose strategies bear titles that would harm a page that takes them for more than text."""
    stated = (
        "title = {title}\ndescription = {title}\nsources = ['Ours']\n"
        "[funds.a]\ntitle = {title}\nsource = 'Ours'\ngrade = 'J'\nmoney = 'capital'\nprice_year = 2019\n"
        "financing = 'unfunded'\nuses_source = 'Ours'\nuses_grade = 'J'\ngbp_m = {{ 2021 = {money} }}\n"
        "uses = {{ housing = 1.0 }}\nallocation = {{ rule = 'per_head' }}\n"
    )
    titles = [HOSTILE[0], HOSTILE[1], HOSTILE[2], HOSTILE[4]]
    scenarios = [
        fc.parse_scenario(
            stated.format(title=json.dumps(title, ensure_ascii=False), money=900 + 300 * at), name=f"own_{at}"
        )
        for at, title in enumerate(titles)
    ]
    return fc.simulate(["baseline", *scenarios])
