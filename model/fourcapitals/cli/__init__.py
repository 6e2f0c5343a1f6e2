"""The command line: one module for each kind of command."""

from fourcapitals.cli import places, results, strategies
from fourcapitals.cli.app import app, main

__all__ = ["app", "main", "places", "results", "strategies"]
