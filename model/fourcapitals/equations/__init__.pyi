from . import (
    age_bands as age_bands,
    capitals as capitals,
    checks as checks,
    convergence as convergence,
    delays as delays,
    disparity as disparity,
    elementary as elementary,
    exposures as exposures,
    health as health,
    health_spending as health_spending,
    inequality as inequality,
    investment as investment,
    life_expectancy as life_expectancy,
    likelihoods as likelihoods,
    productivity as productivity,
    observation as observation,
    regression as regression,
    relational as relational,
    relational_fit as relational_fit,
    scores as scores,
    space as space,
    stability as stability,
    standard as standard,
    trends as trends,
    welfare as welfare,
    wellbeing as wellbeing,
    within_areas as within_areas,
    work_and_income as work_and_income,
)
from .disparity import slope_index as slope_index
from .inequality import (
    concentration_index as concentration_index,
    gini as gini,
    kakwani as kakwani,
    theil as theil,
)
from .life_expectancy import (
    HealthyLifeExpectancy as HealthyLifeExpectancy,
    LifeTable as LifeTable,
    healthy_life_expectancy as healthy_life_expectancy,
    life_table as life_table,
)
from .welfare import atkinson as atkinson, kolm as kolm
