"""One graph below four losses: which loss gives which first signal, and what becomes of it.

Shows that a loss enters the backward pass only by its seed ∂ℒ/∂v₇; the rest of the pass is the same. Tables T-12
and T-45, values GV-020 to GV-022. Errata: ERR-14.
"""

import wengert as wg

NOTES = (
    "For a run of 5000 steps from (1.5, 1.5) an end is in print that belongs to a start at (2, 5); from (1.5,"
    " 1.5) the run ends at (2.28·10⁻⁵, 0.3793).",
)


def graph(x1, x2):
    v3 = wg.exp(x2)
    v4 = x1 * v3
    v5 = x1 * x2
    v6 = wg.cos(v5)
    v7 = v4 + v6
    return v7


def explanation(x1=0.6, x2=0.6):
    return wg.explain(graph, x1, x2)


def tables(e):
    return [e.forward(), e.backward(), e.seeds(target=0.0)]
