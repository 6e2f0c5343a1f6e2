from .agents import Area as Area, Centre as Centre, Council as Council, Fund as Fund
from .care_board import CareBoard as CareBoard
from .model import FourCapitals as FourCapitals
from .run import simulate as simulate
