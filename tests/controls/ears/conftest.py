"""The programs that train the ears lie outside the package: tests of them find them here."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[3]))
