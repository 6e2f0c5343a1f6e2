"""How numbers are written: never a bare 0.0 for what is not, money as £, shares as per cent."""

from __future__ import annotations

from math import floor, isfinite, isnan, log10
from typing import Final

from fourcapitals.vocabulary import POUND


def readable_money(gbp_m: float, figures: int = 3) -> str:
    """Write an amount of money to three figures, or to as many as are known of it.

    Parameters
    ----------
    gbp_m : float, £ million
    figures : int, significant figures

    Examples
    --------
    >>> readable_money(39_500, 1), readable_money(782, 1), readable_money(9_600, 1)
    ('£40bn', '£800m', '£10bn')
    >>> readable_money(19_400), readable_money(134), readable_money(0.34), readable_money(0)
    ('£19.4bn', '£134m', '£340,000', '£0')
    >>> readable_money(-999.7)
    '-£1bn'
    """
    if abs(gbp_m) < POUND:
        return "£0"
    sign, amount = "-" if gbp_m < 0 else "", abs(gbp_m) * 1e6
    amount = round(amount, figures - 1 - floor(log10(amount)))
    if amount >= 1e9:
        return f"{sign}£{amount / 1e9:,.4g}bn"
    if amount >= 1e6:
        return f"{sign}£{amount / 1e6:.4g}m"
    return f"{sign}£{amount:,.0f}"


def signed(value: float) -> str:
    """Write a number with its sign: two figures at least, a small one by its first; never a bare zero for what is not.

    Parameters
    ----------
    value : float, any unit

    Examples
    --------
    >>> signed(35.9), signed(0.321), signed(-9.97), signed(1234.5), signed(0)
    ('+36', '+0.32', '-10', '+1,234', '0')
    >>> signed(0.0034), signed(-0.00961), signed(0.000002)
    ('+0.003', '-0.01', '<0.0001')
    >>> signed(-0.000002)
    '>-0.0001'
    """
    if value == 0:
        return "0"
    sign, size = "+" if value > 0 else "-", abs(value)
    if size < 0.0001:
        # A negligible gain needs no sign; a loss keeps it: between -0.0001 and none.
        return "<0.0001" if value > 0 else ">-0.0001"
    figures = 1 if size < 0.01 else 2
    size = round(size, max(0, figures - 1 - floor(log10(size))))
    return f"{sign}{size:,.{max(0, figures - 1 - floor(log10(size)))}f}"


def share_of_draws(share: float) -> str:
    """Write a share of draws in whole per cent; what is not none or all never rounds to it.

    Parameters
    ----------
    share : float, 0 to 1

    Examples
    --------
    >>> share_of_draws(0.973), share_of_draws(0.999), share_of_draws(1.0), share_of_draws(0.001), share_of_draws(0.0)
    ('97%', '>99%', '100%', '<1%', '0%')
    >>> share_of_draws(float("nan"))
    'n/a'
    """
    if isnan(share):
        return "n/a"
    whole = round(100 * share)
    if 0 < share < 1 and whole in (0, 100):
        return ">99%" if whole else "<1%"
    return f"{whole}%"


def of_draws(share: float) -> str:
    """Write a share of draws within a sentence; what is not none or all never rounds to it.

    Parameters
    ----------
    share : float, 0 to 1

    Examples
    --------
    >>> of_draws(0.923), of_draws(0.9999), of_draws(1.0), of_draws(0.0), of_draws(0.0004)
    ('92% of draws', 'over 99% of draws', 'all draws', 'no draw', 'less than 1% of draws')
    >>> of_draws(float("nan"))
    'n/a'
    """
    if isnan(share):
        return "n/a"
    if share in (0, 1):
        return "all draws" if share else "no draw"
    return f"{share_of_draws(share).replace('>', 'over ').replace('<', 'less than ')} of draws"


SHARES: Final = ("share", "1 per year")
"""Units of which a hundredth is written as 1%: shares, and rates of a stock a year."""
WITHOUT_NAME: Final = ("1", "ratio", "share")
"""Units that are not named behind the number."""


def level(value: float, figures: int = 4) -> str:
    """Write a level to some figures, its last ones as well where they are zero, never with an exponent.

    Parameters
    ----------
    value : float, any unit
    figures : int, significant figures

    Examples
    --------
    >>> level(61.7), level(0.75), level(20_351.6), level(0.0), level(float("nan"))
    ('61.70', '0.7500', '20,352', '0', 'n/a')
    """
    if not isfinite(value) or value == 0:
        return plain(value)
    return f"{value:,.{max(0, figures - 1 - floor(log10(abs(value))))}f}"


def areas_of(count: int) -> str:
    """Count areas.

    Examples
    --------
    >>> areas_of(1), areas_of(30)
    ('1 area', '30 areas')
    """
    return f"{count} area{'s' * (count != 1)}"


def decapitalised(text: str) -> str:
    """Begin a text with a small letter; an acronym stays as it is.

    Examples
    --------
    >>> decapitalised("Healthy person-years"), decapitalised("GVA per hour")
    ('healthy person-years', 'GVA per hour')
    """
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


_COUNTABLE: Final = (1e-12, 1e18)


def plain(value: float, figures: int = 3, *, zeros: bool = False) -> str:
    """Write a number to some figures, thousands apart; with an exponent only where no reader could count the zeros.

    Parameters
    ----------
    value : float, any unit
    figures : int, significant figures
    zeros : bool
        Whether the last of them stand where they are zero, as in a column of figures.

    Examples
    --------
    >>> plain(3.4, zeros=True), plain(0.8, zeros=True), plain(18_312.0, zeros=True)
    ('3.40', '0.800', '18,300')
    >>> plain(10_123), plain(0.0077), plain(0.95), plain(-1.5), plain(0.00000231), plain(0)
    ('10,100', '0.0077', '0.95', '-1.5', '0.00000231', '0')
    >>> plain(1_516_234, 4), plain(99.96), plain(float("nan")), plain(float("inf"))
    ('1,516,000', '100', 'n/a', 'unbounded')
    >>> plain(1.5e-300), plain(-2e21)
    ('1.5e-300', '-2e+21')
    """
    if not isfinite(value):
        return "n/a" if isnan(value) else "unbounded"
    if value == 0:
        return "0"
    if not _COUNTABLE[0] <= abs(value) < _COUNTABLE[1]:
        return f"{value:.{figures}g}"
    rounded = round(value, figures - 1 - floor(log10(abs(value))))
    decimals = max(0, figures - 1 - floor(log10(abs(rounded))))
    text = f"{rounded:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals and not zeros else text


def one_figure(value: float) -> str:
    """Write what is extrapolated: with its sign, to one figure.

    Parameters
    ----------
    value : float, any unit

    Examples
    --------
    >>> one_figure(35.9), one_figure(-0.0123), one_figure(0.0)
    ('+40', '-0.01', '0')
    """
    return f"{'+' if value > 0 else ''}{plain(value, 1)}"


def written(value: float, unit: str, figures: int = 3) -> str:
    """Write a number as its unit asks, without the name of the unit.

    Parameters
    ----------
    value : float, in `unit`
        Shares from 0 to 1.
    unit : str
        As in parameters.toml, or of a utility (`utilities.unit_of`).
    figures : int, significant figures

    Examples
    --------
    >>> written(10_123, "£ per QALY"), written(3.24, "£ per head per year"), written(2_599_211, "£ per head")
    ('£10,100', '£3.24', '£2.6m')
    >>> written(0.5667, "share"), written(0.035, "1 per year"), written(7, "years per log")
    ('56.7%', '3.5%', '7')
    """
    if unit.startswith("£") and isfinite(value):
        return _pounds(value)
    if unit in SHARES:
        return f"{plain(100 * value, figures)}%"
    return plain(value, figures) + ("%" if unit.startswith("%") else "")


def written_in_full(value: float, unit: str, figures: int = 3) -> str:
    """Write a number with its unit.

    Parameters
    ----------
    value : float, in `unit`
        Shares from 0 to 1.
    unit : str
        As for `written`.
    figures : int, significant figures

    Examples
    --------
    >>> written_in_full(10_123, "£ per QALY, 2013 prices"), written_in_full(2, "£ per £")
    ('£10,100 per QALY, 2013 prices', '£2 per £1')
    >>> written_in_full(0.0077, "share"), written_in_full(0.035, "1 per year"), written_in_full(0.15, "1 per SD")
    ('0.77%', '3.5% per year', '0.15 per SD')
    >>> written_in_full(0.25, "% per £1m, 2019 prices"), written_in_full(18, "years"), written_in_full(1.08, "ratio")
    ('0.25% per £1m, 2019 prices', '18 years', '1.08')
    """
    name = "" if unit in WITHOUT_NAME else unit.removeprefix("£").removeprefix("%").removeprefix("1 ").strip()
    if name.endswith("per £"):
        name += "1"
    return f"{written(value, unit, figures)} {name}".rstrip()


def _pounds(value: float) -> str:
    """Money in £: whole pounds from £100, pence below, and what is less than a penny in full."""
    size = abs(value)
    if size >= 100 or value == 0:
        return readable_money(value / 1e6)
    if size < 0.01:
        return f"{'-' if value < 0 else ''}£{plain(size)}"
    text = f"{'-' if value < 0 else ''}£{size:,.2f}"
    return text.removesuffix(".00")
