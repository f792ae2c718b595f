"""The memory that compiled derivatives take beside their arguments: ours and JAX's, as XLA plans it.

Knows XLA's account of a compiled program. It is the same at every run, so there is one round.
"""

import jax

from benchmarks.measure import Comparison, compared, size
from benchmarks.programs import TASKS, Task


def bytes_of(function, args) -> float:
    """Bytes of what the program computes on the way, all at once, and of what it returns."""
    plan = jax.jit(function).lower(*args).compile().memory_analysis()
    return plan.temp_size_in_bytes + plan.output_size_in_bytes


def compare(task: Task) -> Comparison:
    """Weigh the two programs after proving that they compute the same."""
    ours, theirs = task.make()
    task.proven(jax.jit(ours), jax.jit(theirs))
    weights = {"wengert": bytes_of(ours, task.args), "jax": bytes_of(theirs, task.args)}
    return compared(f"memory of the compiled {task.title}", [weights], {"jax": 1.0}, size)


def run() -> list[Comparison]:
    """The perceptron and the block."""
    return [compare(task) for task in TASKS]
