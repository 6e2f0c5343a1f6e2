"""The winning bids of the Levelling Up Fund's first round in England, on the 314 districts of its own list."""

import pandas as pd

from fourcapitals.data.compilation.sources import SourceError, Sources

YEAR_OF_BIDDERS = 2021


def compile_luf_round_1(sources: Sources) -> pd.DataFrame:
    """List each winning bid with its bidder, a row for each district of the list that the bid names."""
    bids = sources.table("levelling_up_fund_awards_r1.csv")
    bids = bids[bids["country"] == "England"]
    listed = set(sources.table("luf_round1_priority_lad20.csv")["lad20_code"])
    bidders = _bidders(sources)
    rows = []
    for number, bid in enumerate(bids.to_dict("records"), 1):
        codes = sorted(code.strip() for code in str(bid["lad21_codes"]).split(";"))
        applicant = str(bid["applicant"]).strip()
        outside = [code for code in codes if code not in listed]
        if outside or applicant not in bidders:
            # A district of 2021 that holds several of the list would have to say which of them it means.
            raise SourceError(f"luf_round_1: {bid['bid']} of {applicant}: not on the list: {', '.join(outside)}")
        rows += [
            {
                "bid": number,
                "name": str(bid["bid"]).strip(),
                "bidder_code": bidders[applicant],
                "bidder_name": applicant,
                "lad20_code": code,
                "award_gbp": round(bid["award_gbp"]),
            }
            for code in codes
        ]
    return pd.DataFrame(rows)


def _bidders(sources: Sources) -> dict[str, str]:
    """Name of every council and combined authority of 2021 -> its code."""
    lookup = sources.table("lookup_ltla_utla_region.csv")
    lookup = lookup[lookup["vintage"] == YEAR_OF_BIDDERS]
    found: dict[str, str] = {}
    for kind in ("cauth", "utla", "ltla"):
        known = lookup.dropna(subset=[f"{kind}_code"])
        found |= dict(zip(known[f"{kind}_name"], known[f"{kind}_code"], strict=True))
    return found
