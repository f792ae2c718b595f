"""Layers: the affine maps of a network, each with the activation behind it, and their Jacobians.

Knows J = diag(φ′(z)) W. Knows no table.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.errors import GraphError
from wengert.explain.formula import leaf
from wengert.explain.stage import ACTIVATION, AFFINE, Stage, jacobian
from wengert.explain.subject import Subject
from wengert.explain.verify import wide
from wengert.trace.lines import Line


@dataclass(frozen=True)
class Layer:
    """An affine map and the activation behind it.

    Attributes:
        index: From 1.
        map: The affine map.
        activation: The activation, or None.
        samples: Whether the axes before the last count samples.
    """

    index: int
    map: Stage
    activation: Stage | None
    samples: bool

    @property
    def x(self) -> Line:
        """What enters the layer."""
        return self.map.affine.x if self.map.affine is not None else self.map.operands[0]

    @property
    def z(self) -> Line:
        """The pre-activation."""
        return self.map.out

    @property
    def out(self) -> Line:
        """What leaves the layer."""
        return self.map.out if self.activation is None else self.activation.out

    def slope(self) -> np.ndarray:
        """∂a/∂z: its diagonal, flat for each sample, where it has one; else the Jacobian. (b, n) or (b, n, n)."""
        if self.activation is None:
            return np.ones((self.count, np.size(self.z.value) // self.count))
        if self.activation.diagonal(self.z):
            one = np.ones(self.z.shape, np.asarray(self.z.value).dtype)[()]
            found = self.activation.pull(one, "1", lambda line: leaf(line.name, line.shape))[self.z][1]
            return wide(found).reshape(self.count, -1) if np.ndim(found) else np.full((1, 1), wide(found))
        return wide(jacobian(self.activation, self.z, self.count))

    @property
    def count(self) -> int:
        """How many samples there are: what the axes before the last hold; 1 for one sample."""
        return math.prod(self.z.shape[:-1]) if self.samples else 1

    def weight(self) -> np.ndarray:
        """∂z/∂x: W, or the Jacobian of a map that is no plain matrix. (b, out, in)."""
        if self.map.affine is not None:
            w = wide(self.map.affine.weight.value)
            return np.broadcast_to(np.reshape(w, (1, *_matrix(w))), (self.count, *_matrix(w)))
        return wide(jacobian(self.map, self.x, self.count))

    def jacobian(self) -> np.ndarray:
        """J = diag(φ′(z)) W, one for each sample: (b, out, in)."""
        slope, weight = self.slope(), self.weight()
        return slope[:, :, None] * weight if slope.ndim == 2 else slope @ weight


def _matrix(w: Any) -> tuple[int, int]:
    return (1, 1) if np.ndim(w) == 0 else np.shape(w)


def layers(subject: Subject) -> list[Layer]:
    """The layers, from the input to the output."""
    found = []
    for stage in subject.stages:
        if stage.kind == AFFINE:
            behind = [s for s in subject.stages if s.kind == ACTIVATION and s.layer == stage.layer]
            samples = stage.affine is not None and stage.affine.form == "row"
            found.append(Layer(stage.layer, stage, behind[0] if behind else None, samples))
    return found


def chain(subject: Subject) -> list[Layer]:
    """The layers, when each reads what the one before it made and nothing else lies between.

    Raises:
        GraphError: The program is no chain of layers.
    """
    found = layers(subject)
    ends = [layer.out for layer in found]
    joined = all(after.x is end for after, end in zip(found[1:], ends, strict=False))
    alone = all(len(subject.users.get(end, [])) == 1 for end in ends[:-1])
    if not found or not joined or not alone or len({layer.samples for layer in found}) > 1:
        raise GraphError(
            "explain: this view is of a chain of layers",
            given=f"{len(found)} affine maps that are not one chain",
            expected="affine map, activation, affine map, activation, ...",
        )
    return found
