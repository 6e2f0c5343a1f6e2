"""The commands that the README lists run, one after another."""

import pytest
from readme_commands import lines

FEWER_DRAWS = {
    "bids": "16",
    "facts": "16",
    "flips": "16",
    "forecast": "32",
    "hindcast": "48",
    "needed": "16",
    "priors": "16",
    "scale": "16",
}


@pytest.mark.thorough
def test_the_commands_of_the_readme_run_in_their_order(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words in list(lines())[1:]:
        if words[1] == "dashboard":
            continue  # it waits for a browser (tests/report/test_live_page.py)
        # What is tested is that the words are those of the command line.
        fewer = [{"1000": "64", "5000": "100"}.get(word, word) for word in words[1:]]
        code, _, err = call(*fewer, *(["--draws", FEWER_DRAWS[words[1]]] if words[1] in FEWER_DRAWS else []))
        assert code == 0, f"{' '.join(words)}: {err}"
