"""Burst or stream: the same present value spent in three years or in ten.

Run it: python experiments/timing.py
"""

import fourcapitals as fc
from rich.console import Console
from rich.table import Table

ARMS = ("burst_3_years", "stream_10_years")
YEARS = (2025, 2030, 2035)
DISCOUNT_RATE = 0.035
DISCOUNT_BASE = 2021


def present_value(scenario):
    """New money in 2019 prices, discounted to 2021 at the Green Book's 3.5%, £m."""
    money = scenario.new_money(fc.load_parameters().deflator)
    return sum(amount / (1 + DISCOUNT_RATE) ** (year - DISCOUNT_BASE) for year, amount in money.items())


def main():
    results = fc.simulate(["baseline", *ARMS])
    gained = results.differences("hle").squeeze()
    people = fc.results.healthy_person_years(results).squeeze()
    shown = Table(title="The same present value, early or spread out: England, central values, noise off")
    shown.add_column("Arm")
    shown.add_column("Present value, £m", justify="right")
    for year in YEARS:
        shown.add_column(f"HLE {year}", justify="right")
    shown.add_column("Healthy person-years 2021-35", justify="right")
    for name in ARMS:
        shown.add_row(
            name,
            f"{present_value(fc.load_scenario(name)):,.2f}",
            *(fc.results.readable_years(float(gained.sel(scenario=name, year=year))) for year in YEARS),
            f"{float(people.sel(scenario=name)):,.0f}",
        )
    Console(width=140).print(shown)


if __name__ == "__main__":
    main()
