"""The Wengert list: recorded, checked, replayed, pruned, printed, and swept in both directions.

Knows steps and sweeps. Knows no user-facing transform.
"""

from wengert.trace.listing import Trace, trace
from wengert.trace.names import name
from wengert.trace.nonfinite import find_nonfinite
from wengert.trace.straight import StraightLine, straight_line
from wengert.trace.variable import Variable
from wengert.trace.walk import graph_nodes, graph_path

__all__ = [
    "StraightLine",
    "Trace",
    "Variable",
    "find_nonfinite",
    "graph_nodes",
    "graph_path",
    "name",
    "straight_line",
    "trace",
]
