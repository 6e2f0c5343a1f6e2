from . import odd as odd
from .description import describe as describe
