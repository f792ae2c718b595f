"""Optimizer: the shell that PyTorch users know, around a pure update.

Knows parameters, their gradients, groups with options of their own, and the state of each parameter. Knows no method:
a subclass says which links its options stand for. Everything that changes is a tensor that is rebound, learning rates
and counters included, so a step compiles and a schedule does not compile it again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays import is_complex, real_dtype
from wengert.errors import ArgumentError
from wengert.nn import Module, Parameter
from wengert.nn.state import load
from wengert.optim.update import Update
from wengert.tensor import Tensor, value_of

LIVE = ("lr",)  # options that are tensors: they may change between steps of a compiled program


class Group(dict[str, Any]):
    """Options of some parameters. A live option, such as `lr`, is a tensor; assigning a number rebinds its value.

    Attributes:
        settled: The other options for which the state was made; None before that.
    """

    settled: list[Any] | None = None

    def __setitem__(self, key: str, value: Any) -> None:
        if key in LIVE and key in self:
            self[key].value = np.asarray(value_of(value), self[key].dtype)[()]
        else:
            super().__setitem__(key, value)


def checked(owner: str, name: str, value: Any, low: float, below: float = float("inf")) -> None:
    """Refuse an option outside [low, below).

    Raises:
        ArgumentError: It is outside, or no number.

    Example:
        >>> checked("SGD", "lr", 0.1, low=0.0)
    """
    number = value_of(value)
    if not isinstance(number, (int, float, np.generic, np.ndarray)) or not low <= float(number) < below:
        limit = f" and < {below}" if below != float("inf") else ""
        raise ArgumentError(f"{owner}: {name} is out of range", given=repr(value), expected=f"a number >= {low}{limit}")


class Optimizer:
    """Base of the shells; subclasses define `rule`.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        options: Options of groups that do not say otherwise.

    Attributes:
        param_groups: The groups; `group["params"]` lists parameters, the rest are options.
        state: For each parameter, its state tensors by name.

    Raises:
        ArgumentError: There are no parameters, one is named twice, or an option is unknown or out of range.
    """

    def __init__(self, params: Any, options: dict[str, Any]) -> None:
        self.defaults = options
        self.param_groups: list[Group] = []
        self.state: dict[Parameter, dict[str, Tensor]] = {}
        self._structures: dict[Parameter, tree.Structure] = {}
        for group in _groups(params, type(self).__name__):
            self.add_param_group(group)

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense; subclasses define it."""
        del options

    def rule(self, group: Group) -> Update:
        """The update that the options of `group` stand for; subclasses define it.

        Raises:
            ArgumentError: This class does not.
        """
        del group
        raise ArgumentError(f"{type(self).__name__}: the optimizer defines no rule", hint="def rule(self, group): ...")

    def add_param_group(self, group: Mapping[str, Any]) -> None:
        """Take on more parameters, with options of their own.

        Args:
            group: `params`, and options that differ from the defaults.

        Raises:
            ArgumentError: A parameter is here already, or an option is unknown or out of range.
        """
        owner = type(self).__name__
        unknown = [n for n in group if n not in self.defaults and n != "params"]
        if unknown:
            raise ArgumentError(f"{owner}: unknown option", given=unknown[0], expected=", ".join(self.defaults))
        options = {**self.defaults, **group}
        self.check(options)
        params = _parameters(group["params"], owner)
        if len({id(p) for p in (*self.state, *params)}) < len(self.state) + len(params):
            raise ArgumentError(f"{owner}: a parameter is given twice", given=f"{len(params)} parameters")
        new = Group({**options, "params": params})
        dtype = np.result_type(*[real_dtype(p.dtype) if is_complex(p.dtype) else p.dtype for p in params])
        for name in LIVE:
            if name in options:
                dict.__setitem__(new, name, Tensor(np.asarray(value_of(options[name]), dtype)[()]))
        self.param_groups.append(new)
        self._settle(new)

    def _settle(self, group: Group) -> None:
        """State that a changed option asks for starts anew."""
        options = [v for n, v in group.items() if n not in LIVE and n != "params"]
        if options == group.settled:
            return
        # Only now, because a rule is made with the learning rate's value: on a device that costs more than the rest.
        method = self.rule(group)
        for p in group["params"]:
            leaves, structure = tree.flatten(method.init(p.value))
            if structure != self._structures.get(p):
                self.state[p] = dict(zip(_names(structure), map(Tensor, leaves), strict=True))
                self._structures[p] = structure
        group.settled = options

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Move every parameter that has a gradient.

        Args:
            closure: Evaluates the loss anew and sweeps it back, if given.

        Returns:
            What `closure` returned, or None.
        """
        loss = closure() if closure is not None else None
        for group in self.param_groups:
            self._settle(group)
            method = self.rule(group)
            for p in group["params"]:
                if p.grad is not None:
                    self._move(method, p, p.grad.value)
        return loss

    def _move(self, method: Update, p: Parameter, g: Any) -> None:
        slots = self.state[p]
        state = tree.unflatten(self._structures[p], [t.value for t in slots.values()])
        change, state = method.step(g, state, p.value)
        p.value = p.value + change
        for slot, value in zip(slots.values(), tree.leaves(state), strict=True):
            slot.value = value

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients.

        Args:
            set_to_none: Whether to drop them; with False they become zeros.
        """
        for p in self._all():
            if set_to_none:
                p.grad = None
            elif p.grad is not None:
                p.grad = Tensor(p.grad.value * 0)

    def _all(self) -> list[Parameter]:
        return [p for group in self.param_groups for p in group["params"]]

    def state_tensors(self) -> list[Tensor]:
        """Live options, state and parameters: what `compile` carries through a program."""
        for group in self.param_groups:
            self._settle(group)
        live = [group[name] for group in self.param_groups for name in LIVE if name in group]
        return [*live, *(t for slots in self.state.values() for t in slots.values()), *self._all()]

    def state_key(self) -> Hashable:
        """The options that are no tensors: a step is compiled anew when one of them changes."""
        options = [(n, v) for group in self.param_groups for n, v in group.items() if n not in LIVE and n != "params"]
        return type(self), *options

    # --- saving ----------------------------------------------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """State and options in PyTorch's layout: `state` by index of the parameter, and `param_groups`."""
        index = {id(p): k for k, p in enumerate(self._all())}
        groups = [
            {n: v.item() if isinstance(v, Tensor) else v for n, v in group.items() if n != "params"}
            | {"params": [index[id(p)] for p in group["params"]]}
            for group in self.param_groups
        ]
        state = {index[id(p)]: {n: Tensor(t.value) for n, t in slots.items()} for p, slots in self.state.items()}
        return {"state": {k: slots for k, slots in state.items() if slots}, "param_groups": groups}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take state and options from what `state_dict` gave.

        Args:
            state: State by index, and groups.

        Raises:
            ArgumentError: The groups have other parameters, or names differ; nothing was changed.
            ShapeError: Shapes differ; nothing was changed.
        """
        owner = type(self).__name__
        sizes = [len(group["params"]) for group in self.param_groups]
        given = [len(group["params"]) for group in state["param_groups"]]
        if sizes != given:
            raise ArgumentError(f"{owner}: groups of other sizes", given=given, expected=sizes)
        slots = {f"{k}.{n}": t for k, p in enumerate(self._all()) for n, t in self.state[p].items()}
        load(slots, {f"{k}.{n}": v for k, named in state["state"].items() for n, v in named.items()}, True, owner)
        for group, options in zip(self.param_groups, state["param_groups"], strict=True):
            for name in group:
                if name != "params" and name in options:
                    group[name] = options[name]

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for k, group in enumerate(self.param_groups):
            shown = {n: v.item() if isinstance(v, Tensor) else v for n, v in group.items() if n != "params"}
            lines += [f"  group {k}: {len(group['params'])} parameters", *(f"    {n}: {v}" for n, v in shown.items())]
        return "\n".join([*lines, ")"])


def _names(structure: tree.Structure) -> list[str]:
    """A name for each state tensor: the field alone where that says which one is meant."""
    paths = tree.paths(structure)
    fields = [p.rpartition(".")[2] for p in paths]
    return fields if len(set(fields)) == len(fields) else paths


def _groups(params: Any, owner: str) -> list[Mapping[str, Any]]:
    if isinstance(params, Module):
        return [{"params": params}]
    if isinstance(params, Tensor) or not isinstance(params, Iterable):
        raise ArgumentError(f"{owner}: params is no list", given=type(params).__name__, hint="[parameter], or a module")
    items = list(params)
    if items and isinstance(items[0], Mapping):
        return items
    return [{"params": items}]


def _parameters(params: Any, owner: str) -> list[Parameter]:
    items = (
        list(params.parameters())
        if isinstance(params, Module)
        else [params]
        if isinstance(params, Tensor)
        else list(params)
    )
    items: list[Any] = [p[1] if isinstance(p, tuple) else p for p in items]
    if not items:
        raise ArgumentError(f"{owner}: there are no parameters", hint="does the model have any? model.parameters()")
    for p in items:
        if not isinstance(p, Tensor) or p.grad_fn is not None:
            raise ArgumentError(
                f"{owner}: can only move leaves",
                given=f"a tensor made by {p.grad_fn}" if isinstance(p, Tensor) else type(p).__name__,
                expected="nn.Parameter, or a tensor with requires_grad=True",
            )
    return items
