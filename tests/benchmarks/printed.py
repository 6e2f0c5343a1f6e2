"""What the benchmark prints."""

from __future__ import annotations

from typing import Any

from implementations import (
    COMPILED,
    PLAIN,
)
from measurements import (
    STRATEGIES,
)
from rich.table import Table

LARGEST_JOB = 10_000


def table_of(found: dict[str, Any]) -> Table:
    """One table of all that was found."""
    load = ", ".join(f"{one[0]:.1f}" for one in found["load_average"])
    machine = found["machine"]
    table = Table(
        title=f"{found['unit']}; {found['rounds']} rounds; load average {load}",
        caption=f"{machine['processor']}, {machine['processors']} processors; Python {machine['python']}, NumPy "
        f"{machine['numpy']}, Numba {machine['numba']}, Mesa {machine['mesa']}. Ratios are medians of paired rounds.",
        title_justify="left",
        caption_justify="left",
    )
    for heading in (
        "s per 1,000 runs: min",
        "median",
        "processor s, min",
        "ns per area-year",
        "x plain Mesa",
        "peak MB",
    ):
        if not table.columns:
            table.add_column("")
        table.add_column(heading, justify="right")
    for name, row in found["implementations"].items():
        seconds = row["seconds_per_run"]
        table.add_row(
            name,
            f"{seconds['minimum'] * 1000:,.3g}",
            f"{seconds['median'] * 1000:,.3g}",
            f"{spent['minimum'] * 1000:,.3g}" if (spent := row["processor_seconds_per_run"]) else "",
            f"{row['ns_per_area_year']:,.0f}",
            f"{row['times_plain_mesa']:,.3g}",
            f"{found['peak_memory_mb'][name]:,.0f}",
        )
    base = found["floor"]
    per_area_year = base["seconds"] / found["implementations"][COMPILED]["seconds_per_run"]["minimum"]
    parts = ", ".join(f"{kind.replace('_', '-')} {value * 1000:.3f}" for kind, value in base["seconds_by_kind"].items())
    table.add_row(
        f"floor ({parts})",
        f"{base['seconds'] * 1000:.3g}",
        "",
        "",
        f"{per_area_year * found['implementations'][COMPILED]['ns_per_area_year']:,.0f}",
        f"{found['implementations'][PLAIN]['seconds_per_run']['minimum'] / base['seconds']:,.0f}",
        "",
    )
    table.add_section()
    for name, value in other_rows(found):
        table.add_row(name, value)
    return table


def other_rows(found: dict[str, Any]) -> list[tuple[str, str]]:
    """The rows below the implementations."""

    def seconds(values: dict[str, Any]) -> str:
        return f"{values['minimum']:.2f} s, median {values['median']:.2f}"

    job, ensemble = LARGEST_JOB * len(STRATEGIES), found["ensemble"]
    whole = ensemble["seconds"] * job / ensemble["draws"] / ensemble["scenarios"]
    rows = [
        ("compiled over the floor, 1 thread", f"{found['compiled_over_floor']:.1f} x"),
        ("batched NumPy over compiled, 1 thread", f"{found['batched_numpy_over_compiled']:.2f} x"),
        ("1 thread over 2", f"{found['one_thread_over_two']:.2f} x"),
        (
            "by processor time: plain Mesa, batched NumPy over compiled",
            f"{found['processor_time_ratios']['plain_mesa_over_compiled']:.0f} x, "
            f"{found['processor_time_ratios']['batched_numpy_over_compiled']:.2f} x",
        ),
        ("random numbers of a run", f"{found['noise_seconds_per_run'] * 1000:.3f} ms"),
        ("first compiled run, empty cache", seconds(found["cold_compile"])),
        ("first compiled run, filled cache", seconds(found["warm_load"])),
        (
            f"ensemble of {ensemble['scenarios']} scenarios x {ensemble['draws']:,} draws, store, 2 workers",
            f"{ensemble['seconds']:.1f} s, {ensemble['peak_mb']:.0f} MB",
        ),
        (f"the same at that rate for {LARGEST_JOB:,} draws", f"{whole:.0f} s"),
    ]
    for row in found["by_number_of_areas"]:
        kept = "all pairs" if row["kept_of_mass"] == 1 else f"{row['mass_links_per_area']:.0f} mass links an area"
        rows.append(
            (
                f"{row['areas']:,} areas, {kept}",
                f"{row['ns_per_area_year']['minimum']:,.0f} ns per area-year, {row['against_307_areas']:.2f} x",
            )
        )
    rows += [
        (
            f"{row['draws']:,} draws, 1 and 2 threads",
            f"{row['ms_per_draw_1_threads']:.2f} and {row['ms_per_draw_2_threads']:.2f} ms a draw",
        )
        for row in found["by_number_of_draws"]
    ]
    return rows + [(name, seconds(values)) for name, values in found["commands"].items()]
