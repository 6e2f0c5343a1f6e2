"""The same areas, with all that is known of them, in another order."""

import numpy as np
from fourcapitals.data.area_arrays import Areas


def permuted(areas, order):
    """The same areas in another order."""
    by_area = {
        name: getattr(areas, name)[..., order]
        for name in areas._fields
        if name not in {"expansion", "distance", "year"} and not name.startswith("commute")
    }
    place = np.argsort(order)
    return Areas(
        **by_area,
        year=areas.year,
        expansion=type(areas.expansion)(*(part[..., order] for part in areas.expansion)),
        distance=areas.distance[np.ix_(order, order)],
        commute_home=place[areas.commute_home],
        commute_work=place[areas.commute_work],
        commute_of_residents=areas.commute_of_residents,
        commute_of_jobs=areas.commute_of_jobs,
    )


def by_area(held, order):
    """All of a tuple, and of tuples within it, whose last axis runs over the areas, in another order of them."""
    if isinstance(held, tuple) and hasattr(held, "_fields"):
        return type(held)(*(by_area(each, order) for each in held))
    if isinstance(held, np.ndarray) and held.ndim and held.shape[-1] == len(order):
        return held[..., order]
    return held


def movers_in_order(movers, order):
    """Those who move between areas in another order, their ways by origin and destination as they then stand."""
    place = np.argsort(order)
    origin, destination = place[movers.origin], place[movers.destination]
    ways = np.lexsort((destination, origin))
    return by_area(movers, order)._replace(
        origin=origin[ways],
        destination=destination[ways],
        listed=movers.listed[ways],
        first=np.searchsorted(origin[ways], np.arange(len(order) + 1)),
    )
