"""Group: parameters that share options, and how options and parameters are checked.

Knows which options are live tensors and how a learning rate follows a schedule. Knows no method.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

import numpy as np

from wengert.arrays import is_complex, namespace, real_dtype
from wengert.compile.revision import revision
from wengert.errors import ArgumentError
from wengert.nn import Module, Parameter
from wengert.tensor import Tensor, value_of

Rate = float | Callable[[Any], Any]  # a learning rate, or a schedule: a function of the number of steps so far


class Group(dict[str, Any]):
    """Options of some parameters. A live option is a tensor; assigning a number rebinds its value.

    `lr` is live, and any other that `vary` was called for: it may change between steps of a compiled program, which is
    not compiled again. Assigning a schedule to `lr`, a function of the number of steps so far, makes it follow: every
    step then sets the learning rate anew, inside a compiled program too, and `steps` counts them.

    Attributes:
        live: The options that are tensors.
        settled: The other options for which the state was made; None before that.
        schedule: What the learning rate follows; None where it is a number.
        initial_lr: The learning rate that schedulers start from; None before there is one.
    """

    settled: list[Any] | None = None
    schedule: Callable[[Any], Any] | None = None
    initial_lr: float | None = None

    def __init__(self, options: Mapping[str, Any], params: list[Parameter]) -> None:
        super().__init__({**options, "params": params})
        self.live: list[Tensor] = []
        self._moving = frozenset(["params"])  # names that are not fixed: asked for at every call of a compiled step
        if "lr" not in options:
            return
        dtype = np.result_type(*[real_dtype(p.dtype) if is_complex(p.dtype) else p.dtype for p in params])
        lr = options["lr"]
        self._move("lr", Tensor(np.asarray(0.0 if is_schedule(lr) else value_of(lr), dtype)[()]))
        if is_schedule(lr):
            self._follow(lr)

    def __setitem__(self, key: str, value: Any) -> None:
        if key == "lr" and is_schedule(value):
            self._follow(value)
            return
        old = self.get(key)
        if isinstance(old, Tensor):
            raw = value_of(value)
            old.value = namespace(raw).asarray(raw, dtype=old.dtype)[()]
        elif isinstance(old, tuple) and any(isinstance(part, Tensor) for part in old):
            for part, new in zip(old, value, strict=True):
                if isinstance(part, Tensor) and new is not part:
                    raw = value_of(new)
                    part.value = namespace(raw).asarray(raw, dtype=part.dtype)[()]
        else:
            super().__setitem__(key, value)
            revision.up()

    def update(self, *args: Any, **options: Any) -> None:
        """Assign several options, each as if alone."""
        for name, value in dict(*args, **options).items():
            self[name] = value

    def __ior__(self, options: Any) -> Self:
        """`group |= options` assigns them as `update` does; a dict's own way would go unseen by compiled steps."""
        self.update(options)
        return self

    def vary(self, name: str, place: int | None = None) -> Tensor:
        """Make an option live.

        Args:
            name: Of the option.
            place: Which of several numbers, such as the first of `betas`.

        Returns:
            The tensor that holds it from now on.
        """
        old = self[name]
        number = old if place is None else old[place]
        if isinstance(number, Tensor):
            return number
        live = Tensor(np.asarray(number, self["lr"].dtype)[()])
        new = live if place is None else (*old[:place], live, *old[place + 1 :])
        self._move(name, new)
        return live

    def _move(self, name: str, value: Any) -> None:
        dict.__setitem__(self, name, value)
        self._moving |= {name}
        revision.up()
        self.live = [t for n, v in self.items() if n != "params" for t in _live(v)]

    def for_rule(self) -> Group:
        """The options as a rule reads them: live ones other than `lr` as the values they have."""
        varied = {n: _raw(self[n]) for n in self._moving if n not in ("lr", "steps", "params")}
        if not varied:
            return self
        view = Group({}, self["params"])
        dict.update(view, {**self, **varied})
        return view

    def _follow(self, schedule: Callable[[Any], Any]) -> None:
        self.schedule = schedule
        revision.up()
        if "steps" not in self:
            self._move("steps", Tensor(np.int32(0)))
        self._set(self["steps"].value)

    def _set(self, steps: Any) -> None:
        """The learning rate that the schedule gives after `steps` steps."""
        lr, xp = self["lr"], namespace(steps)
        if self.schedule is not None:
            lr.value = xp.asarray(value_of(self.schedule(xp.asarray(steps, dtype=lr.dtype))), dtype=lr.dtype)[()]

    def advance(self) -> None:
        """Before a step: the learning rate that the schedule gives, and one more step."""
        if self.schedule is not None:
            steps = self["steps"].value
            self._set(steps)
            self["steps"].value = steps + 1

    def fixed(self) -> list[tuple[str, Any]]:
        """The options that are no tensors, by name."""
        moving = self._moving
        return [pair for pair in self.items() if pair[0] not in moving]

    def plain(self) -> dict[str, Any]:
        """The options as numbers, for saving and printing."""
        number = lambda v: v.item() if isinstance(v, Tensor) else v
        options = {n: v for n, v in self.items() if n != "params"}
        return {n: tuple(map(number, v)) if isinstance(v, tuple) else number(v) for n, v in options.items()}


def _live(value: Any) -> list[Tensor]:
    if isinstance(value, Tensor):
        return [value]
    return [part for part in value if isinstance(part, Tensor)] if isinstance(value, tuple) else []


def _raw(value: Any) -> Any:
    return tuple(map(value_of, value)) if isinstance(value, tuple) else value_of(value)


def nonzero(value: Any) -> bool:
    """Whether an option does anything; one that is live may.

    Example:
        >>> nonzero(0.0), nonzero(0.9), nonzero(np.float32(0))
        (False, True, True)
    """
    return not isinstance(value, (int, float)) or bool(value) or isinstance(value, np.generic)


def is_schedule(value: Any) -> bool:
    """Whether an option is a function of the number of steps, and no number.

    Example:
        >>> is_schedule(lambda step: 0.1 / (1 + step)), is_schedule(0.1)
        (True, False)
    """
    return callable(value) and not isinstance(value, (Tensor, np.ndarray, np.generic))


def checked(owner: str, name: str, value: Any, low: float, below: float = float("inf")) -> None:
    """Refuse an option outside [low, below). A schedule is taken as it is.

    Raises:
        ArgumentError: It is outside, or no number.

    Example:
        >>> checked("SGD", "lr", 0.1, low=0.0)
    """
    if name == "lr" and is_schedule(value):
        return
    number = value_of(value)
    if not isinstance(number, (int, float, np.generic, np.ndarray)) or not low <= float(number) < below:
        limit = f" and < {below}" if below != float("inf") else ""
        raise ArgumentError(f"{owner}: {name} is out of range", given=repr(value), expected=f"a number >= {low}{limit}")


def checked_all(owner: str, options: Mapping[str, Any], *names: str) -> None:
    """Refuse options that are negative or no numbers, and decays in `betas` outside [0, 1).

    Raises:
        ArgumentError: One is out of range.

    Example:
        >>> checked_all("Adam", {"lr": 0.1, "betas": (0.9, 0.999)}, "lr", "betas")
    """
    for name in names:
        if name == "betas":
            for k, beta in enumerate(options["betas"]):
                checked(owner, f"betas[{k}]", beta, low=0.0, below=1.0)
        else:
            checked(owner, name, options[name], low=0.0)


def groups_of(params: Any, owner: str) -> list[Mapping[str, Any]]:
    """What an optimizer was given, as groups: a module and a list of parameters are one group.

    Raises:
        ArgumentError: It is neither a module, nor parameters, nor groups.

    Example:
        >>> groups_of([{"params": [1], "lr": 0.1}], "SGD")
        [{'params': [1], 'lr': 0.1}]
    """
    if isinstance(params, Module):
        return [{"params": params}]
    if isinstance(params, Tensor) or not isinstance(params, Iterable):
        raise ArgumentError(f"{owner}: params is no list", given=type(params).__name__, hint="[parameter], or a module")
    items = list(params)
    if items and isinstance(items[0], Mapping):
        return items
    return [{"params": items}]


def parameters_of(params: Any, owner: str) -> list[Parameter]:
    """The parameters of a group: of a module, one tensor, tensors, or pairs of a name and a tensor.

    Raises:
        ArgumentError: There are none, or one is no leaf.

    Example:
        >>> len(parameters_of(wg.nn.Linear(2, 1), "SGD"))
        2
    """
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
