"""Wrong money, prices, financing and uses of a fund are told in plain words."""

import pytest
from scenario_texts import CHOICE_OF_USES, MONEY, USES, changed, faults

BROKEN = {
    "kind of money": (
        changed('"capital"', '"capitol"'),
        "funds.f.money: no kind of money 'capitol'; did you mean 'capital'?",
    ),
    "kind of money a number": (
        changed('"capital"', "1"),
        "funds.f.money: no kind of money 1; choose from capital, revenue",
    ),
    "price year a text": (
        changed('"cash"', '"2019"'),
        "funds.f.price_year: expected \"cash\" or a year from 1998 to 2035, got '2019'",
    ),
    "price year true": (
        changed('"cash"', "true"),
        'funds.f.price_year: expected "cash" or a year from 1998 to 2035, got true',
    ),
    "price year too early": (
        changed('"cash"', "1900"),
        'funds.f.price_year: expected "cash" or a year from 1998 to 2035, got 1900',
    ),
    "financing": (
        changed('"unfunded"', '"magic"'),
        "funds.f.financing: no way of financing 'magic'; choose from borrowing, displaces, tax, unfunded",
    ),
    "displaces nothing": (
        changed('"unfunded"', '"displaces"'),
        'funds.f.displaces: financing = "displaces" '
        "needs a budget here; choose from public_health, nhs, council_services",
    ),
    "displaces a stock": (
        changed('"unfunded"', '"displaces"\ndisplaces = "premises"'),
        "funds.f.displaces: no budget to displace 'premises'; choose from council_services, nhs, public_health",
    ),
    "displaces what it spends on": (
        changed('"unfunded"', '"displaces"\ndisplaces = "nhs"').replace("premises = 0.5\n", "nhs = 0.5\n"),
        "funds.f.uses: gives 'nhs', the budget that pays (displaces); leave out what only moves within it, and give "
        "the rest of the money in gbp_m",
    ),
    "displaces without financing": (
        changed('"unfunded"', '"tax"\ndisplaces = "nhs"'),
        "funds.f.displaces: financing is 'tax'; write financing = \"displaces\" or leave this key out",
    ),
    "after end": (
        changed('"unfunded"', '"tax"\nafter_end = "continue"'),
        "funds.f.after_end: no way to end 'continue'; did you mean 'continues'?",
    ),
    "money missing": (
        changed(MONEY, ""),
        "funds.f: the key 'gbp_m' is missing; it states the money of each year, as 2021 = 1000.0",
    ),
    "money empty": (
        changed(MONEY, "[funds.f.gbp_m]\n"),
        "funds.f.gbp_m: empty; give the money of each year, as 2021 = 1000.0",
    ),
    "money negative": (
        changed("2022 = 50.0", "2022 = -5.0"),
        "funds.f.gbp_m.2022: must not be below 0, got -5.0",
    ),
    "money not a number": (
        changed("2022 = 50.0", "2022 = nan"),
        "funds.f.gbp_m.2022: expected a finite number, got nan",
    ),
    "money infinite": (
        changed("2022 = 50.0", "2022 = inf"),
        "funds.f.gbp_m.2022: expected a finite number, got inf",
    ),
    "money in quotes": (
        changed("2022 = 50.0", '2022 = "50"'),
        "funds.f.gbp_m.2022: expected a number, got '50'; write it without quotes",
    ),
    "money true": (changed("2022 = 50.0", "2022 = true"), "funds.f.gbp_m.2022: expected a number, got true"),
    "money in pounds": (
        changed("2022 = 50.0", "2022 = 50_000_000"),
        "funds.f.gbp_m.2022: must not be above 1,000,000, got 50000000; amounts are in £ million",
    ),
    "money beyond measure": (
        changed("2022 = 50.0", "2022 = 1" + "0" * 400),
        "funds.f.gbp_m.2022: an integer of more than 64 bits, which TOML does not have",
    ),
    "year outside": (
        changed("2021 = 100.0", "2019 = 100.0"),
        "funds.f.gbp_m: 2019 lies outside the years of the model, 2020 to 2035",
    ),
    "year no year": (
        changed("2021 = 100.0", "first = 100.0"),
        "funds.f.gbp_m: 'first' is not a year; write years as 2021 = 1000.0",
    ),
    "years out of order": (
        changed("2022 = 50.0", "2020 = 50.0"),
        "funds.f.gbp_m: 2020 stands after 2021; put the years in ascending order",
    ),
    "shares do not sum": (
        changed("premises = 0.5\n", ""),
        "funds.f.uses: shares must sum to 1, these sum to 0.5",
    ),
    "shares by a hair": (
        changed("premises = 0.5", "premises = 0.49999999"),
        "funds.f.uses: shares must sum to 1, these sum to 0.99999999",
    ),
    "no shares": (
        changed(USES, "[funds.f.uses]\n"),
        "funds.f.uses: empty; give the share of each use, as premises = 0.5",
    ),
    "use nearly right": (
        changed("premises", "premisses"),
        "funds.f.uses: no use 'premisses'; did you mean 'premises'?",
    ),
    "use unknown": (changed("premises", "xyz"), f"funds.f.uses: no use 'xyz'; choose from {CHOICE_OF_USES}"),
    "uses a list": (
        changed(USES, "").replace("[funds.f.allocation]", "[[funds.f.uses]]\n[funds.f.allocation]"),
        "funds.f.uses: expected a table, got a list",
    ),
    "replaces after a fund that continues": (
        changed('"unfunded"', '"tax"\nafter_end = "continues"').replace("2021 = 30.0", "2023 = 30.0"),
        "funds.f.replaces: gives 2023, after the fund's last year 2022, whose amounts continue; leave these years out",
    ),
    "replaces without money": (
        changed("[funds.f.replaces.gbp_m]\n2021 = 30.0\n", ""),
        "funds.f.replaces: the key 'gbp_m' is missing; it states the replaced money of each year",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_fault_is_told_in_these_words(case):
    text, expected = BROKEN[case]
    assert faults(text) == (f"x.toml: {expected}",)
