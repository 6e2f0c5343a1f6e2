"""The numbers of a run carry their prices and a checksum of themselves."""

import pytest
from fourcapitals.data.parameters import load_parameters

TABLE = load_parameters()


def test_numbers_carry_the_growth_of_prices_and_a_checksum_of_themselves():
    central = TABLE.central()
    assert central.deflator == TABLE.deflator
    faster = central._replace(price_growth_beyond_table=0.05)
    last = max(faster.deflator.published)
    assert faster.deflator.level(last + 2) == pytest.approx(faster.deflator.level(last) * 1.05**2)
    assert central.checksum == TABLE.central().checksum != faster.checksum
    assert central.checksum != central._replace(mean_delay=central.mean_delay + 1).checksum
