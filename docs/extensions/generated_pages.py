"""Pages that follow from the code: the commands, the numbers that are assumed, and the names of each room."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from enum import EnumType
from pathlib import Path
from typing import TYPE_CHECKING, get_args, get_type_hints

import fourcapitals as fc
import typer
from fourcapitals.cli import app as command_line
from pygments.lexers.special import TextLexer

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOMS = ("scenario", "simulation", "ensemble", "results", "plots", "evidence", "appraisal", "report", "data")

KIND_OF_ATTRIBUTE = re.compile(r":vartype (\w+): (.*)")
ATTRIBUTE = re.compile(r":ivar (\w+):")


def setup(app: Sphinx) -> dict[str, bool]:
    """Write them before the first page is read."""
    app.connect("builder-inited", write_pages)
    app.connect("autodoc-process-docstring", unlink_types, priority=900)  # After napoleon.
    app.add_lexer("csv", TextLexer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def unlink_types(app: Sphinx, what: str, name: str, each: object, options: object, lines: list[str]) -> None:
    """Write the kinds of attributes, such as "(area,), years", as text: they are no names to be looked up."""
    kinds = dict(found.groups() for line in lines if (found := KIND_OF_ATTRIBUTE.fullmatch(line)))
    kept = [line for line in lines if not KIND_OF_ATTRIBUTE.fullmatch(line)]
    for number, line in enumerate(kept):
        found = ATTRIBUTE.match(line)
        if found and found[1] in kinds:
            kept[number] = f":ivar {found[1]}: *{kinds[found[1]]}*. {line[found.end() :].strip()}"
    lines[:] = kept


def write_pages(app: Sphinx) -> None:
    """Write what has changed, so that other pages are not read anew."""
    source = Path(app.srcdir)
    write(source / "_generated" / "commands.md", commands())
    write(source / "_generated" / "parameters.md", parameters())
    api = source / "reference" / "api"
    write(api / "package.md", package())
    for room in ROOMS:
        write(api / f"{room}.rst", page_of_room(room))
    write(api / "equations.rst", page_of_equations())


def write(path: Path, text: str) -> None:
    """Write a page if it says something else than it did."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def commands() -> str:
    """Every command with its help, its options and its examples."""
    return "\n".join(of_group(command_line, "fourcapitals"))


def of_group(group: typer.Typer, called: str) -> Iterator[str]:
    """The commands of a group, and of the groups within it."""
    for command in group.registered_commands:
        name = command.name or command.callback.__name__.replace("_", "-")
        yield from of_command(command, f"{called} {name}")
    for inner in group.registered_groups:
        yield from of_group(inner.typer_instance, f"{called} {inner.name or inner.typer_instance.info.name}")


def of_command(command: typer.models.CommandInfo, called: str) -> Iterator[str]:
    """One command: what it does, what it takes, how it is typed."""
    hints = get_type_hints(command.callback, include_extras=True)
    taken = [Taken(each, hints[each.name]) for each in inspect.signature(command.callback).parameters.values()]
    taken = [each for each in taken if each.stated is not None]
    yield f"## {called.removeprefix('fourcapitals ')}\n"
    yield f"{inspect.cleandoc(command.help or command.callback.__doc__ or '')}\n"
    words = "".join(f" {each.written}" for each in taken if each.is_argument)
    yield f"```text\n{called}{words} [OPTIONS]\n```\n"
    if taken:
        yield "| argument or option | meaning | if left out |\n|---|---|---|"
        yield from (each.row for each in taken)
        yield ""
    examples = [line.strip("` ") for line in (command.epilog or "").splitlines() if line.startswith("`")]
    if examples:
        yield "```sh\n" + "\n".join(examples) + "\n```\n"


class Taken:
    """An argument or an option of a command, as its function declares it."""

    def __init__(self, parameter: inspect.Parameter, hint: object) -> None:
        self.name, self.default = parameter.name, parameter.default
        kind, *marks = get_args(hint) if hasattr(hint, "__metadata__") else (hint,)
        self.kind = kind
        self.stated = next((each for each in marks if isinstance(each, typer.models.ParameterInfo)), None)

    @property
    def is_argument(self) -> bool:
        """Whether it is given by its place and not by a name."""
        return isinstance(self.stated, typer.models.ArgumentInfo)

    @property
    def written(self) -> str:
        """An argument as it is typed: in capitals, with dots where several may be given."""
        name = (self.stated.metavar or self.name).strip("{}.[]").upper()
        name += "..." if "list" in str(self.kind) else ""
        return name if self.default is inspect.Parameter.empty else f"[{name}]"

    @property
    def row(self) -> str:
        """Its row of the table: names, choices, meaning, and what holds without it."""
        # In Annotated, Typer takes the first name for its default.
        given = (self.stated.default, *(self.stated.param_decls or ()))
        names = [each for each in given if isinstance(each, str) and each.startswith("-")]
        names = names or [f"--{self.name.replace('_', '-')}"]
        shown = f"`{self.written}`" if self.is_argument else ", ".join(f"`{name}`" for name in names)
        kinds = [each for each in (self.kind, *get_args(self.kind)) if isinstance(each, EnumType)]
        if kinds:
            shown += ": " + ", ".join(f"`{each.value}`" for each in kinds[0])
        if self.default is inspect.Parameter.empty:
            without = "required"
        elif self.default is None or isinstance(self.default, bool):
            without = ""
        else:
            without = f"`{getattr(self.default, 'value', self.default)}`"
        return f"| {shown} | {cell(self.stated.help or '')} | {without} |"


def cell(text: object) -> str:
    """A text as a cell of a table: on one line, its bars and signs of Markdown as they are."""
    one = " ".join(str(text).split())
    for sign in "\\|*_<>[]$":
        one = one.replace(sign, "\\" + sign)
    return one


def parameters() -> str:
    """Every assumed number by the letter of its evidence: meaning, unit, value, range, source."""
    table = fc.evidence.parameter_table()
    lines = []
    for letter, rows in table.groupby("letter", sort=True):
        lines += [f"## Letter {letter}\n", "| number, and what it says | value (95% of draws) | source |"]
        lines.append("|---|---|---|")
        for row in rows.to_dict("records"):
            span = f" ({row['low']:.3g} to {row['high']:.3g})" if row["drawn"] else " (the same in all draws)"
            unit = "" if row["unit"] == "1" else f" {row['unit']}"
            source = f"{row['source']} ({row['source_read']})"
            cells = (cell(row["meaning"]), cell(f"{row['value']:.4g}{unit}{span}"), cell(source))
            lines.append(f"| `{row['name']}`: " + " | ".join(cells) + " |")
        lines.append("")
    return "\n".join(lines)


def package() -> str:
    """The names that most users need, each with the room where it is described."""
    lines = ["# The package", "", "`import fourcapitals as fc` gives the names that most users need.", ""]
    lines += ["| name | what it is |", "|---|---|"]
    for name, each in offered_by(fc):
        first = cell(summary(each))
        room = getattr(each, "__module__", "").split(".")[1]
        if room in ROOMS and name in dir(getattr(fc, room)):
            lines.append(f"| {{py:obj}}`fc.{name} <fourcapitals.{room}.{name}>` | {first} |")
        else:
            lines.append(f"| {{py:obj}}`fc.{name} <{each.__module__}.{name}>` | {first} |")
    return "\n".join(lines) + "\n"


def summary(each: object) -> str:
    """The first line of what something says of itself."""
    return inspect.cleandoc(each.__doc__ or "").partition("\n")[0].replace("`", "")


def offered_by(module: object) -> list[tuple[str, object]]:
    """The functions and classes that a module offers, in the order in which it names them."""
    names = getattr(module, "__all__", None) or [
        name
        for name, each in vars(module).items()
        if not name.startswith("_") and getattr(each, "__module__", None) == module.__name__
    ]
    found = ((name, getattr(module, name)) for name in names)
    return [(name, each) for name, each in found if inspect.isfunction(each) or inspect.isclass(each)]


def page_of_room(room: str) -> str:
    """The page of a room: what it says of itself, and each of its names with its description."""
    title = f"The room {room}"
    lines = [title, "=" * len(title), "", f".. automodule:: fourcapitals.{room}", "   :no-members:", ""]
    described: set[object] = set()
    for name, each in offered_by(getattr(fc, room)):
        home = each.__module__.split(".")[1]
        if home == room or home not in ROOMS:
            lines += description(f"fourcapitals.{room}.{name}", each)
            described.add(each)
    return "\n".join(lines) + "\n"


def page_of_equations() -> str:
    """The page of the equations: a section for each module."""
    title = "The room equations"
    lines = [title, "=" * len(title), "", ".. automodule:: fourcapitals.equations", "   :no-members:", ""]
    for found in pkgutil.iter_modules(fc.equations.__path__, "fourcapitals.equations."):
        module = importlib.import_module(found.name)
        head = found.name.rpartition(".")[2].replace("_", " ")
        lines += [head, "-" * len(head), "", f".. automodule:: {found.name}", "   :no-members:", ""]
        for name, each in offered_by(module):
            lines += description(f"{found.name}.{name}", each)
    return "\n".join(lines) + "\n"


def description(path: str, each: object) -> list[str]:
    """The directive that describes a function or a class."""
    if not inspect.isclass(each):
        return [f".. autofunction:: {path}", ""]
    ours = [of for of in reversed(each.__mro__) if of.__module__.startswith("fourcapitals")]
    members = [
        name
        for name, member in {name: member for of in ours for name, member in vars(of).items()}.items()
        if not name.startswith("_") and name not in inherited(each) and getattr(member, "__doc__", None)
    ]
    shown = [f"   :members: {', '.join(members)}"] if members and not issubclass(each, tuple) else []
    return [f".. autoclass:: {path}", *shown, ""]


def inherited(each: type) -> set[str]:
    """Names that a class has only because a library made them for it."""
    return {name for base in each.__mro__[1:] if not base.__module__.startswith("fourcapitals") for name in vars(base)}
