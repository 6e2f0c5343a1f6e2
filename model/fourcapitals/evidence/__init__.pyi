from .bid_audit import (
    BidAudit as BidAudit,
    audit_bids as audit_bids,
    forecast_second_round as forecast_second_round,
)
from .bid_card import (
    CALIBRATION_HEADS as CALIBRATION_HEADS,
    SECOND_ROUND_HEADS as SECOND_ROUND_HEADS,
    SKILL_HEADS as SKILL_HEADS,
    bid_audit_lines as bid_audit_lines,
    calibration_rows as calibration_rows,
    second_round_lines as second_round_lines,
    second_round_rows as second_round_rows,
    skill_rows as skill_rows,
)
from .contributions import CONTRIBUTED as CONTRIBUTED, contributions as contributions
from .cost_of_health import cost_of_health as cost_of_health
from .detectability import (
    detectable as detectable,
    detectable_change as detectable_change,
    detectable_in as detectable_in,
    detectable_lines as detectable_lines,
)
from .forecasting import forecast as forecast, forecast_lines as forecast_lines
from .hindcasting import Hindcast as Hindcast, hindcast as hindcast
from .observed_figures import observed_schema as observed_schema, read_observed as read_observed
from .outturn import Outturn as Outturn, outturn as outturn
from .outturn_words import outturn_lines as outturn_lines
from .parameter_list import parameter_lines as parameter_lines, parameter_table as parameter_table
from .prior_effects import (
    judged_uses as judged_uses,
    one_use as one_use,
    prior_lines as prior_lines,
    priors as priors,
)
from .relative_outturn import read_projection as read_projection
from .report_card import (
    CARD_HEADS as CARD_HEADS,
    card as card,
    card_json as card_json,
    card_lines as card_lines,
    card_rows as card_rows,
)
from .scenario_discovery import discover as discover, discovery_lines as discovery_lines
from .sensitivity import (
    global_sensitivity as global_sensitivity,
    one_at_a_time as one_at_a_time,
)
from .sensitivity_words import sensitivity_notes as sensitivity_notes, sensitivity_rows as sensitivity_rows
from .uncertain import Uncertain as Uncertain, find_uncertain as find_uncertain, uncertain_numbers as uncertain_numbers
from .strategy_evidence import parameters_behind as parameters_behind
from .strategy_shares import (
    known_shares as known_shares,
    rests_on as rests_on,
    shares_of_strategy as shares_of_strategy,
)
from .use_letters import use_letters as use_letters
