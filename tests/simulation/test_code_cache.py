"""Machine code is kept where nobody else can change it, under a name that changes with every source."""

import inspect
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import fourcapitals
import pytest
from fourcapitals.ensemble import summary
from fourcapitals.equations import capitals, space
from fourcapitals.results import area_bins
from fourcapitals.simulation import schedule
from fourcapitals.simulation.compiled import code_cache, compile_function, sources, what_is_compiled
from fourcapitals.simulation.compiled.code_cache import MachineCode, Place, checksum, place_of

PACKAGE = Path(fourcapitals.__file__).parent
MEAN = """
import numpy as np
from fourcapitals.equations import space
from fourcapitals.simulation.compiled import code_cache, compile_function, what_is_compiled

def mean(values):
    return space.weighted_mean(values, values)

print(what_is_compiled(mean))
print(float(compile_function(mean)(np.array([1.0, 3.0]))))
"""
MADE_AT_RUN_TIME = """
import os
from fourcapitals.simulation.compiled.typed import machine_code_of, named_alone

def adding(number):
    return machine_code_of(lambda x: x + number)

made = [adding(1.0), adding(2.0)]
print(*(function.__qualname__ for function in map(named_alone, made)), flush=True)
for _ in range(2):
    if os.fork() == 0:
        print(adding(3.0).__qualname__, named_alone(made[0]).__qualname__, flush=True)
        os._exit(0)
    os.wait()
"""
COMPILED_ONCE = "Compiling the model for this machine, once; about half a minute"


@pytest.fixture(autouse=True)
def _no_folder_that_numba_is_told(monkeypatch):
    """Whoever runs these tests may have set one, which goes before the folder of the user."""
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)


@pytest.fixture
def own(tmp_path):
    """A copy of the package whose sources can be edited, its own cache, and a way to run code with both."""
    shutil.copytree(
        PACKAGE, tmp_path / "model" / "fourcapitals", ignore=shutil.ignore_patterns("__pycache__", "plots", "cli")
    )
    script = tmp_path / "mean.py"
    script.write_text(MEAN)

    def run(**environment):
        paths = {"PYTHONPATH": str(tmp_path / "model"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
        done = subprocess.run(
            [sys.executable, "-W", "error", script],
            env=os.environ | paths | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == "", done.stderr
        said, value = done.stdout.splitlines()
        return said, float(value)

    run.root = tmp_path
    return run


def machine_code_in(folder):
    return sorted(folder.rglob("*.nb?"))


@pytest.mark.thorough
def test_an_edited_equation_is_never_served_from_old_machine_code(own):
    assert own() == (COMPILED_ONCE, 2.5)
    source = own.root / "model" / "fourcapitals" / "equations" / "space.py"
    before, text = source.stat(), source.read_text()
    # Of the same size and age as before, as an archive may unpack it.
    edited = text.replace("np.sum(values * weights) / np.sum(weights)", "np.sum(values + weights) / np.sum(weights)")
    assert edited != text
    source.write_text(edited)
    os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    shutil.rmtree(source.parent / "__pycache__", ignore_errors=True)
    assert own() == (COMPILED_ONCE, 2.0)
    source.write_text(text)
    assert own() == ("None", 2.5)


@pytest.mark.parametrize(
    "nowhere",
    ["/proc/none", *(pytest.param(path, marks=pytest.mark.thorough) for path in ("/dev/null", sys.executable))],
)
def test_a_cache_that_cannot_be_written_to_leaves_nothing_beside_the_sources(own, nowhere):
    said, value = own(XDG_CACHE_HOME=nowhere, HOME=nowhere)
    assert said.startswith(f"Compiling the model for this machine by each program: {nowhere}")
    assert said.endswith("set XDG_CACHE_HOME to a folder of your own; about half a minute")
    assert value == 2.5
    assert machine_code_in(own.root) == []


def test_without_a_home_folder_machine_code_is_kept_nowhere(monkeypatch):
    monkeypatch.setattr(code_cache, "user_cache_path", lambda name: Path("~/.cache") / name)
    assert place_of([space]) == (
        None,
        "~/.cache/fourcapitals: not an absolute path; set XDG_CACHE_HOME to a folder of your own",
    )


def test_a_folder_that_others_can_write_to_is_neither_read_nor_written(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = place_of([space]).folder
    assert folder.stat().st_mode & 0o777 == 0o700
    for mode in (0o777, 0o770, 0o702):
        folder.chmod(mode)
        assert place_of([space]) == (None, f"{folder} can be written by other users; remove it")
    folder.chmod(0o755)
    assert place_of([space]).folder == folder


@pytest.mark.parametrize("damage", [b"", b"\0" * 100, b"\x80\x04\x95"], ids=["empty", "zeros", "cut"])
def test_damaged_machine_code_is_compiled_anew_and_kept_again(damage, tmp_path):
    def double(values):
        return 2 * values

    place = Place(tmp_path)
    assert MachineCode(double, place)(2.0) == 4.0
    for file in machine_code_in(tmp_path):
        file.write_bytes(damage)
    assert MachineCode(double, place)(2.0) == 4.0
    assert machine_code_in(tmp_path) == []
    assert MachineCode(double, place)(2.0) == 4.0
    assert MachineCode(double, place).is_at_hand()


def test_a_full_disk_under_the_cache_costs_only_what_is_kept(tmp_path):
    def double(values):
        return 2 * values

    code, (softly, most) = MachineCode(double, Place(tmp_path)), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, most))
    try:
        assert code(2.0) == 4.0
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (softly, most))
    assert not MachineCode(double, Place(tmp_path)).is_at_hand()
    assert code(3.0) == 6.0


def test_a_folder_of_another_user_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    mine = place_of([space]).folder
    assert mine.is_dir()
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    assert place_of([space]) == (
        None,
        f"{mine} belongs to another user; remove it, or set XDG_CACHE_HOME to a folder of your own",
    )
    shutil.rmtree(tmp_path / "cache")
    assert place_of([space]).folder is None
    assert not (tmp_path / "cache").exists()


def test_a_folder_below_one_that_every_user_can_change_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "open" / "cache"))
    assert place_of([space]).folder is not None
    (tmp_path / "open").chmod(0o777)
    assert place_of([space]) == (
        None,
        f"{tmp_path / 'open'} can be written by every user; set XDG_CACHE_HOME to a folder of your own",
    )
    (tmp_path / "open").chmod(0o1777)
    assert place_of([space]).folder is not None


def test_a_file_of_another_owner_within_the_folder_is_not_run(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    file = place_of([space]).folder / "below" / "x.nbc"
    file.parent.mkdir()
    file.touch()
    # Root alone can give a file away, so that the owner is what the system is made to say.
    state_of = Path.lstat

    def lstat(path):
        mode, inode, device, links, owner, *others = state_of(path)
        return os.stat_result((mode, inode, device, links, owner + (path == file), *others))

    monkeypatch.setattr(Path, "lstat", lstat)
    assert place_of([space]).why_not.startswith(f"{file} belongs to another user")


def test_the_folder_that_numba_is_told_is_used(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert place_of([space]).folder.parent == tmp_path / "fourcapitals"


def test_a_program_that_runs_older_sources_than_are_in_the_files_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(fourcapitals, "LOADED_AT_NS", Path(space.__file__).stat().st_ctime_ns - 1)
    assert place_of([space]) == (None, "source files have changed since this program started; start it again")


def test_another_number_taken_from_elsewhere_makes_other_machine_code(monkeypatch):
    before = checksum([summary])
    assert before == checksum([summary]) != checksum([summary, capitals])
    monkeypatch.setattr(summary, "NOTHING", 2 * summary.NOTHING)
    assert checksum([summary]) != before


@pytest.mark.parametrize("function", [schedule.project, summary.summarise, area_bins.add_counts])
def test_the_checksum_covers_every_function_that_compiled_functions_name(function):
    covered, waiting, seen = {each.__name__ for each in sources(function)}, [function], set()
    while waiting:
        calling = waiting.pop()
        if calling not in seen and calling.__module__.startswith("fourcapitals."):
            seen.add(calling)
            assert calling.__module__ in covered, f"machine code of {calling.__qualname__} would be kept too long"
            waiting += functions_named_by(calling.__code__, calling.__globals__)
    assert len(seen) > 1 or function is area_bins.add_counts


def functions_named_by(code, known):
    """The functions that some code names, in itself and in the functions that it makes."""
    modules = [known[name] for name in code.co_names if inspect.ismodule(known.get(name))]
    for name in code.co_names:
        found = [known.get(name), *(getattr(module, name, None) for module in modules)]
        yield from filter(inspect.isfunction, found)
    for constant in filter(inspect.iscode, code.co_consts):
        yield from functions_named_by(constant, known)


def test_a_program_says_once_that_it_compiles(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def double(values):
        return 2 * values

    assert what_is_compiled(double) == COMPILED_ONCE
    assert compile_function(double)(2.0) == 4.0
    assert what_is_compiled(double) is None


@pytest.mark.thorough
def test_no_two_functions_made_at_run_time_have_one_name_in_this_program_its_copies_or_another(own):
    """Else kept code of two programs, loaded into a third, calls the other's where types and places are the same."""
    script = own.root / "adding.py"
    script.write_text(MADE_AT_RUN_TIME)
    made = []
    for _ in range(2):
        command = [sys.executable, "-W", "error", script]
        one, two, of_copy, kept, of_next, kept_too = subprocess.run(
            command, capture_output=True, text=True, check=True
        ).stdout.split()
        assert kept == kept_too == one
        made += [one, two, of_copy, of_next]
    assert len(set(made)) == len(made)
