from . import odd as odd
