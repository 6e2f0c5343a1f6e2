"""Spread thin or concentrated: the same money a head everywhere, or among the n areas with the poorest health.

Run it: python experiments/concentration.py
"""

import fourcapitals as fc
import numpy as np
from rich.console import Console
from rich.table import Table

PLACES = (307, 150, 75, 30, 10)
# Minimum effective scale, £ per head per year: none at central values, then the median and the top of its prior.
MINIMUM_SCALES = (0.0, 6.0, 20.0)


def arm(places):
    """The announced mix of money, equal per head among the areas worst on healthy life expectancy."""
    text = fc.load_scenario("concentrated").text
    if "n = 30" not in text:
        raise ValueError("scenarios/concentrated.toml no longer says n = 30")
    return fc.parse_scenario(text.replace("n = 30", f"n = {places}"), name=f"top_{places}")


def gains(minimum_scale):
    """Healthy person-years of each arm under one minimum effective scale."""
    parameters = fc.load_parameters().with_values(minimum_effective_scale=minimum_scale)
    results = fc.simulate([fc.load_scenario("baseline"), *map(arm, PLACES)], parameters=parameters)
    people = fc.results.healthy_person_years(results).squeeze()
    return {places: float(people.sel(scenario=f"top_{places}")) for places in PLACES}


def main():
    shown = Table(title="Healthy person-years 2021-35 of the announced money, by the number of places that share it")
    shown.add_column("Minimum effective scale")
    for places in PLACES:
        shown.add_column(f"{places} places", justify="right")
    shown.add_column("Best")
    for scale in MINIMUM_SCALES:
        gained = gains(scale)
        best = max(gained, key=lambda places: gained[places])
        spread = np.ptp(list(gained.values())) / max(gained.values())
        shown.add_row(
            f"£{scale:g} per head a year" if scale else "none (central)",
            *(f"{gained[places]:,.0f}" for places in PLACES),
            f"{best} places" if spread > 0.02 else "a tie (within 2%)",
        )
    console = Console(width=140)
    console.print(shown)
    console.print(
        "The minimum effective scale is a structural switch: no estimate exists (grade J). What it is decides whether "
        "concentration wins."
    )


if __name__ == "__main__":
    main()
