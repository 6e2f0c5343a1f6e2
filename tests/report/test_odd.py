"""ODD.md: its tables are those of the code, its names exist, and every assumption that code cites is in it."""

import importlib
import inspect
import json
import pkgutil
import re
import runpy
from contextlib import suppress
from functools import cache, reduce
from pathlib import Path

import fourcapitals
import numpy as np
import pytest
from fourcapitals import equations
from fourcapitals.data.area_arrays import Areas
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.parameters import load_parameters
from fourcapitals.equations.relational import RelationalExpansion
from fourcapitals.errors import BadInput
from fourcapitals.report import odd, odd_parameters
from fourcapitals.report.markdown_tables import number
from fourcapitals.report.odd import BLOCK, blocks, fill, main, odd_path, priors_table, stale
from fourcapitals.scenario.allocation import RULES
from fourcapitals.scenario.terms import Terms, terms_of
from fourcapitals.simulation.state import Capitals, Councils, Health, Money, Outcomes, Responses, Trends, base_state
from fourcapitals.vocabulary import USE_NAMES

ROOT = Path(fourcapitals.__file__).parent
TEXT = odd_path().read_text(encoding="utf-8")
BY_HAND = BLOCK.sub("", TEXT)
FORMULAS = "\n".join(re.findall(r"```text\n(.*?)```", BY_HAND, re.DOTALL))
EXPERIMENT = Path(__file__).parents[2] / "experiments" / "what_the_priors_say.py"
FILES = (".md", ".toml", ".csv", ".py")
ELEMENTS = (
    "1 Purpose and patterns",
    "2 Entities, state variables and scales",
    "3 Process overview and scheduling",
    "4 Design concepts",
    "5 Initialisation",
    "6 Input data",
    "7 Submodels",
)
CONCEPTS = (
    "Basic principles",
    "Emergence",
    "Adaptation",
    "Objectives",
    "Learning",
    "Prediction",
    "Sensing",
    "Interaction",
    "Stochasticity",
    "Collectives",
    "Observation",
)
LIFE_TABLES_AND_MEASURES = {
    "age_bands",
    "checks",
    "disparity",
    "event_scores",
    "inequality",
    "life_expectancy",
    "regression",
    "relational",
    "relational_fit",
    "scores",
    "standard",
    "welfare",
    "within_areas",
}
MEANINGS = {"A1": "depreciation", "A4": "good health by age", "A7": "capacity", "A9": "symmetric"}


def named_in_backticks(text):
    """Dotted names of ours: `module.function`, not the names of files."""
    spans = re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL).replace("\n", " "))
    return {span for span in spans if re.fullmatch(r"[A-Za-z_]\w*(\.\w+)+", span) and not span.endswith(FILES)}


@cache
def modules():
    """Every module of ours by each end of its dotted name: `health` and `equations.health` both mean one."""
    found = {}
    for module in pkgutil.walk_packages(fourcapitals.__path__, "fourcapitals."):
        parts = module.name.split(".")
        for count in range(1, len(parts)):
            found.setdefault(".".join(parts[-count:]), []).append(module.name)
    return found


@cache
def offered_by_rooms():
    """Names of the second level: `plots.projection` is a function of the room, wherever it stands."""
    rooms = [each.name for each in pkgutil.iter_modules(fourcapitals.__path__) if each.ispkg]
    return {f"{room}.{name}" for room in rooms for name in dir(importlib.import_module(f"fourcapitals.{room}"))}


def find(name):
    """The objects that a dotted name may mean: `health.slow_target` in whichever room such a module lies."""
    parts, found = name.split("."), []
    for count in range(len(parts), 0, -1):
        for module in modules().get(".".join(parts[:count]), ()):
            with suppress(AttributeError):
                found.append(reduce(getattr, parts[count:], importlib.import_module(module)))
    if not found:
        raise AttributeError(name)
    return found


def equations_by_room():
    """Room and name of every equation; life tables are layers of their own, described as a whole."""
    for module in pkgutil.iter_modules(equations.__path__):
        if module.name in LIFE_TABLES_AND_MEASURES:
            continue
        room = importlib.import_module(f"fourcapitals.equations.{module.name}")
        for name, function in inspect.getmembers(room, inspect.isfunction):
            if function.__module__ == room.__name__ and not name.startswith("_"):
                yield module.name, name


def assumptions():
    return re.findall(r"^- \*\*(A\d+)\*\* (.*?)(?=\n- \*\*|\n\n|\Z)", TEXT, re.MULTILINE | re.DOTALL)


def test_the_tables_are_those_of_the_code():
    assert stale(TEXT, blocks()) == [], "run python -m fourcapitals.report.odd"


def test_a_changed_number_makes_its_table_stale(monkeypatch):
    table = load_parameters()
    row = table["fast_health_speed"].model_copy(update={"value": 0.31})
    changed = table.model_copy(update={"parameters": {**table.parameters, "fast_health_speed": row}})
    monkeypatch.setattr(odd_parameters, "load_parameters", lambda: changed)
    assert stale(TEXT, blocks()) == ["parameters"]


@pytest.mark.parametrize("name", sorted(blocks()))
def test_an_edit_by_hand_makes_a_table_stale(name):
    edited = TEXT.replace(f"<!-- generated: {name} -->\n", f"<!-- generated: {name} -->\nby hand\n")
    assert stale(edited, blocks()) == [name]
    assert fill(edited, blocks()) == TEXT


def rows_of_the_state():
    table = TEXT.partition("**State variables**")[2].partition("**Outcomes**")[0]
    for line in table.splitlines():
        part, name, axes, meaning = (cell.strip(" `") for cell in f"{line}||||".split("|")[1:5])
        if part not in {"", "part", "---"}:
            yield part, name, tuple(filter(None, axes.split(", "))), meaning


def test_every_cell_of_the_state_has_a_text():
    for part, name, _, meaning in rows_of_the_state():
        assert re.search(r"\w", meaning), (part, name)


def test_the_state_has_a_row_for_all_that_one_year_hands_to_the_next(baseline):
    held = {}

    def hold(part, fields):
        for name, value in fields._asdict().items():
            if isinstance(value, tuple):
                hold(f"{part}.{name}" if part else name, value)
            else:
                held[part or name, name] = np.ndim(value)

    hold("", base_state(baseline.arrays, funds=1))
    assert {(part, name): len(axes) for part, name, axes, _ in rows_of_the_state()} == held


def test_the_block_of_the_priors_stays_until_rows_are_given():
    body = "<!-- generated: priors -->\nworked out before\n<!-- end -->"
    text = BLOCK.sub(lambda found: body if found["name"] == "priors" else found[0], TEXT)
    assert "worked out before" in fill(text, blocks())
    rows = [{"use": "nhs", "hle_years": 0.05326}, {"use": "community", "hle_years": 1e-5}]
    assert "| community | 0.00001 |" in fill(text, {"priors": priors_table(rows)})


def test_the_block_of_the_priors_is_what_the_experiment_says():
    rows = runpy.run_path(str(EXPERIMENT))["what_the_priors_say"]()
    fresh = f"run python {EXPERIMENT.name} --json FILE and python -m fourcapitals.report.odd --priors FILE"
    assert stale(TEXT, {"priors": priors_table(rows)}) == [], fresh
    heading = priors_table(rows).splitlines()[0]
    for _, label, _ in runpy.run_path(str(EXPERIMENT))["COLUMNS"]:
        assert label.removeprefix("per ").lower() in heading.lower()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("no block", "no block for the table 'uses'"),
        ("<!-- generated: uses -->\n<!-- end -->\n" * 2, "block 'uses' stands twice"),
        ("<!-- generated: uses -->\n<!-- end -->\n<!-- generated: state -->\n", "markers do not pair"),
    ],
)
def test_faulty_markers_are_told(text, fault):
    with pytest.raises(BadInput, match=fault):
        fill(text, {"uses": "| use |"})


def test_the_command_checks_writes_and_is_then_content(tmp_path, monkeypatch, capsys):
    path = tmp_path / "ODD.md"
    path.write_text(TEXT.replace("| `nhs` | NHS |", "| `nhs` | N.H.S. |"), encoding="utf-8")
    monkeypatch.setattr(odd, "odd_path", lambda: path)
    assert main(["--check"]) == 1
    assert "stale: uses" in capsys.readouterr().err
    assert main([]) == 0
    assert path.read_text(encoding="utf-8") == TEXT
    assert main(["--check"]) == 0
    rows = tmp_path / "rows.json"
    rows.write_text(json.dumps([{"use": "nhs", "le_years": 0.125}]), encoding="utf-8")
    assert main(["--priors", str(rows)]) == 0
    assert "| nhs | 0.125 |" in path.read_text(encoding="utf-8")


def test_without_a_checkout_the_command_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(odd, "__file__", str(tmp_path / "site" / "fourcapitals" / "odd.py"))
    assert main(["--check"]) == 2
    assert "only in a source checkout" in capsys.readouterr().err


def test_numbers_are_short_and_keep_their_size():
    assert [number(value) for value in (1e-5, 0.0255, 537665.05, -1.7)] == ["1e-05", "0.0255", "537,665", "-1.7"]


def test_every_name_in_backticks_exists_and_is_told_by_its_own_module():
    wrong = []
    for name in sorted(named_in_backticks(TEXT)):
        try:
            found = find(name)
        except AttributeError:
            wrong.append(name)
            continue
        if name in offered_by_rooms():
            continue
        own = [each for each in found if inspect.isfunction(each) or inspect.isclass(each)]
        if own and not any(f"{each.__module__}.{each.__qualname__}".endswith(f".{name}") for each in own):
            wrong.append(name)
    assert wrong == []


def test_a_name_that_does_not_exist_is_found_out():
    assert named_in_backticks("see `health.slow_aim` and `data/README.md`") == {"health.slow_aim"}
    with pytest.raises(AttributeError):
        find("health.slow_aim")


def test_every_equation_has_its_place_in_a_submodel():
    described = named_in_backticks(BY_HAND)
    for room, name in equations_by_room():
        if name != "weighted_mean":
            assert f"{room}.{name}" in described


def test_every_parameter_has_its_place_in_a_formula():
    in_formulas = set(re.findall(r"\w+", FORMULAS))
    elsewhere = {
        "price_growth_beyond_table": "prices.Deflator",
        "slow_health_speed": "`slow_health_speed`",
        "housing_health_speed": "`housing_health_speed`",
        "risk_speed": "`risk_speed`",
        "sampling_variance_multiple": "`sampling_variance_multiple`",
    }
    for name in Parameters._fields:
        assert name in in_formulas or elsewhere.get(name, "nowhere") in BY_HAND, name


def test_every_word_of_a_formula_is_defined():
    left = set(re.findall(r"^\s*(\w+)(?:\[[\w, -]+\]|\(gradient\))?\s*=", FORMULAS, re.MULTILINE))
    kinds = (Parameters, Areas, Capitals, Councils, Health, Money, Outcomes, Responses, Trends)
    known = left | set(USE_NAMES) | {field for kind in kinds for field in kind._fields}
    expansion = set(RelationalExpansion._fields)
    scenario = {"displaced_budget", "tax_financed_awards", "councils_pay", "prevalence_change", *Terms._fields}
    levels = {f"base_{word}" for word in ("income", "employment", "hle", "le", "gva", "sick", "pm25", "satisfaction")}
    words = set(re.findall(r"[a-z]\w*_\w+", FORMULAS)) - {"sum_j", "sum_b"}
    others = {"past_wins_weight", "restored_money", "held_last", "held_before", "need_weight", "years_since_2019"}
    others |= {"posts_hired", "hired_share"}
    others |= set(RULES) | {option for rule in RULES.values() for option in inspect.signature(rule).parameters}
    assert words - known - expansion - scenario - levels - others == set()


def test_every_assumption_that_code_cites_is_listed():
    known = {number for number, _ in assumptions()}
    cited = {}
    for path in (*ROOT.rglob("*.py"), *ROOT.rglob("*.toml")):
        text = path.read_text(encoding="utf-8")
        for found in re.findall(r"[Aa]ssumptions? (A\d+)|\b(A\d+) of ODD", text):
            cited[next(filter(None, found))] = path.name
    assert {"A1", "A4", "A7"} <= set(cited)
    assert set(cited) <= known, cited


def test_assumptions_are_numbered_in_order_and_keep_their_meaning():
    listed = assumptions()
    assert [number for number, _ in listed] == [f"A{position}" for position in range(1, len(listed) + 1)]
    for number_, words in MEANINGS.items():
        assert words in dict(listed)[number_]


def test_every_assumption_says_how_far_its_source_was_read_and_where_it_stands_in_the_code():
    for number_, text in assumptions():
        assert re.search(r"(?i)\b(seen|from memory|judgement)\b", text), number_
        assert "`" in text, number_


def test_references_to_assumptions_and_decisions_lead_somewhere():
    listed = {number for number, _ in assumptions()} | set(re.findall(r"^- \*\*(D\d+)\*\*", TEXT, re.MULTILINE))
    assert set(re.findall(r"\b[AD]\d+\b", BY_HAND)) <= listed


def test_the_seven_elements_and_eleven_concepts_have_headings_in_order():
    headings = re.findall(r"^## (.*)$", TEXT, re.MULTILINE)
    assert [heading for heading in headings if heading[0].isdigit()] == list(ELEMENTS)
    design = TEXT.partition("## 4 Design concepts")[2].partition("## 5 ")[0]
    assert re.findall(r"^### (.*)$", design, re.MULTILINE) == list(CONCEPTS)


def test_the_announced_money_per_head_is_as_quoted(baseline):
    terms = terms_of(fourcapitals.load_scenario("announced_2021"), baseline, load_parameters().deflator)
    per_head = terms.budget[1:6].sum() / 5 * 1e6 / baseline.arrays.population.sum()
    assert f"about £{per_head:.0f} per head per year, 2021 to 2025" in " ".join(BY_HAND.split())
    readme = (odd_path().parents[1] / "README.md").read_text(encoding="utf-8")
    assert f"about £{per_head:.0f} a head a year" in " ".join(readme.split())


def test_figures_quoted_are_those_of_the_data(baseline, central):
    areas, named = baseline.arrays, list(baseline.areas["name"])
    assert "Rutland (39,927 people)" in BY_HAND
    assert areas.population.min() == areas.population[named.index("Rutland")] == 39927
    assert round(areas.population[named.index("Birmingham")] / 1e6, 2) == 1.14
    assert "4,948 links instead of 94,249" in " ".join(BY_HAND.split())
    assert (len(areas.commute_home), len(areas.population) ** 2) == (4948, 94249)
    neighbours = (areas.distance <= central.neighbour_reach).sum(axis=1) - 1
    assert (neighbours.min(), named[int(neighbours.argmin())]) == (1, "Cornwall")
    assert round(central.human_capital_value, -4) == 540000


def test_links_lead_to_headings():
    anchors = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", TEXT, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= anchors
