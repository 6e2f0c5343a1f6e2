"""Mix by place by decider: what matters more, what money buys, where it goes, or who decides?

Twenty-four arms spend the same money in the same years. Run it: python experiments/mix_by_place.py
"""

from itertools import combinations

import fourcapitals as fc
import pandas as pd
from rich.console import Console
from rich.table import Table

FACTORS = ("mix", "place", "decider")


def arms():
    """Effect of every arm against continuing as now, one row an arm."""
    grid = fc.scenario_grid()
    results = fc.simulate([fc.load_scenario("baseline"), *grid])
    people = fc.results.healthy_person_years(results).squeeze()
    output = results.differences("gva_per_hour").sel(year=2035).squeeze()
    rows = [
        {
            **dict(zip(FACTORS, split(scenario.name), strict=True)),
            "healthy_person_years": float(people.sel(scenario=scenario.name)),
            "gva_per_hour_percent": float(output.sel(scenario=scenario.name)),
        }
        for scenario in grid
    ]
    return pd.DataFrame(rows)


def split(name):
    """Mix, place and decider of an arm's name; a place may have an underscore of its own."""
    mix, rest = name.split("_", 1)
    place, decider = rest.rsplit("_", 1)
    return mix, place, decider


def variance_shares(table, outcome):
    """Share of the variance between arms that each factor and each pair of factors accounts for."""
    grand = table[outcome].mean()
    total = ((table[outcome] - grand) ** 2).sum()
    shares, main = {}, {}
    for factor in FACTORS:
        main[factor] = table.groupby(factor)[outcome].transform("mean") - grand
        shares[factor] = (main[factor] ** 2).sum() / total
    for first, second in combinations(FACTORS, 2):
        cell = table.groupby([first, second])[outcome].transform("mean") - grand
        shares[f"{first} x {second}"] = ((cell - main[first] - main[second]) ** 2).sum() / total
    shares["all three"] = 1 - sum(shares.values())
    return shares


def main():
    table = arms()
    console = Console(width=120)
    for outcome, label in (
        ("healthy_person_years", "Healthy person-years 2021-35"),
        ("gva_per_hour_percent", "GVA per hour 2035, % against baseline"),
    ):
        shown = Table(title=f"{label}: mean of the arms that share a level, and share of variance")
        shown.add_column("Factor")
        shown.add_column("Levels")
        shown.add_column("Share of variance", justify="right")
        shares = variance_shares(table, outcome)
        for factor, share in shares.items():
            means = table.groupby(factor)[outcome].mean() if factor in FACTORS else {}
            shown.add_row(factor, ", ".join(f"{level} {mean:,.4g}" for level, mean in means.items()), f"{share:.1%}")
        console.print(shown)
    console.print("Central values, noise off. Competition is ranked on need and capacity alone when noise is off.")


if __name__ == "__main__":
    main()
