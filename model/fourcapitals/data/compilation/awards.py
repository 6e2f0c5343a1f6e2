"""What each area was awarded by the Levelling Up Fund, the Town Deals and the Future High Streets Fund."""

import pandas as pd

from fourcapitals.data.compilation.sources import MERGED, SourceError, Sources, Spine

FUND_NAMES = {
    "Towns Fund - Town Deals": "town_deals",
    "Future High Streets Fund": "future_high_streets_fund",
}


def compile_awards(sources: Sources, spine: Spine) -> pd.DataFrame:
    """List every award in England by area; a joint award is split by population, to the pound."""
    bids = sources.table("levelling_up_fund_awards_r1.csv")
    bids = bids[bids["country"] == "England"]
    rows = [
        {
            "fund": "levelling_up_fund_round_1",
            "place": bid.strip(),
            "codes": codes,
            "award": award,
            "revenue": None,
        }
        for bid, codes, award in zip(bids["bid"], bids["lad21_codes"], bids["award_gbp"], strict=True)
    ]
    places = sources.table("towns_fund_fhsf_places.csv")
    for fund, place, codes, award, revenue in zip(
        places["fund"],
        places["place"],
        places["lad21_codes"],
        places["total_gbp"],
        places["rdel_gbp"],
        strict=True,
    ):
        # The Future High Streets Fund is published without its split into revenue and capital.
        split = int(revenue) if FUND_NAMES[fund] == "town_deals" else None
        rows.append(
            {
                "fund": FUND_NAMES[fund],
                "place": place.strip(),
                "codes": codes,
                "award": award,
                "revenue": split,
            }
        )
    parts: list[dict[str, object]] = []
    for row in rows:
        parts += _split(row, spine)
    table = pd.DataFrame(parts)
    if table["award_gbp"].sum() != round(bids["award_gbp"].sum() + places["total_gbp"].sum()):
        raise SourceError("awards: the areas' awards do not add up to the published totals")
    table["revenue_gbp"] = table["revenue_gbp"].astype("Int64")
    return table.sort_values(["fund", "place", "code"]).reset_index(drop=True)


def _split(row: dict[str, object], spine: Spine) -> list[dict[str, object]]:
    named = sorted({MERGED.get(code.strip(), code.strip()) for code in str(row["codes"]).split(";")})
    outside = [code for code in named if code not in spine.codes]
    if outside:
        raise SourceError(f"awards: {row['place']}: no area {', '.join(outside)}")
    people = {code: float(spine.population_2019[code]) for code in named}
    award = round(float(str(row["award"])))
    shares = {code: int(award * count / sum(people.values())) for code, count in people.items()}
    # The pounds lost in rounding go to the largest area.
    shares[max(named, key=lambda code: people[code])] += award - sum(shares.values())
    return [
        {
            "fund": row["fund"],
            "place": row["place"],
            "code": code,
            "award_gbp": shares[code],
            "joint": "true" if len(named) > 1 else "false",
            "revenue_gbp": row["revenue"],
        }
        for code in named
    ]
