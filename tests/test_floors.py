"""Imports run downward only."""

import ast
from pathlib import Path

import fourcapitals
import pytest

ROOT = Path(fourcapitals.__file__).parent
FLOORS = (
    ("arrays", "vocabulary", "faults"),
    ("equations",),
    ("data",),
    ("prices", "places"),
    ("parameters",),
    ("baseline", "results"),
    ("allocation", "aggregation", "inequality", "overlap"),
    ("spending",),
    ("comparison",),
    ("readable", "profile"),
    ("amounts", "precision"),
    ("disparities",),
    ("audit", "luf_audit", "missions"),
    ("plots",),
    ("scenario_faults",),
    ("scenario_schema",),
    ("scenario",),
    ("state", "setting"),
    ("chance", "behaviour"),
    ("awards", "delivery"),
    ("schedule",),
    ("compiled", "draws", "grid", "ledger", "terms"),
    ("summary",),
    ("agents",),
    ("simulation",),
    ("cube",),
    ("ensemble_results", "uncertain"),
    ("store", "block", "workbench"),
    ("header", "store_writer", "workers", "evidence", "composition"),
    ("verification", "ranking", "scaling", "breakeven", "marginal"),
    ("ensemble", "flips", "targets", "detectable"),
    ("cli", "documentation"),
    ("__main__",),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
MODULES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def room_of(path):
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported_rooms(path):
    """Rooms of ours that a module imports when it runs; imports for type checkers alone do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_checkers = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_checkers:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("fourcapitals"):
            parts = node.module.split(".")[1:]
            yield from [parts[0]] if parts else [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from (a.name.split(".")[1] for a in node.names if a.name.startswith("fourcapitals."))


def test_every_module_has_a_floor():
    assert {room_of(path) for path in MODULES} == set(FLOOR_OF)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_from_lower_floors(path):
    room = room_of(path)
    for other in imported_rooms(path):
        if other != room:
            assert FLOOR_OF[other] < FLOOR_OF[room], f"{room} imports {other}"


@pytest.mark.parametrize("path", sorted((ROOT / "equations").glob("*.py")), ids=lambda path: path.stem)
def test_equations_import_nothing_of_ours_but_each_other(path):
    assert set(imported_rooms(path)) <= {"equations"}
