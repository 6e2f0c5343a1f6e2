"""Charts and maps: levels with their observed past, and differences at a scale that shows them.

In the style of the Government Analysis Function: direct labels, colour never the only cue, the source below. A chart
carries its data, its alt text and the command that makes it again, and `save_figure` writes all of them.
"""

from fourcapitals.plots.area import plot_area
from fourcapitals.plots.audit import plot_audit
from fourcapitals.plots.chart import FORMATS, Chart, check_figure, save_figure
from fourcapitals.plots.inequality import plot_inequality
from fourcapitals.plots.maps import plot_map
from fourcapitals.plots.marginal import plot_marginal
from fourcapitals.plots.money import plot_money_against_need
from fourcapitals.plots.pen import spread
from fourcapitals.plots.priors import plot_priors
from fourcapitals.plots.projection import plot_projection
from fourcapitals.plots.regions import plot_regions
from fourcapitals.plots.scaling import plot_scale
from fourcapitals.plots.strategies import plot_strategies

__all__ = [
    "FORMATS",
    "Chart",
    "check_figure",
    "plot_area",
    "plot_audit",
    "plot_inequality",
    "plot_map",
    "plot_marginal",
    "plot_money_against_need",
    "plot_priors",
    "plot_projection",
    "plot_regions",
    "plot_scale",
    "plot_strategies",
    "save_figure",
    "spread",
]
