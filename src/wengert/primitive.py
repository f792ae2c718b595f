"""Primitive: one elementary operation with all of its mathematics, and the registry of them.

Knows how an operation is applied and recorded, and how its rules are called. Knows no particular operation.

A primitive is stated in one block: the forward function on raw arrays, its rules, and the samples it is tested on.
The parameter names of a rule say what is kept for it (`wengert.rules`): what is saved and what is read cannot differ.
Rules are written in the library's own operations: on raw arrays they just compute; on tensors they are recorded, and
that is all there is to higher order.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wengert.application import generate
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError
from wengert.refusal import refusal
from wengert.rules import Names, Pull, adapt, parameters, reads, saver
from wengert.step import Step, mode
from wengert.tensor import Tensor

PRIMITIVES: dict[str, Primitive] = {}

Rule = Callable[..., Any]
_SCOPE = {"shape": np.shape, "dtype": dtype_of}


class Primitive:
    """One elementary operation.

    Called with raw arrays only, it computes. With a tensor among its arguments it gives a tensor, and records a step
    when sweeps can reach one of them.

    Args:
        forward: The operation on raw arrays. Positional parameters are arrays, keyword-only ones are static, and so are
            those named in `static`.
        symbol: How people write it; the function's name when empty.
        source: Where the formula is from.
        static: Positional parameters that are not arrays, such as `shape`.
        outputs: Names of the parts when `forward` returns a tuple.
        broadcasts: Whether arguments broadcast, so that pullbacks must be summed back to the argument's shape.
        node: PyTorch's name of the node, without `Backward0`.
        cost: `(shapes of arguments, shape of output, params) -> floating-point operations`; output size when None.
    """

    differentiable = False  # whether any argument has a rule
    listed = True  # in the registry, under its name: what people wrote, not what is derived or belongs to one call
    selects = False  # whether an adjoint below it may be zero because a branch was not taken
    samples: list[Any]  # calls that it is tested on
    rejects: list[Any]  # and calls that it refuses

    def __init__(
        self,
        forward: Callable[..., Any],
        *,
        symbol: str = "",
        source: str = "",
        static: Sequence[str] = (),
        outputs: Sequence[str] = (),
        broadcasts: bool = False,
        node: str = "",
        cost: Callable[..., float] | None = None,
    ) -> None:
        self.forward = forward
        functools.update_wrapper(self, forward)
        self.name = forward.__name__
        self.symbol = symbol or self.name
        self.source = source
        self.broadcasts = broadcasts
        self.node = (node or "".join(w.capitalize() for w in self.name.split("_"))) + "Backward0"
        self.cost = cost
        self.outputs = tuple(outputs)
        self._read_signature(tuple(static))
        # How many arguments the generated application takes; -1 where there is none.
        self._arity = -1 if self.variadic or self.outputs or not self.arrays else len(self.arrays)
        self.apply: Callable[..., Any] = self._generate
        self.names = Names(self.arrays, self.static, self.outputs, self.variadic)
        self.saves: tuple[str, ...] = ()
        self.contribute: Callable[..., None] | None = None
        self.contribute_gated: Callable[..., None] | None = None
        self.joint_pullback: Pull | None = None
        self.joint_pushforward: Pull | None = None
        self._stated: dict[str, tuple[Rule | None, ...]] = {}
        self._bound: dict[str, tuple[Pull | None, ...]] = {}
        self.rules: dict[str, tuple[Any, ...]] = {}
        self.batch: Callable[..., Any] | None = None
        self.origins: tuple[Any, ...] = ()
        self.samples, self.rejects = [], []
        self._needs: list[set[str]] = []
        self._savers: dict[tuple[bool, ...], Callable[..., Any]] = {}
        if self.listed:
            PRIMITIVES[self.name] = self

    def _read_signature(self, static: tuple[str, ...]) -> None:
        positional, keywords, defaults, self.variadic = parameters(self.forward)
        self.arrays = tuple(n for n in positional if n not in static)
        self.positional_static = static
        self.static = static + keywords
        self.defaults = {n: default for n, default in defaults.items() if n in self.static}

    # --- rules -----------------------------------------------------------------------------------------------------

    def define(
        self,
        pullbacks: Sequence[Rule | None],
        pushforwards: Sequence[Rule | None],
        conjugated: Sequence[Rule | None] | None = None,
        gated: Sequence[Rule | None] | None = None,
    ) -> None:
        """State one pullback `(g, ...)` and one pushforward `(dx, ...)` for each array argument.

        None in both places: the argument is never differentiated (an index, a condition). `conjugated` are the
        pullbacks for complex numbers, `gated` those below a selection, where they differ (0003).
        """
        self.rules = {"pullback": tuple(pullbacks), "pushforward": tuple(pushforwards)}
        self._needs, wanted = [], []
        for pull, push in zip(pullbacks, pushforwards, strict=True):
            names = [n for rule in (pull, push) if rule is not None for n in reads(rule)[1:]]
            kept = self.names.kept(names, self.name)
            self._needs.append(set(kept))
            wanted += kept
        self.saves = tuple(dict.fromkeys(wanted))
        self._stated = {
            "pullbacks": tuple(pullbacks),
            "pushforwards": tuple(pushforwards),
            "complex_pullbacks": tuple(pullbacks if conjugated is None else conjugated),
            "gated_pullbacks": tuple(gated or ()),
        }
        self._bound = {}
        self.differentiable = any(rule is not None for rule in pullbacks)
        self._settle()

    def define_joint(self, pullback: Rule, pushforward: Rule) -> None:
        """State one pullback `(g, ...) -> tuple of contributions` and one pushforward `(tangents, ...)` for all.

        Tangents are a tuple with None for an argument that does not move.
        """
        self.rules = {"pullback": (pullback,), "pushforward": (pushforward,)}
        names = [*reads(pullback)[1:], *reads(pushforward)[1:]]
        self.saves = tuple(dict.fromkeys(self.names.kept(names, self.name)))
        self.joint_pullback = adapt(pullback, reads(pullback)[1:], self.saves)
        self.joint_pushforward = adapt(pushforward, reads(pushforward)[1:], self.saves)
        self.differentiable = True
        self._settle()

    def _settle(self) -> None:
        """Forget what was generated, and note for each saved name which argument or output it is (None: no array)."""
        self._savers.clear()
        self.apply = self._generate
        self.contribute = self.contribute_gated = None
        places: dict[str, Any] = {"out": "out", "args": "args"}
        places |= {n: k for k, n in enumerate(self.arrays)} | {n: ("part", k) for k, n in enumerate(self.outputs)}
        self.origins = tuple(places.get(n) for n in self.saves)

    def _bind(self, which: str) -> tuple[Pull | None, ...]:
        """The stated rules in the form that sweeps call. Bound when first asked for: most are never used in a run."""
        found = self._bound.get(which)
        if found is None:
            rules = self._stated.get(which, ())
            bound = (None if r is None else adapt(r, reads(r)[1:], self.saves) for r in rules)
            found = self._bound[which] = tuple(bound)
        return found

    @property
    def pullbacks(self) -> tuple[Pull | None, ...]:
        """One pullback for each array argument; empty beside a joint one."""
        return self._bind("pullbacks")

    @pullbacks.setter
    def pullbacks(self, pullbacks: Sequence[Pull | None]) -> None:
        self._bound["pullbacks"] = tuple(pullbacks)
        self.contribute = self.contribute_gated = None  # what sweeps generated from the former ones

    @property
    def complex_pullbacks(self) -> tuple[Pull | None, ...]:
        """The pullbacks for complex numbers."""
        return self._bind("complex_pullbacks")

    @property
    def gated_pullbacks(self) -> tuple[Pull | None, ...]:
        """The pullbacks in which a zero adjoint wins over what is not finite; empty where they do not differ."""
        return self._bind("gated_pullbacks")

    @property
    def pushforwards(self) -> tuple[Pull | None, ...]:
        """One pushforward for each array argument; empty beside a joint one."""
        return self._bind("pushforwards")

    @pushforwards.setter
    def pushforwards(self, pushforwards: Sequence[Pull | None]) -> None:
        self._bound["pushforwards"] = tuple(pushforwards)

    def linear_in(self, k: int) -> Rule:
        """The pushforward of a map that is linear in argument `k`: the map itself, with the tangent in that place."""
        others = tuple(n for i, n in enumerate(self.arrays) if i != k)
        arguments = ", ".join("t" if i == k else n for i, n in enumerate(self.arrays))
        keywords = ", ".join(f"{n}={n}" for n in self.static)
        signature = ", ".join(["t", *others, *self.static])
        return eval(f"lambda {signature}: p({arguments}, {keywords})", {"p": self})

    # --- application -----------------------------------------------------------------------------------------------

    def __call__(self, *args: Any, **params: Any) -> Any:
        """Compute; on tensors that sweeps can reach, write a step."""
        if len(args) == self._arity:
            return self.apply(*args, {**self.defaults, **params}) if params else self.apply(*args)
        if self.static:
            args, params = self._split(args, params)
            if len(args) == self._arity:
                return self.apply(*args, params)
        for a in args:
            if isinstance(a, Tensor):
                return self._apply(args, params)
        return self._compute(*args, **params)

    def _apply(self, args: tuple[Any, ...], params: dict[str, Any]) -> Any:
        """Apply to arguments of which at least one is a tensor."""
        tracked = False
        values, inputs = [], []
        for a in args:
            if isinstance(a, Tensor):
                values.append(a.value)
                inputs.append(a.step)
                tracked = tracked or a.step is not None
            else:
                # A view, because what rules keep is made read-only and the array is the caller's own.
                values.append(a.view() if type(a) is np.ndarray else a)
                inputs.append(None)
        try:
            out = self.forward(*values, **params)
        except Exception as error:
            raise refusal(self, error, values, params) from error
        if not tracked or not mode.recording or not self.differentiable:
            return self._untracked(args, out, params, tuple(inputs))
        saved = self.save(values, out, steps := tuple(inputs))
        freeze(saved)
        shape, dtype = (None, None) if self.outputs else (out.shape, out.dtype)
        step = Step(self, steps, params, saved, shape, dtype)
        if mode.observer is not None:
            mode.observer(step, args, out)
        return self.box(out, step)

    def _compute(self, *values: Any, **params: Any) -> Any:
        try:
            return self.forward(*values, **params)
        except Exception as error:
            raise refusal(self, error, values, params) from error

    def _generate(self, *args: Any) -> Any:
        """Stands in for `apply` until the first call, which generates it."""
        readers = self._needs if self.joint_pullback is None else [set(self.saves)] * len(self.arrays)
        self.apply = generate(self, self.names.sources, readers, self.differentiable, self._untracked)
        return self.apply(*args)

    def _split(self, args: tuple[Any, ...], params: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Separate array arguments from static ones, and fill in defaults."""
        count = len(self.arrays)
        if self.variadic or len(args) <= count:
            return args, {**self.defaults, **params}
        extra = args[count:]
        names = self.positional_static or self.static
        if len(extra) > len(names):
            raise ArgumentError(
                f"{self.name}: too many arguments", given=len(args), expected=f"{count} arrays, {names}"
            )
        return args[:count], {**self.defaults, **dict(zip(names, extra, strict=False)), **params}

    def _untracked(
        self, args: tuple[Any, ...], out: Any, params: dict[str, Any], inputs: tuple[Step | None, ...]
    ) -> Any:
        """Box a result that sweeps cannot reach; an observer still gets its line, so that it can be replayed.

        The tensor does not carry that line: being looked at must not change what a program does (the line holds the
        tensor instead). Only where values are mere examples it does, as a leaf, so that what follows is known to.
        """
        if mode.observer is None:
            return self.box(out, None)
        shape, dtype = (None, None) if self.outputs else (np.shape(out), dtype_of(out))
        step = Step(self, (None,) * len(inputs), params, (None,) * len(self.saves), shape, dtype)
        if mode.examples_since is not None and any(i is not None for i in inputs):
            mode.observer(step, args, out)
            return self.box(out, step)
        step.kept = boxed = self.box(out, None)
        mode.observer(step, args, out)
        return boxed

    def box(self, out: Any, step: Step | None) -> Any:
        """The output as a tensor, or as a tuple of tensors when it has named parts."""
        if not self.outputs:
            return Tensor(out, step)
        if step is None:
            return tuple(Tensor(part) for part in out)
        whole = Tensor(out, step)
        return tuple(pick(whole, index=k) for k in range(len(self.outputs)))

    def save(self, values: Sequence[Any], out: Any, inputs: tuple[Step | None, ...]) -> tuple[Any, ...]:
        """What the rules of the tracked arguments read, and None for the rest."""
        mask = tuple([i is not None for i in inputs])
        keep = self._savers.get(mask)
        if keep is None:
            keep = self._savers[mask] = self._make_saver(mask)
        return keep(values, out)

    def _make_saver(self, mask: tuple[bool, ...]) -> Callable[..., Any]:
        if self.joint_pullback is not None:
            needed = set(self.saves)
        else:
            needed = set().union(*(n for n, tracked in zip(self._needs, mask, strict=True) if tracked))
        return saver(self.saves, tuple(needed), self.names.sources | {"tracked": repr(mask)}, _SCOPE)

    def slim(self, last: int) -> Primitive:
        """The same operation for a reader of no output after number `last`; others than loops compute all anyway."""
        del last
        return self

    def __repr__(self) -> str:
        return f"<primitive {self.name}>"


def freeze(saved: tuple[Any, ...]) -> None:
    """Make kept arrays read-only: a rule will read them later, so NumPy itself lets nobody write into them."""
    for value in saved:
        if type(value) is np.ndarray:
            value.setflags(write=False)


class Parts(dict[int, Any]):
    """The adjoint of a tuple: contributions by index; a missing index is a zero."""

    def __add__(self, other: Parts) -> Parts:
        out = Parts(self)
        for k, g in other.items():
            out[k] = out[k] + g if k in out else g
        return out


@Primitive
def pick(whole: Any, *, index: int) -> Any:
    """One part of a tuple of outputs. Shapes: tuple -> that part's shape."""
    return whole[index]


pick.define([lambda g, index: Parts({index: g})], [lambda t, index: t[index]])
