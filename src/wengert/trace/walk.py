"""Walking the graph behind a tensor, as `grad_fn` and `next_functions` show it: all of it, or along first parents.

Knows steps and their parents. Knows no sweep.
"""

from __future__ import annotations

from wengert.errors import GraphError
from wengert.step import Step
from wengert.tensor import Tensor
from wengert.trace.sweeps import segment


def _start(x: Tensor, what: str) -> Step:
    if not isinstance(x, Tensor) or x.step is None:
        raise GraphError(
            f"{what}: there is no graph behind this value",
            given=f"{type(x).__name__} that depends on no tensor that requires grad",
            expected="a tensor computed from a leaf with requires_grad=True, outside no_grad",
        )
    return x.step


def graph_nodes(x: Tensor) -> list[Step]:
    """Every step that `x` depends on, from the last to the first, each once: the order of the reverse sweep.

    Args:
        x: A tensor that sweeps can reach.

    Returns:
        Steps; each comes before those it was made from, so the graph has no cycle.

    Raises:
        GraphError: `x` is a constant.

    Example:
        >>> import wengert as wg
        >>> w = wg.tensor(2.0, requires_grad=True)
        >>> [node.name() for node in graph_nodes((w * 3.0 - 1.0) + w * w)]
        ['AddBackward0', 'MulBackward0', 'SubBackward0', 'MulBackward0', 'AccumulateGrad']
    """
    return segment([_start(x, "graph_nodes")]).steps[::-1]


def graph_path(x: Tensor) -> list[Step]:
    """The steps along first parents only, `next_functions[0][0]` again and again: one path, not the whole graph.

    Args:
        x: A tensor that sweeps can reach.

    Returns:
        Steps from `x` down to a leaf, or to a step whose first argument is a constant.

    Raises:
        GraphError: `x` is a constant.

    Example:
        >>> import wengert as wg
        >>> w = wg.tensor(2.0, requires_grad=True)
        >>> [node.name() for node in graph_path((w * 3.0 - 1.0) + w * w)]
        ['AddBackward0', 'SubBackward0', 'MulBackward0', 'AccumulateGrad']
    """
    path = []
    step: Step | None = _start(x, "graph_path")
    while step is not None:
        path.append(step)
        step = step.inputs[0] if step.inputs else None
    return path
