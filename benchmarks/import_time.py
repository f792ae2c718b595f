"""What `import wengert` costs beside what `import numpy` costs: fresh interpreters, in turn.

Knows how to start Python. Both have bytecode, as an installed package has. The promise is 0.3 s; NumPy is most of it.
"""

import os
import subprocess
import sys

from benchmarks.measure import Comparison, race


def start(code: str) -> None:
    """Run `code` in a fresh interpreter."""
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, "-c", code], check=True, env=usual)


def run() -> list[Comparison]:
    """Ours against NumPy alone."""
    contestants = {"wengert": lambda: start("import wengert"), "numpy": lambda: start("import numpy")}
    return [race("import, fresh interpreter", contestants, goal={"numpy": 2.0})]
