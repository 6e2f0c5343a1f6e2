"""A competition and a settlement in which actors choose: each alone, all together, nobody."""

import fourcapitals as fc

TEXT = """
title = "A competition and a settlement"
description = "Councils bid for grants of £20m and have a settlement by need."
sources = ["Made for a test"]
{behaviour}
[funds.grants]
title = "Grants"
source = "Made for a test"
grade = "J"
money = "capital"
price_year = 2019
financing = "borrowing"
uses_source = "Made for a test"
uses_grade = "J"
gbp_m = {{ 2021 = 600.0, 2022 = 415.0, 2023 = 500.0, 2026 = 700.0, 2030 = 900.0 }}
uses = {{ premises = 0.4, community = 0.3, council_services = 0.3 }}
[funds.grants.allocation]
rule = "competitive"
statistics = {{ hle = 1.0, income = 0.5, employment = 0.5 }}
rounds = [2021, 2023, 2024, 2026, 2030]
{grants}
[funds.settlement]
title = "Settlement"
source = "Made for a test"
grade = "J"
money = "revenue"
price_year = 2019
financing = "tax"
uses_source = "Made for a test"
uses_grade = "J"
gbp_m = {{ 2021 = 300.0, 2025 = 400.0 }}
after_end = "continues"
uses = {{ premises = 0.3, adult_skills = 0.3, public_health = 0.4 }}
{settlement}
[funds.settlement.allocation]
rule = "health_need"
{anchor}
"""
COUNCILS, ANEW, MOVE = "councils = true", "need_updates = true", "households_move = true"
CAPS, RAISES = 'centre = "caps_winners"', 'centre = "raises_need"'
JOINT, SPREAD, LOCAL = "joint = true", "regional_spread = 1.2", 'decided_by = "council"'
ANCHOR = """[nhs_anchor]
source = "Made for a test"
grade = "J"
local_share = { 2022 = 0.31, 2028 = 0.4 }
hired_from_outside_work = { 2022 = 0.001, 2028 = 0.01 }
"""
ALONE = {
    "councils": {"behaviour": COUNCILS},
    "need_anew": {"behaviour": ANEW},
    "caps_winners": {"behaviour": CAPS},
    "raises_need": {"behaviour": RAISES},
    "households": {"behaviour": MOVE},
    "joint": {"grants": JOINT},
    "spread": {"grants": SPREAD},
    "local": {"settlement": LOCAL},
    "anchor": {"anchor": ANCHOR},
}
TOGETHER = {"grants": f"{JOINT}\n{SPREAD}", "settlement": LOCAL, "anchor": ANCHOR}
ALL = {
    "all_caps": TOGETHER | {"behaviour": f"{COUNCILS}\n{ANEW}\n{CAPS}\n{MOVE}"},
    "all_raises": TOGETHER | {"behaviour": f"{COUNCILS}\n{ANEW}\n{RAISES}\n{MOVE}"},
}
NOTHING = {"behaviour": "", "grants": "", "settlement": "", "anchor": ""}


def scenario(name):
    """Whoever the name says chooses."""
    stated = NOTHING | ALONE.get(name, {}) | ALL.get(name, {})
    table = "[behaviour]\n" + stated.pop("behaviour")
    return fc.parse_scenario(TEXT.format(behaviour=table, **stated), name=name)
