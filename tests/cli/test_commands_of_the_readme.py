"""The commands that the README lists run, one after another."""

import pytest
from readme_commands import lines

FEW = ["--area", "Hartlepool", "--area", "Surrey", "--years", "2030", "--budget", "20"]
SMALLER = {
    "bids": ["--draws", "16"],
    "facts": ["--draws", "16"],
    "flips": ["--draws", "16"],
    "forecast": ["--draws", "32"],
    "frontier": [*FEW, "--points", "3"],
    "hindcast": ["--draws", "48"],
    "needed": ["--draws", "16"],
    "optimise": FEW,
    "priors": ["--draws", "16"],
    "scale": ["--draws", "16"],
}


@pytest.mark.thorough
def test_the_commands_of_the_readme_run_in_their_order(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words in list(lines())[1:]:
        if words[1] == "dashboard":
            continue  # it waits for a browser (tests/report/live_page)
        # What is tested is that the words are those of the command line.
        fewer = [{"1000": "64", "5000": "100"}.get(word, word) for word in words[1:]]
        code, _, err = call(*fewer, *SMALLER.get(words[1], []))
        assert code == 0, f"{' '.join(words)}: {err}"
