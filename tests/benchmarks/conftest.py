"""The benchmark's modules import each other by name, as they do when it is run as a program."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
