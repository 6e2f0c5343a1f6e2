"""Colours on a light and on a dark page: each keeps its hue, and its contrast with the page as far as that reaches."""

from __future__ import annotations

import colorsys
from functools import cache
from typing import Final

LIGHT_PAGE: Final = "#ffffff"
DARK_PAGE: Final = "#14161a"
LIFT: Final = 0.7
"""Power of the share of the most contrast: below 1, so that marks of middle lightness stand out on the dark page."""
STEPS: Final = 24
"""Halvings in which a lightness is found: finer than a colour of 24 bits can say."""


def luminance(colour: str) -> float:
    """Relative luminance of a colour of sRGB.

    Parameters
    ----------
    colour : str
        As ``#rrggbb``.

    Notes
    -----
    Source: Web Content Accessibility Guidelines 2.2, definition of relative luminance.

    Examples
    --------
    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in _channels(colour)]
    return round(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2], 6)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21.

    Parameters
    ----------
    one, other : str
        As ``#rrggbb``.

    Notes
    -----
    Formula: (L1 + 0.05) / (L2 + 0.05), the lighter one above. Source: Web Content Accessibility Guidelines 2.2.

    Examples
    --------
    >>> round(contrast("#ffffff", "#000000"), 1), round(contrast("#12436d", "#ffffff"), 1)
    (21.0, 10.2)
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@cache
def on_dark(colour: str) -> str:
    """Give the colour that stands on the dark page as another one stands on the light page.

    Hue and saturation are kept, and the contrast with the page follows that of the light page, as a share of the most
    that either page allows: what is lighter becomes darker, so that text in a coloured field stays readable.

    Parameters
    ----------
    colour : str
        As ``#rrggbb``.

    Examples
    --------
    >>> on_dark("#ffffff") == DARK_PAGE, on_dark("#000000")
    (True, '#ffffff')
    """
    if contrast(colour, LIGHT_PAGE) <= 1.0:
        return DARK_PAGE
    most, most_on_dark = contrast("#000000", LIGHT_PAGE), contrast("#ffffff", DARK_PAGE)
    share = (contrast(colour, LIGHT_PAGE) - 1) / (most - 1)
    wanted = 1 + share**LIFT * (most_on_dark - 1)
    hue, _, saturation = colorsys.rgb_to_hls(*_channels(colour))
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        tried = _hex(colorsys.hls_to_rgb(hue, middle, saturation))
        lighter = luminance(tried) > luminance(DARK_PAGE)
        low, high = (low, middle) if lighter and contrast(tried, DARK_PAGE) > wanted else (middle, high)
    return _hex(colorsys.hls_to_rgb(hue, high, saturation))


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(255 * each):02x}" for each in channels)
