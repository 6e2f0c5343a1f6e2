from .live import Live as Live, LiveRun as LiveRun, live as live
from .run import extend as extend, resume as resume, run_ensemble as run_ensemble
from .twins import run_with_twin as run_with_twin
from .verification import Verification as Verification, verify as verify
from .workers import Progress as Progress
