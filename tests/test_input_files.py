"""What is given to a command as a file and never ends, or is none, is refused at once and by name."""

import os
import socket
import threading

import pytest
from fourcapitals.errors import BadInput
from fourcapitals.input_files import read_input
from fourcapitals.results.opening import open_results
from fourcapitals.scenario.files import load_scenario

# A reader that waits for ever would hold the test up, so that each is given some seconds.
SECONDS = 20

READERS = {"run": load_scenario, "open": open_results}


def faults_in_time(read, path):
    found = []

    def reading():
        try:
            read(path)
        except BadInput as error:
            found.append(error.faults)

    thread = threading.Thread(target=reading, daemon=True)
    thread.start()
    thread.join(SECONDS)
    assert not thread.is_alive(), f"{path} is waited for"
    (faults,) = found
    return faults


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize("ending", [".toml", ".nc"])
@pytest.mark.parametrize("linked", [False, True], ids=["itself", "a link to it"])
@pytest.mark.parametrize("kind", ["pipe", "socket", "device"])
def test_what_is_no_file_is_refused_at_once(read, ending, linked, kind, tmp_path):
    path = given = tmp_path / f"x{ending}"
    if linked:
        path = tmp_path / "other"
        given.symlink_to(path)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(path))
        listening.close()
    else:
        path.symlink_to("/dev/zero")
    what = "scenario file" if read is load_scenario else "results file"
    assert faults_in_time(read, given) == (f"{given}: a {kind}, not a file; give a {what}",)


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize("path", ["/dev/zero", "/dev/stdin", "/dev/tty"])
def test_a_device_is_refused_at_once(read, path):
    if os.path.exists(path):
        (fault,) = faults_in_time(read, path)
        assert fault.startswith(path)


def test_links_in_a_circle_are_refused(tmp_path):
    (tmp_path / "a.toml").symlink_to(tmp_path / "b.toml")
    (tmp_path / "b.toml").symlink_to(tmp_path / "a.toml")
    (fault,) = faults_in_time(load_scenario, tmp_path / "a.toml")
    assert fault.endswith("cannot be read: too many levels of symbolic links")


def test_a_file_of_the_system_without_a_size_is_read_no_further_than_the_largest_size():
    with pytest.raises(BadInput, match="larger than 0 kB, which no table is"):
        read_input("/proc/self/status", what="table", most_bytes=10)


DEEP = {
    "dotted keys": "a" + ".a" * 32_000 + " = 1",
    "quoted keys": '"a"' + '."a"' * 15_000 + " = 1",
    "keys with spaces": "a" + " . a" * 15_000 + " = 1",
    "a header": "[a" + ".a" * 32_000 + "]",
    "a header of lists": "[[a" + ".a" * 32_000 + "]]",
    "lists": "a = " + "[" * 65_000,
    "tables": "a = " + "{a = " * 13_000,
    "lists on lines": "a = " + "[\n" * 32_000,
    "lists after many ends": "]" * 30_000 + "[" * 30_000,
    "texts without an end": '"""' * 21_000,
    "texts that go on": '"""' + '\\"""' * 16_000,
    "both kinds of texts": "'''\"\"\"" * 10_000,
    "signs of texts": "\"'" * 32_000,
    "dots": "." * 65_000,
    "distinct keys": "\n".join(f"k{number} = 1" for number in range(6_000)),
    "distinct funds": "\n".join(f"funds.k{number} = 1" for number in range(3_500)),
    "a long list of areas": "levers.l.areas = [" + "'x'," * 16_000 + "]",
    "a long list of near areas": "levers.l.areas = [" + "'Hartlepol'," * 5_000 + "]",
    "900 kB of dotted keys": "a" + ".a" * 450_000 + " = 1",
}


@pytest.mark.parametrize("kind", DEEP)
def test_a_file_made_to_be_slow_is_refused_soon(kind, tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(DEEP[kind])
    assert all(fault.startswith(f"{path}: ") for fault in faults_in_time(load_scenario, path))
