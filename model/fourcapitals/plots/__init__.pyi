from .charts.contributions import contributions as contributions
from .charts.area import area as area
from .charts.audit import audit as audit
from .charts.bids import bids as bids
from .charts.bid_skill import bid_skill as bid_skill
from .charts.inequality import inequality as inequality
from .charts.marginal import marginal as marginal
from .charts.money import money_against_need as money_against_need
from .charts.priors import priors as priors
from .charts.report_card import report_card as report_card
from .charts.sensitivity import sensitivity as sensitivity
from .charts.projection import projection as projection
from .charts.regions import regions as regions
from .charts.scale import scale as scale
from .charts.strategies import strategies as strategies
from .maps.bids import map_of_bids as map_of_bids
from .maps.map_of import map_of as map_of
from .parts.chart import FORMATS as FORMATS, Chart as Chart, check as check, save as save
