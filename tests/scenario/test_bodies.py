"""Who decides what a fund's money buys: the keys of a fund, the bodies, and how they share between their areas."""

import numpy as np
import pytest
from fourcapitals.scenario.bodies import bodies_of, shared_within
from fourcapitals.scenario.files import parse_scenario
from fourcapitals.scenario.terms import terms_of
from scenario_texts import FLAT, HEAD, MONEY, RULE, TERMS, USES, faults

COMPETITION = '[funds.f.allocation]\nrule = "competitive"\nneed = { rule = "health_need" }\n'


def stated(*keys, rule=RULE):
    return HEAD + TERMS + "".join(f"{key}\n" for key in keys) + MONEY + USES + rule


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            ('decided_by = "mayor"',),
            "funds.f.decided_by: no body 'mayor'; choose from centre, combined_authority, council, upper_tier",
        ),
        (
            ('decided_by = "council"', 'valued_by = "gva_per_hour"'),
            "funds.f.valued_by: no outcome 'gva_per_hour'; choose from gva, healthy_years",
        ),
        (
            ('valued_by = "gva"',),
            'funds.f.valued_by: decided_by is "centre", which buys the uses as given; write decided_by = "council", '
            '"upper_tier" or "combined_authority", or leave this key out',
        ),
        (
            ('decided_by = "centre"', 'valued_by = "healthy_years"'),
            'funds.f.valued_by: decided_by is "centre", which buys the uses as given; write decided_by = "council", '
            '"upper_tier" or "combined_authority", or leave this key out',
        ),
        (
            ('decided_by = "mayor"', 'valued_by = "gva"'),
            "funds.f.decided_by: no body 'mayor'; choose from centre, combined_authority, council, upper_tier",
        ),
        (
            ('decided_by = "council"', 'shared_within = { rule = "per_head" }'),
            'funds.f.shared_within: decided_by is "council", which shares nothing between areas; write decided_by = '
            '"upper_tier" or "combined_authority", or leave this table out',
        ),
        (
            ('shared_within = { rule = "per_head" }',),
            'funds.f.shared_within: decided_by is "centre", which shares nothing between areas; write decided_by = '
            '"upper_tier" or "combined_authority", or leave this table out',
        ),
    ],
)
def test_what_cannot_be_is_told_with_its_place(keys, expected):
    assert faults(stated(*keys)) == (f"x.toml: {expected}",)


def test_grants_of_a_competition_stay_with_those_who_won_them():
    text = stated('decided_by = "upper_tier"', 'shared_within = { rule = "per_head" }', rule=COMPETITION)
    assert faults(text) == (
        "x.toml: funds.f.shared_within: grants of a competition go to those who won them; leave this table out",
    )


def test_a_file_of_money_by_use_leaves_no_choice():
    text = HEAD + TERMS + 'decided_by = "council"\n' + '[funds.f.allocation]\nrule = "from_file"\nfile = "m.csv"\n'
    assert any("the file says what the money buys" in fault for fault in faults(text))


def test_an_area_without_a_combined_authority_is_decided_for_by_its_upper_tier(baseline):
    authorities, tiers = (bodies_of(level, baseline) for level in ("combined_authority", "upper_tier"))
    area = baseline.codes.index
    manchester, bolton, derby, exeter, mid_devon = map(
        area, ("E08000003", "E08000001", "E06000015", "E07000041", "E07000042")
    )
    assert authorities[manchester] == authorities[bolton] != authorities[derby]
    assert tiers[manchester] != tiers[bolton]
    assert authorities[exeter] == authorities[mid_devon]
    assert tiers[exeter] == tiers[mid_devon]
    np.testing.assert_array_equal(bodies_of("council", baseline), np.arange(307))


def test_each_body_has_the_same_money_however_it_shares_within(baseline):
    level = 'decided_by = "combined_authority"'
    plain, equal = (
        terms_of(parse_scenario(text, name="x"), baseline, FLAT)
        for text in (stated(level), stated(level, 'shared_within = { rule = "per_area" }'))
    )
    bodies = bodies_of("combined_authority", baseline)
    np.testing.assert_allclose(np.bincount(bodies, equal.share[0]), np.bincount(bodies, plain.share[0]), atol=1e-15)
    assert np.ptp(equal.share[0][bodies == bodies[baseline.codes.index("E08000003")]]) == pytest.approx(0, abs=1e-15)


def test_a_body_whose_rule_gives_none_of_its_areas_anything_keeps_the_shares_of_the_fund():
    share = shared_within(np.array([0.1, 0.3, 0.6]), np.array([0.0, 0.0, 1.0]), np.array([0, 0, 1]))
    assert share.tolist() == [0.1, 0.3, 0.6]
