"""What `import wengert` costs beside what `import numpy` costs: fresh interpreters, in turn.

Knows how to start Python. The promise is 0.3 s; NumPy is most of it.
"""

import subprocess
import sys

from benchmarks.measure import Comparison, race


def start(code: str) -> None:
    """Run `code` in a fresh interpreter."""
    subprocess.run([sys.executable, "-c", code], check=True)


def run() -> list[Comparison]:
    """Ours against NumPy alone."""
    contestants = {"wengert": lambda: start("import wengert"), "numpy": lambda: start("import numpy")}
    return [race("import, fresh interpreter", contestants, goal={"numpy": 2.0})]
