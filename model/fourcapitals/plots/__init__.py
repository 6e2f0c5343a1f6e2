"""Charts and maps: levels with their observed past, and differences at a scale that shows them.

In the style of the Government Analysis Function: direct labels, colour never the only cue, the source below. A chart
takes results, carries its data, its alt text and the command that makes it again, and `save` writes all of them.

`charts` holds one file a chart, `maps` the hexagon maps, and `parts` what they are made of: page, axes, labels, words.
"""

from fourcapitals.plots.charts.area import area
from fourcapitals.plots.charts.audit import audit
from fourcapitals.plots.charts.inequality import inequality
from fourcapitals.plots.charts.marginal import marginal
from fourcapitals.plots.charts.money import money_against_need
from fourcapitals.plots.charts.priors import priors
from fourcapitals.plots.charts.projection import projection
from fourcapitals.plots.charts.regions import regions
from fourcapitals.plots.charts.scale import scale
from fourcapitals.plots.charts.strategies import strategies
from fourcapitals.plots.maps.map_of import map_of
from fourcapitals.plots.parts.chart import FORMATS, Chart, check, save

__all__ = [
    "FORMATS",
    "Chart",
    "area",
    "audit",
    "check",
    "inequality",
    "map_of",
    "marginal",
    "money_against_need",
    "priors",
    "projection",
    "regions",
    "save",
    "scale",
    "strategies",
]
