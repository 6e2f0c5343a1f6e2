"""The tasks of a developer: ``python tasks.py`` lists them, ``python tasks.py test lint`` runs them in that order.

They need what ``pip install -e ".[develop]"`` brings, and nothing beside Python itself is needed to read this file.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent


def module(*words: str) -> None:
    """Run a module of this Python's environment."""
    program(sys.executable, "-m", *words)


def program(*words: str) -> None:
    """Run a program in the root of the repository; stop where it fails."""
    print("$", *words, flush=True)
    code = subprocess.run(words, cwd=ROOT, check=False).returncode
    if code:
        sys.exit(code)


def test() -> None:
    """Run the tests that every change runs: about five minutes on two cores."""
    module("pytest", "-n", "2", "--dist", "loadfile")


def thorough() -> None:
    """Run the long tail of tests: combinations and pictures that seldom break."""
    module("pytest", "-n", "2", "--dist", "loadfile", "-m", "thorough")


def browser() -> None:
    """Try pages in Chromium; skipped, with what to install, where it is missing."""
    module("pytest", "-n", "2", "--dist", "loadfile", "-m", "browser", "tests/browser")


def lint() -> None:
    """Check style, format, and that the rooms import downward only."""
    module("ruff", "check", ".")
    module("ruff", "format", "--check", ".")
    # import-linter has no module to run with -m; its command lies beside Python.
    program(str(Path(sys.executable).with_name("lint-imports")))


def types() -> None:
    """Check types, strictly."""
    module("mypy")


def tables() -> None:
    """Write the generated tables of ODD.md anew."""
    module("fourcapitals.report.odd")


def docs() -> None:
    """Build the documentation, every page executed, into docs/_build/html, and check it: about two minutes."""
    module("sphinx", "-b", "html", "-W", "--keep-going", "-q", "docs", "docs/_build/html")
    program(sys.executable, "docs/check_site.py", "docs/_build/html")
    program(sys.executable, "docs/check_accessibility.py", "docs/_build/html")


def evidence() -> None:
    """Work out anew on which letters of evidence the bundled scenarios rest, and the report card: some minutes."""
    module("fourcapitals.ensemble.bundled_shares")
    module("fourcapitals.evidence.known_hindcast")


def coverage() -> None:
    """Measure which lines of the package the tests run, the long tail included."""
    module("pytest", "-n", "2", "--dist", "loadfile", "-m", "", "--cov", "--cov-report", "term:skip-covered")


def numbers() -> None:
    """Compare all projected numbers with those of the last commit; tests/numbers_moved.py takes any revision."""
    program(sys.executable, "tests/numbers_moved.py")


def lock() -> None:
    """Write requirements-dev.lock anew: the newest versions that pyproject.toml allows, on every Python it allows."""
    module(
        *("uv", "pip", "compile", "pyproject.toml", "--extra", "develop", "--universal", "--python-version", "3.11"),
        *("--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "python tasks.py lock"),
        *("--quiet", "--upgrade", "--output-file", "requirements-dev.lock"),
    )


def lowest() -> None:
    """Print the lowest version of each dependency that pyproject.toml promises, as constraints for pip."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        for stated in tomllib.load(file)["project"]["dependencies"]:
            name, least = re.match(r"([\w-]+)>=([\w.]+)", stated).groups()
            print(f"{name}=={least}")


TASKS: dict[str, Callable[[], None]] = {
    task.__name__: task
    for task in (test, thorough, browser, lint, types, docs, tables, evidence, numbers, coverage, lock, lowest)
}


def main() -> None:
    """Run the tasks named on the command line, or list them."""
    asked = sys.argv[1:]
    unknown = [name for name in asked if name not in TASKS]
    if unknown:
        sys.exit(f"no task {unknown[0]!r}; choose from {', '.join(TASKS)}")
    for name in asked:
        TASKS[name]()
    if not asked:
        print("\n".join(f"{name:10} {str(task.__doc__).splitlines()[0]}" for name, task in TASKS.items()))


if __name__ == "__main__":
    main()
