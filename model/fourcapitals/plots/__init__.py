"""Charts and maps: levels with their observed past, and differences at a scale that shows them.

In the style of the Government Analysis Function: direct labels, colour never the only cue, the source below. A chart
takes results, carries its data, its alt text and the command that makes it again, and `save` writes all of them.

`charts` holds one file a chart, `maps` the hexagon maps, and `parts` what they are made of: page, axes, labels, words.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
