"""What tests of pictures ask of each."""

from itertools import combinations

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
