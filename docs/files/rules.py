"""An allocation rule of one's own: the money follows the people whom long-term sickness keeps out of work."""

import fourcapitals as fc


@fc.allocation_rule("by_sickness")
def by_sickness(baseline, power=1.0):
    """Give each area by its working-age people who are long-term sick, more strongly with a higher power."""
    areas = baseline.arrays
    return areas.working_age * areas.long_term_sick**power
