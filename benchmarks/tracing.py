"""What it takes to turn a derivative into a program, before XLA sees it: ours and JAX's, new functions every time.

Knows JAX's two stages: tracing runs the Python code, lowering writes StableHLO from what was traced.
"""

import jax

from benchmarks.measure import Comparison, race
from benchmarks.programs import TASKS, Task


def compare(task: Task) -> list[Comparison]:
    """Tracing, of which the goal speaks, and tracing with lowering."""
    task.proven(*map(jax.jit, task.make()))
    traces = {
        name: (lambda k=k: jax.jit(task.make()[k]).trace(*task.args)) for k, name in enumerate(("wengert", "jax"))
    }
    programs = {name: (lambda trace=trace: trace().lower()) for name, trace in traces.items()}
    return [
        race(f"tracing of the {task.title}", traces, goal={"jax": 1.0}),
        race(f"tracing and lowering of the {task.title}", programs, goal={}),
    ]


def run() -> list[Comparison]:
    """The perceptron and the block."""
    return [row for task in TASKS for row in compare(task)]
