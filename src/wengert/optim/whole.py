"""All parameters of an optimizer as one update, for links that need every gradient at once.

Knows how the states of single parameters and what is put around them lie in one container. Knows no method.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wengert import tree
from wengert.arrays import namespace
from wengert.optim.update import Update
from wengert.tensor import Tensor

Outer = Callable[[Update], Update]
Slots = dict[str, Tensor]


def side_by_side(rules: Sequence[Update], present: Sequence[bool]) -> Update:
    """Each leaf of a list by a rule of its own; state: the list of their states.

    Args:
        rules: One for each leaf.
        present: Whether a leaf has a gradient; one without is left alone, and its state too.

    Returns:
        The update of the list.

    Example:
        >>> from wengert.optim import scale
        >>> method = side_by_side([scale(-1.0), scale(-2.0)], [True, False])
        >>> method.step([np.ones(1), np.ones(1)], [(), ()], [np.ones(1), np.ones(1)])[0]
        [array([-1.]), array([0.])]
    """

    def step(gradients: Any, states: Any, params: Any) -> tuple[list[Any], list[Any]]:
        changes, after = [], []
        for rule, here, g, state, p in zip(rules, present, gradients, states, params, strict=True):
            change, new = rule.step(g, state, p) if here else (namespace(p).zeros_like(p), state)
            changes.append(change)
            after.append(new)
        return changes, after

    return Update(lambda params: [rule.init(p) for rule, p in zip(rules, params, strict=True)], step)


class Whole:
    """What stands around the update of all parameters.

    Args:
        outer: Wrappers, the innermost first: each turns an update of the list of all parameters into another.

    Attributes:
        shared: State that belongs to no single parameter, by path.
    """

    def __init__(self, outer: Sequence[Outer] = ()) -> None:
        self.outer = tuple(outer)
        self.shared: Slots = {}
        self._structure: tree.Structure = tree.LEAF
        self._tensors: list[Tensor] = []

    def method(self, rules: Sequence[Update], present: Sequence[bool]) -> Update:
        """The update of all parameters."""
        method = side_by_side(rules, present)
        for outer in self.outer:
            method = outer(method)
        return method

    def settle(self, rules: Sequence[Update], params: Sequence[Tensor], slots: Sequence[Slots]) -> None:
        """Find a place for every state tensor; the slots of parameters are used where they are.

        Args:
            rules: One for each parameter.
            params: All parameters.
            slots: Their state tensors, in the order of the leaves of their states.
        """
        owners: dict[int, Tensor] = {}
        made: list[Any] = []  # kept alive, so that an id means one object

        def watched(rule: Update, own: Slots) -> Update:
            def init(p: Any) -> Any:
                state = rule.init(p)
                leaves = tree.leaves(state)
                made.extend(leaves)
                owners.update(zip(map(id, leaves), own.values(), strict=True))
                return state

            return Update(init, rule.step)

        method = self.method([watched(*pair) for pair in zip(rules, slots, strict=True)], [True] * len(rules))
        leaves, self._structure = tree.flatten(method.init([p.value for p in params]))
        before, self.shared, self._tensors = self.shared, {}, []
        for path, leaf in zip(tree.paths(self._structure), leaves, strict=True):
            tensor = owners.get(id(leaf))
            if tensor is None:
                tensor, known = Tensor(leaf), before.get(path)
                if known is not None and known.shape == tensor.shape:
                    tensor = known
                self.shared[path] = tensor
            self._tensors.append(tensor)

    def step(self, rules: Sequence[Update], params: Sequence[Any]) -> None:
        """Move every parameter that has a gradient.

        Args:
            rules: One for each parameter.
            params: All parameters.
        """
        gradients = [p.grad for p in params]
        values = [p.value for p in params]
        raw = [namespace(v).zeros_like(v) if g is None else g.value for g, v in zip(gradients, values, strict=True)]
        method = self.method(rules, [g is not None for g in gradients])
        state = tree.unflatten(self._structure, [t.value for t in self._tensors])
        changes, state = method.step(raw, state, values)
        for p, g, value, change in zip(params, gradients, values, changes, strict=True):
            if g is not None:
                p.value = value + change
        for tensor, value in zip(self._tensors, tree.leaves(state), strict=True):
            tensor.value = value
