"""A life table worked in full, and one of three bands that can be worked by hand."""

import numpy as np
from fourcapitals.equations.life_expectancy import ABRIDGED_WIDTHS
from fourcapitals.equations.standard import Standard
from hypothesis import strategies as st

# Deaths and populations: the test case of UKHSA's phe_life_expectancy. Good health and survey: illustrative.
# Age, population, deaths, q, l, L, share in good health, survey size.
WORKED = np.array(
    [
        [0, 7060, 17, 0.002403, 100000.0, 99783.8, 0.97, 40],
        [1, 35059, 9, 0.001026, 99759.7, 398834.1, 0.97, 160],
        [5, 46974, 4, 0.000426, 99657.3, 498180.7, 0.97, 200],
        [10, 48489, 8, 0.000825, 99614.9, 497869.3, 0.96, 200],
        [15, 43219, 20, 0.002311, 99532.8, 497088.8, 0.94, 180],
        [20, 38561, 15, 0.001943, 99302.7, 496031.4, 0.92, 150],
        [25, 46009, 24, 0.002605, 99109.8, 494903.6, 0.91, 160],
        [30, 57208, 33, 0.002880, 98851.6, 493546.4, 0.90, 170],
        [35, 61435, 50, 0.004061, 98566.9, 491834.0, 0.88, 180],
        [40, 55601, 71, 0.006364, 98166.6, 489271.3, 0.86, 190],
        [45, 50209, 100, 0.009909, 97541.9, 485293.0, 0.83, 190],
        [50, 56416, 163, 0.014343, 96575.3, 479413.8, 0.79, 200],
        [55, 46411, 263, 0.027938, 95190.2, 469302.3, 0.74, 190],
        [60, 39820, 304, 0.037457, 92530.8, 453989.0, 0.69, 180],
        [65, 37978, 536, 0.068162, 89064.8, 430147.1, 0.65, 170],
        [70, 37039, 872, 0.111171, 82994.0, 391903.7, 0.61, 150],
        [75, 33288, 1390, 0.189049, 73767.5, 333973.3, 0.55, 120],
        [80, 23306, 1605, 0.293757, 59821.8, 255176.5, 0.48, 80],
        [85, 11936, 1936, 0.577015, 42248.8, 150298.4, 0.41, 45],
        [90, 11936, 1937, 1.0, 17870.6, 110120.5, 0.35, 25],
    ]
)
AGE, POPULATION, DEATHS, Q, SURVIVORS, PERSON_YEARS, SHARE, SURVEY = WORKED.T
AT_65 = int(np.flatnonzero(AGE == 65)[0])
STANDARD = Standard(ABRIDGED_WIDTHS, DEATHS / POPULATION, SHARE)

# Three bands, by hand: ages 0, 1-4, 5 and over.
RATE, GOOD = [0.01, 0.0, 0.02], [0.9, 0.9, 0.5]
SMALL = Standard([1, 4], RATE, GOOD)

# The numbers by which the relational model moves a standard.
theta_values = st.floats(-0.6, 0.6)
eta_values = st.floats(-2.0, 2.0)
