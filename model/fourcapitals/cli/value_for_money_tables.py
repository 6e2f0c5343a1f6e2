"""What strategies are worth for their money, and on which evidence that rests, as tables for the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import fourcapitals as fc
from fourcapitals.cli.output import table_of
from fourcapitals.report.compact_numbers import compact, two_figures, with_band

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.appraisal.settings import AppraisalSettings
    from fourcapitals.data.baseline import Baseline
    from fourcapitals.results.results import Results


def value_tables(table: pd.DataFrame, settings: AppraisalSettings, *, against: str) -> list[str | Table]:
    """Lay out the appraisal of each strategy: a row a figure, the last year and the whole life side by side.

    Parameters
    ----------
    table : pandas.DataFrame
        From `appraisal.value_for_money`.
    settings : AppraisalSettings
    against : str
        The reference, as it is called.
    """
    from fourcapitals.appraisal.value_for_money import NOT_VALUED

    shown: list[str | Table] = []
    for name, own in table.groupby("scenario", sort=False):
        rows = own.to_dict("records")
        cells = [
            [label, *(write(row) for row in rows)] for label, write in _figures(settings, many="bcr_low_80" in own)
        ]
        same = [(label, rows[0][f"letters_{what}"] or "no money") for label, what in _LETTERS]
        letters = "; ".join(f"{label} {found}" for label, found in same)
        shown.append(
            table_of(
                ("Figure", *(f">{row['horizon']}" for row in rows)),
                cells,
                title=f"Value for money of {name}, England, against {against}",
                caption=f"Money by strength of evidence: {letters}.",
            )
        )
    bands = ["Medians and, in brackets, 80% of draws."] if "bcr_low_80" in table else []
    return [*shown, *bands, NOT_VALUED, *table.attrs.get("notes", [])]


_LETTERS: Final = (("effect on health", "health"), ("effect on output", "output"), ("cost", "cost"))


def _figures(settings: AppraisalSettings, *, many: bool) -> list[tuple[str, Any]]:
    """Label and writer of each figure, in the order of the table."""

    def figure(name: str, write: Any) -> Any:
        return lambda row: with_band(row, name, write)

    by_qaly = settings.worth == "qaly"
    gains = ("QALYs", "qalys") if by_qaly else ("WELLBYs", "wellbys")
    priced = [("Output, £m", "output_gbp_m"), ("To households, £m", "transfers_gbp_m")] if by_qaly else []
    return [
        *(
            (label, figure(name, compact))
            for label, name in (
                ("Public cost, £m", "present_cost_gbp_m"),
                ("Healthy years", "healthy_years"),
                gains,
                *priced,
            )
        ),
        ("£ per healthy year", figure("gbp_per_healthy_year", compact)),
        ("£ per QALY", figure("gbp_per_qaly", compact)),
        ("Net present value, £m", figure("npsv_gbp_m", compact)),
        ("Benefits per £ spent", lambda row: f"{with_band(row, 'bcr', two_figures)} {row['bcr_band']}".strip()),
        ("- with optimism bias", lambda row: two_figures(row["bcr_with_overrun"])),
        *([("- weighed by income", lambda row: two_figures(row["bcr_weighted"]))] if by_qaly else []),
        *([("- over 1, of draws", lambda row: fc.formatting.share_of_draws(row["share_bcr_above_1"]))] if many else []),
        (f"- 1 if a {'QALY' if by_qaly else 'WELLBY'} is £", figure("at_par_gbp", compact)),
        ("- 1 if effect times", lambda row: two_figures(row["effect_at_par"])),
    ]


def evidence_of_value(
    results: Results, names: Sequence[str], *, reference: str, baseline: Baseline | None, whole: bool
) -> list[str]:
    """Say on which evidence the spread of each strategy rests, what their order rests on, and what would reverse it.

    Parameters
    ----------
    results : Results
    names : sequence of str
    reference : str
    baseline : Baseline, optional
        That they were made on, where its figures are the user's own.
    whole : bool
        Whether the whole appraisal is told, and with it what the order rests on, which takes a while.
    """
    from fourcapitals.cli.comparison_tables import evidence_lines, verdict_lines

    measure = fc.results.usual_measure(results, reference=reference)
    asked = dict(zip(results.scenarios, results.scenario_arguments(), strict=True))
    turned = (
        f"What single number would reverse their order: fourcapitals flips {' '.join(asked[name] for name in names)}"
    )
    return [
        *evidence_lines(results, names),
        *(verdict_lines(results, "hle", measure, reference=reference, baseline=baseline) if whole else []),
        *([turned] if len(names) > 1 else []),
        fc.data.load_evidence_letters().legend,
    ]
