"""More draws of what the live page shows, and the strategies of a store."""

import json
import threading
import time
from types import SimpleNamespace

import fourcapitals as fc
import pytest
from fourcapitals.report.live_page.opening import exploration_of
from live_page_client import ask, faults, view


def threads_of_many_draws():
    return [each for each in threading.enumerate() if each.name == "many draws"]


def test_more_draws_that_fail_say_so(client, monkeypatch):
    def fail(*_, **__):
        raise OSError("it fails")

    monkeypatch.setattr("fourcapitals.report.live_page.many_draws.run_ensemble", fail)
    monkeypatch.setattr("threading.excepthook", lambda _: None)
    ask(client, "many", {"what": "begin", "view": view()})
    for each in threads_of_many_draws():
        each.join(60)
    assert ask(client, "many", {"what": "tell"})["state"] == "failed"


def test_more_draws_that_end_with_the_program_complain_of_nothing(client, monkeypatch):
    begun, ended = threading.Event(), threading.Event()

    def go_on(*_, **__):
        begun.set()
        assert ended.wait(60)
        raise RuntimeError("cannot schedule new futures after interpreter shutdown")

    monkeypatch.setattr("fourcapitals.report.live_page.many_draws.run_ensemble", go_on)
    ask(client, "many", {"what": "begin", "view": view()})
    (thread,) = threads_of_many_draws()
    assert begun.wait(60)
    ask(client, "many", {"what": "stop"})
    ended.set()
    thread.join(60)
    assert ask(client, "many", {"what": "tell"})["state"] == "stopped"


def test_of_more_draws_begun_at_once_the_last_alone_go_on(client, monkeypatch):
    def go_on(*_, progress, **__):
        while True:
            progress(SimpleNamespace(draws_done=64, seconds_left=1.0))
            time.sleep(0.01)

    monkeypatch.setattr("fourcapitals.report.live_page.many_draws.run_ensemble", go_on)
    client.post_at_once("/many", *3 * [{"what": "begin", "view": view()}])
    *others, last = threads_of_many_draws()
    for each in others:
        each.join(60)
    assert threads_of_many_draws() == [last]
    (other,) = faults(client, "many", {"what": "tell", "number": 1})
    assert other == "stopped: other draws were begun after them, in another window"
    assert ask(client, "many", {"what": "tell", "number": 3})["state"] == "running"
    assert ask(client, "many", {"what": "stop"})["state"] == "stopped"
    last.join(60)
    assert not last.is_alive()


@pytest.mark.thorough
def test_more_draws_can_be_stopped(client, page):
    begun = ask(client, "many", {"what": "begin", "view": view()})
    assert begun["state"] in ("running", "done")
    assert ask(client, "many", {"what": "stop"})["state"] == "stopped"
    for each in threads_of_many_draws():
        each.join(60)


@pytest.mark.thorough
def test_a_store_brings_its_own_strategies_seed_and_parameters(tmp_path):
    mine = fc.parse_scenario(fc.load_scenario("per_head").text.replace("title = ", "title = 'Own' #", 1), name="mine")
    changed = fc.data.changed_table(["deadweight[human]=0.1"]).from_priors()
    fc.run_ensemble([mine], draws=1, seed=7, out=tmp_path / "runs", workers=1, parameters=changed)
    exploration = exploration_of(tmp_path / "runs", draws=2, seed=0, reference="baseline")
    assert next(iter(exploration.at_hand)) == "mine"
    assert exploration.live.job.recipe.seed == 7
    assert exploration.options == ("--set", "deadweight[human]=0.1", "--prior")
    assert exploration.input_lines == fc.data.input_lines(parameters=changed)
    assert json.dumps(exploration.years)
