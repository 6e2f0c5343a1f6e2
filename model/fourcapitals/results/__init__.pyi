from .audit import RuleAudit as RuleAudit, audit_rule as audit_rule, shares_of_scenario as shares_of_scenario
from .aggregation import mean_of_areas as mean_of_areas
from .awarded import lines_of_bids as lines_of_bids, money_not_given as money_not_given
from .bases import basis_in_title as basis_in_title, basis_line as basis_line, with_people_based as with_people_based
from .chances import (
    ASSUMED as ASSUMED,
    ASSUMED_IN_WORDS as ASSUMED_IN_WORDS,
    NO_VERDICT as NO_VERDICT,
    SIGNS_IN_WORDS as SIGNS_IN_WORDS,
    UTILITY_OF_OUTCOME as UTILITY_OF_OUTCOME,
    named_in_full as named_in_full,
    only_adds as only_adds,
)
from .competition import (
    bidders as bidders,
    bids_by_area as bids_by_area,
    capacity_trap as capacity_trap,
    companions as companions,
    is_companion as is_companion,
    measures_of_bids as measures_of_bids,
)
from .comparison import headline as headline, level_bands as level_bands, paired as paired
from .gains import gains as gains
from .export.writing import check_export as check_export, export as export
from .evidence_shares import (
    evidence_of as evidence_of,
    how_settled as how_settled,
    in_a_line as in_a_line,
    read_shares as read_shares,
    shares_of_variance as shares_of_variance,
)
from .gaps import (
    concentration_of_money as concentration_of_money,
    inequality_over_time as inequality_over_time,
    money_by_area as money_by_area,
)
from .luf_audit import Audit as Audit, audit_luf as audit_luf
from .measures import (
    amounts_beside as amounts_beside,
    extra_money as extra_money,
    is_unequal as is_unequal,
    label_of as label_of,
    measured as measured,
    usual_measure as usual_measure,
)
from .assessment import assessment as assessment, assessment_lines as assessment_lines
from .mission_targets import missions as missions
from .mission_words import mission_lines as mission_lines
from .twelve_missions import coverage_lines as coverage_lines, twelve_missions as twelve_missions
from .number_of_draws import too_few_draws as too_few_draws
from .opening import open_results as open_results
from .person_years import healthy_person_years as healthy_person_years
from .results import Results as Results
from .money import spending as spending, spending_by_use as spending_by_use
from .difference_units import readable_percent as readable_percent, readable_years as readable_years
from .ensemble_difference import difference_of as difference_of
from .whole_life import (
    follows_whole_life as follows_whole_life,
    healthy_person_years_over_life as healthy_person_years_over_life,
    over_life as over_life,
    whole_life_lines as whole_life_lines,
)
