"""A network with its numbers: units as boxes, weights on the arrows between them, before and after an update.

Knows affine maps in a row. Knows no sweep.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from wengert.errors import ArgumentError
from wengert.explain.drawings.graph import INPUT, OPERATION, RESULT, Edge, Graph, Node
from wengert.nn import Linear, Module
from wengert.tensor import value_of
from wengert.trace.notation import number, subscript

_UNITS = 32  # units of a layer beyond which a drawing would be a blot


def network(model: Module, after: Mapping[str, Any] | None = None, digits: int = 4) -> Graph:
    """The units of a perceptron, its biases in them and its weights on the arrows.

    Args:
        model: A module whose affine maps follow one another, such as `nn.mlp`.
        after: The state after an update, as `state_dict()` gives it: numbers are then shown as before → after.
        digits: Digits after the point.

    Returns:
        The graph: inputs first, then a row of units for each affine map.

    Raises:
        ArgumentError: There is no affine map, they do not fit one after another, or a layer has more than 32 units.

    Example:
        >>> model = wg.nn.Linear(2, 1)
        >>> model.load_state_dict({"weight": [[0.5, -1.0]], "bias": [0.25]})
        ([], [])
        >>> graph = network(model)
        >>> [edge.text for edge in graph.edges], graph.node("a1.0").text
        (['0.5', '−1'], ('b = 0.25',))
    """
    layers = [(name, m) for name, m in model.named_modules() if isinstance(m, Linear)]
    _must_be_a_row(layers)
    first = layers[0][1].in_features
    nodes = [Node(f"a0.{k}", _name("x", k, first), (), INPUT) for k in range(first)]
    edges: list[Edge] = []
    for depth, (name, layer) in enumerate(layers, 1):
        weight, bias = (_pair(layer, after, name, part) for part in ("weight", "bias"))
        kind = RESULT if depth == len(layers) else OPERATION
        for j in range(layer.out_features):
            text = () if bias is None else (f"b = {_shown(bias, j, digits)}",)
            unit = _name(f"a{subscript(depth)}", j, layer.out_features)
            nodes.append(Node(f"a{depth}.{j}", unit, text, kind, name))
            numbers = [_shown(weight, (j, k), digits) for k in range(layer.in_features)]
            edges += [Edge(f"a{depth - 1}.{k}", f"a{depth}.{j}", text) for k, text in enumerate(numbers)]
    return Graph(tuple(nodes), tuple(edges), "network with its weights")


def _must_be_a_row(layers: list[tuple[str, Linear]]) -> None:
    if not layers:
        raise ArgumentError("network: there is no affine map to draw", expected="a model with nn.Linear layers")
    for (name, layer), (_, before) in zip(layers[1:], layers[:-1], strict=True):
        if layer.in_features != before.out_features:
            raise ArgumentError(
                f"network: {name} does not follow the map before it",
                given=f"{before.out_features} units, then {layer.in_features} inputs",
                expected="affine maps one after another",
            )
    most = max(max(layer.in_features, layer.out_features) for _, layer in layers)
    if most > _UNITS:
        raise ArgumentError("network: too many units to draw", given=most, expected=f"at most {_UNITS} in a layer")


def _pair(layer: Linear, after: Mapping[str, Any] | None, name: str, part: str) -> list[np.ndarray] | None:
    """The numbers of a parameter: before, and after if that is asked for."""
    tensor = getattr(layer, part)
    if tensor is None:
        return None
    key = f"{name}.{part}" if name else part
    if after is not None and key not in after:
        raise ArgumentError("network: the state after the update lacks a parameter", given=f"no {key}")
    return [np.asarray(value_of(t)) for t in (tensor, *([] if after is None else [after[key]]))]


def _shown(values: list[np.ndarray] | None, place: Any, digits: int) -> str:
    return " → ".join(number(round(float(v[place]), digits)) for v in values or ())


def _name(letter: str, k: int, count: int) -> str:
    return letter if count == 1 else f"{letter}[{k}]"
