from .area_arrays import Areas as Areas
from .areas_alike import COMPARED_BY as COMPARED_BY, areas_alike as areas_alike
from .baseline import Baseline as Baseline, load_baseline as load_baseline
from .care_boards import (
    board_label as board_label,
    care_boards as care_boards,
    find_care_board as find_care_board,
)
from .changed_parameters import changed_table as changed_table, table_of as table_of
from .effective_numbers import Parameters as Parameters
from .evidence_letters import EvidenceLetters as EvidenceLetters, load_evidence_letters as load_evidence_letters
from .missions import Mission as Mission, load_missions as load_missions
from .own_figures import (
    check_same_figures as check_same_figures,
    input_lines as input_lines,
    own_figures_of as own_figures_of,
)
from .own_tables import OwnBaseline as OwnBaseline, read_baseline as read_baseline, table_schema as table_schema
from .parameter_rows import Parameter as Parameter
from .parameters import ParameterTable as ParameterTable, load_parameters as load_parameters
from .places import (
    area_name as area_name,
    area_table as area_table,
    find_area as find_area,
    find_areas as find_areas,
    find_place as find_place,
    named_areas as named_areas,
)
from .prices import Deflator as Deflator
from .profile import profile_of as profile_of, profile_of_place as profile_of_place
from .recorded_changes import change_lines as change_lines, changes_of as changes_of
from .valuation_settings import (
    ValuationSettings as ValuationSettings,
    load_valuation_settings as load_valuation_settings,
)
