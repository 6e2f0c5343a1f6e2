"""Mutants of every bundled scenario are read and run, or refused by the name of their file: no traceback, no hang.

``FOURCAPITALS_MUTANTS=1500 pytest tests/scenario/test_mutants.py`` runs them at full size.
"""

import os
import signal

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.errors import BadInput
from scenario_mutants import mutant
from scenario_texts import HEAD

HOW_MANY = int(os.environ.get("FOURCAPITALS_MUTANTS", "60"))
SECONDS = 60
"""Longest that one may take; the slowest takes about two, on a busy machine ten."""


@pytest.fixture
def alarm():
    def ring(*_):
        raise TimeoutError(f"a mutant took more than {SECONDS} s")

    before = signal.signal(signal.SIGALRM, ring)
    yield signal.alarm
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("number", range(HOW_MANY))
def test_a_mutant_runs_or_is_refused_by_name(number, tmp_path, alarm):
    names = fc.scenario_names()
    path = tmp_path / f"mutant_{number}.toml"
    text = mutant(fc.load_scenario(names[number % len(names)]).text, number)
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    alarm(SECONDS)
    try:
        results = fc.simulate(path)
    except BadInput as error:
        told = error.faults
    else:
        assert np.isfinite(results.dataset["hle"]).all()
        return
    assert told
    for fault in told:
        assert path.stem in fault, fault
        assert "\n" not in fault


def test_mutants_are_of_both_kinds():
    def is_read(number):
        try:
            fc.parse_scenario(mutant(fc.load_scenario("announced_2021").text, number), name="x")
        except BadInput:
            return False
        return True

    read = [is_read(number) for number in range(40)]
    assert 0 < sum(read) < 40
    assert mutant(HEAD, 5) == mutant(HEAD, 5)
