"""The commands that the README lists."""

import re
import shlex
from pathlib import Path

TEXT = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def lines():
    """The commands of the list, each as words, without where its output goes."""
    block = re.search(r"## What you can ask\n.*?```sh\n(.*?)```", TEXT, re.DOTALL).group(1)
    for line in block.splitlines():
        words = shlex.split(line, comments=True)
        yield words[: words.index(">")] if ">" in words else words
