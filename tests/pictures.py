"""What tests of pictures ask of each."""

from itertools import combinations

import xarray as xr
from fourcapitals.results.results import Results
from matplotlib.text import Text

FOUR = ["baseline", "announced_2021", "balanced_health_need", "public_health_restored"]
EIGHT = [
    "baseline",
    "announced_2021",
    "balanced_health_need",
    "public_health_restored",
    "social_security",
    "early_years_and_skills",
    "housing_quality",
    "infrastructure_tilt",
    "eu_funds_end_no_replacement",
]
"""The baseline and eight strategies of all kinds of money."""
DAYS = 365.25
"""In a year."""


def only(results, *names):
    """The results of some scenarios alone."""
    return Results(results.dataset.sel(scenario=list(names)))


def with_multiples(results, factors):
    """Results with more scenarios, each a multiple of what restoring public health does to healthy life expectancy."""
    dataset = results.dataset
    base = dataset["hle"].sel(scenario="baseline", drop=True)
    strong = dataset[["hle", "gva_per_hour", "running_cost"]].sel(scenario=["public_health_restored"])
    parts = [dataset[["hle", "gva_per_hour", "running_cost"]]]
    for at, (name, factor) in enumerate(factors.items()):
        title = f"Strategy {at}{', the same in another order of places and of years' * (at % 3 == 0)}"
        copy = strong.assign_coords(scenario=[name], title=("scenario", [title]))
        parts.append(copy.assign(hle=(base + factor * (copy["hle"] - base)).transpose(*dataset["hle"].dims)))
    rest = dataset.drop_dims("scenario")
    return Results(xr.concat(parts, dim="scenario").merge(rest).assign_attrs(dataset.attrs))


def with_draws(results, factors):
    """Results with several draws, in which each difference of each outcome drawn is a multiple of the first."""
    dataset = results.dataset
    draws = xr.DataArray(factors, dims="draw", coords={"draw": range(len(factors))})
    repeated = dataset.isel(draw=[0] * len(factors)).assign_coords(draw=range(len(factors)))
    changed = {}
    for name in ("hle", "gva_per_hour"):
        first = dataset[name].isel(draw=0, drop=True)
        base = first.sel(scenario="baseline", drop=True)
        changed[name] = (base + draws * (first - base)).transpose(*dataset[name].dims)
    return Results(repeated.assign(changed))


def assert_every_word_can_be_read(chart):
    """No text is cut by the page, and no text covers another."""
    chart.draw_without_rendering()
    renderer = chart.canvas.get_renderer()
    wide, high = chart.get_size_inches() * chart.dpi
    boxes = []
    for text in chart.findobj(Text):
        if not text.get_text().strip() or not text.get_visible():
            continue
        box = Text.get_window_extent(text, renderer)
        assert box.x0 >= 0, text.get_text()
        assert box.y0 >= 0, text.get_text()
        assert box.x1 <= wide, text.get_text()
        assert box.y1 <= high, text.get_text()
        boxes.append((text.get_text(), box))
    for (one, first), (other, second) in combinations(boxes, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        along = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert across <= 1 or along <= 1, (one, other)


def said_in(chart):
    """All words of a picture, in the order in which they were drawn."""
    return " ".join(" ".join(text.get_text() for text in chart.findobj(Text)).split())
