"""The command line: one module for each kind of command."""

from fourcapitals.cli import ensembles, evidence, places, results, strategies
from fourcapitals.cli.app import app, main

__all__ = ["app", "ensembles", "evidence", "main", "places", "results", "strategies"]
