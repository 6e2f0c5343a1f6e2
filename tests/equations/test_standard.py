"""Person-years from rates are those of the life table, and every function names the fault of its standard."""

import numpy as np
import pytest
from fourcapitals.equations.life_expectancy import ABRIDGED_WIDTHS
from fourcapitals.equations.relational import relational_expansion, relational_expectancies
from fourcapitals.equations.relational_fit import fit_relational
from fourcapitals.equations.standard import person_years
from refusals import refused
from worked_life_table import DEATHS, POPULATION, SMALL


def test_person_years_from_rates_are_those_of_the_life_table(table):
    lived = person_years(DEATHS / POPULATION, ABRIDGED_WIDTHS)
    assert 100_000 * lived == pytest.approx(table.person_years, rel=1e-14)
    assert person_years(DEATHS / POPULATION, ABRIDGED_WIDTHS[:-1]).tolist() == lived.tolist()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"mortality_rate": [0.01, -0.1, 0.02]}, "mortality_rate[1] is -0.1; expected 0 or more"),
        ({"mortality_rate": [0.01, 0.0, 0.0]}, "mortality_rate in the open band is 0; expected more than 0"),
        (
            {"mortality_rate": [0.01, 0.5, 0.02]},
            "mortality_rate[1] is 0.5; expected below 1 / (n a) in a closed band, or none survives it",
        ),
        (
            {"good_health_share": [0.9, 1.0, 0.5]},
            "good_health_share[1] is 1; expected more than 0 and less than 1",
        ),
        ({"infant_fraction": -0.1}, "infant_fraction is -0.1; expected 0 to 1"),
        (
            {"good_health_share": [0.9, 0.5]},
            "shapes differ: mortality_rate (3,), good_health_share (2,); expected the same ages on the last axis",
        ),
        (
            {"widths": [1, 4, 5]},
            "widths has shape (3,) for 3 age bands; expected one width per band, "
            "at least one closed band and then the open one (np.inf, or left out)",
        ),
    ],
)
@pytest.mark.parametrize("function", [relational_expectancies, relational_expansion, fit_relational])
def test_every_function_says_what_is_wrong_with_its_standard(function, changes, message):
    with refused(f"{function.__name__}: {message}"):
        function(SMALL._replace(**changes), 50.0, 30.0)


def test_person_years_say_what_is_wrong_with_their_rates():
    with pytest.raises(ValueError, match=r"^person_years: mortality_rate\[0\] is nan; expected 0 or more$"):
        person_years([np.nan, 0.0, 0.02], [1, 4])
