"""`python -m benchmarks [names]`: run the comparisons, print the table, keep it in benchmarks/results/.

Knows which comparisons there are. Fails when a goal is missed.
"""

import importlib
import sys
import time
from pathlib import Path

from benchmarks.measure import table

NAMES = (
    "import_time",
    "scalars",
    "eager_mlp",
    "compiled",
    "tracing",
    "memory",
    "training_step",
    "images",
    "layers",
    "fit",
    "explain",
    "examples",
)


def main(names: tuple[str, ...]) -> int:
    """Run the named comparisons; the number of goals missed."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"no benchmark is called {unknown[0]}; there are {', '.join(NAMES)}")
        return 2
    found = []
    for name in names or NAMES:
        print(f"# {name}", flush=True)
        rows = importlib.import_module(f"benchmarks.{name}").run()
        print(table(rows), flush=True)
        found += rows
    results = Path(__file__).parent / "results"
    results.mkdir(exist_ok=True)
    (results / f"{time.strftime('%Y-%m-%d-%H%M%S')}.md").write_text(table(found) + "\n", encoding="utf-8")
    return int(any(row.misses() for row in found))


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:])))
