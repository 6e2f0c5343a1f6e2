"""Tables in TOML that the package carries, read and checked against their form."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TypeVar

from pydantic import BaseModel

from fourcapitals.errors import DamagedPackage

Form = TypeVar("Form", bound=BaseModel)


def read_packaged(file: str, form: type[Form]) -> Form:
    """Read a table that lies beside this module.

    Parameters
    ----------
    file : str
        Its name.
    form : type
        What it must be.

    Raises
    ------
    DamagedPackage
        When it is missing or not as it was published.
    """
    try:
        text = (files("fourcapitals.data") / file).read_text(encoding="utf-8")
        return form.model_validate(tomllib.loads(text))
    except (OSError, ValueError) as error:
        raise DamagedPackage.because(f"{file} cannot be read ({type(error).__name__})") from None
