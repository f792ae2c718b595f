"""Compiled gradients and Hessian-vector products beside JAX's own, on the same arrays of the same XLA.

Knows how to run them. The programs are in `programs`.
"""

import jax

import wengert as wg
from benchmarks.measure import Comparison, race
from benchmarks.programs import TASKS, Task


def compare(task: Task) -> Comparison:
    """Race the two programs after proving that they compute the same."""
    ours, theirs = task.make()
    ours, theirs = wg.compile(ours), jax.jit(theirs)
    task.proven(ours, theirs)
    contestants = {
        "wengert": lambda: jax.block_until_ready(ours(*task.args)),
        "jax": lambda: jax.block_until_ready(theirs(*task.args)),
    }
    return race(f"compiled {task.title}", contestants, goal={"jax": 1.0})


def run() -> list[Comparison]:
    """The perceptron and the block."""
    return [compare(task) for task in TASKS]
