"""Contributions: what one step adds to the adjoints of its inputs.

Knows the pullbacks of a primitive, and that an adjoint has the shape and dtype of what it belongs to. Knows no list.

Each primitive gets one generated function with its rules spliced in, because calls and loops are what a small operation
costs in a sweep as they are in an application (`wengert.application`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from wengert.arrays import is_complex
from wengert.arrays.sums import sum_leading
from wengert.ops.dtype import cast, real_part
from wengert.ops.shape import sum_to
from wengert.primitive import Parts, Primitive
from wengert.rules import Pull, spelling
from wengert.step import Step

_FLOAT64 = np.dtype("float64")

Contribute = Callable[[Step, Any, tuple[Any, ...], dict[Step, Any], Collection[Step]], None]


def contributor(primitive: Primitive, gated: bool = False) -> Contribute:
    """The function `(step, g, saved, adjoints, within)` that adds what a step of `primitive` contributes to `adjoints`.

    Generated once for each primitive, and again when its rules change. `g` is the adjoint of the step, `saved` what its
    rules read; inputs that are not `within` get nothing. With `gated`, a zero of `g` wins over what is not finite.

    Example:
        >>> import wengert as wg
        >>> x = wg.tensor(3.0, requires_grad=True)
        >>> step, adjoints = (x * 2.0).step, {}
        >>> contributor(step.primitive)(step, np.float64(5.0), step.saved, adjoints, {x.step})
        >>> adjoints[x.step]
        np.float64(10.0)
    """
    if primitive.joint_pullback is not None or primitive.outputs or primitive.variadic:
        primitive.contribute = primitive.contribute_gated = each
        return each
    if gated:
        primitive.contribute_gated = made = _generate(primitive, primitive.gated_pullbacks or primitive.pullbacks)
    else:
        primitive.contribute = made = _generate(primitive, primitive.pullbacks)
    return made


def _generate(primitive: Primitive, pullbacks: Sequence[Pull | None]) -> Contribute:
    scope: dict[str, Any] = {"FLOAT64": _FLOAT64, "float64": np.float64, "each": each, "fit": fit}
    lines = ["def contribute(step, g, saved, adjoints, within):"]
    if pullbacks is primitive.pullbacks and _spelled(pullbacks) != _spelled(primitive.complex_pullbacks):
        lines += [" if step.dtype is not FLOAT64 and step.dtype.kind == 'c':"]
        lines += ["  return each(step, g, saved, adjoints, within)"]
    lines += [" params = step.params", f" {''.join(f's{k}, ' for k in range(len(pullbacks)))} = step.inputs"]
    for k, pull in enumerate(pullbacks):
        if pull is None:
            continue
        text, names = spelling(pull)
        for name, value in names.items():
            text = re.sub(rf"(?<!')\b{name}\b", f"{name}_{k}", text)
            scope[f"{name}_{k}"] = value
        lines += [f" if s{k} in within:", f"  c = {text}", *_FITTED.replace("s0", f"s{k}").split("\n")]
    exec(compile("\n".join(lines), f"{__file__}: {primitive.name}", "exec"), scope)
    return scope["contribute"]


# The usual cases are told by identity: a float64 scalar, and numpy's one object for each dtype.
_FITTED = """\
  if type(c) is float64:
   if s0.shape or s0.dtype is not FLOAT64: c = fit(c, s0.shape, s0.dtype)
  elif s0.shape is not None and (c.shape != s0.shape or c.dtype is not s0.dtype): c = fit(c, s0.shape, s0.dtype)
  before = adjoints.get(s0)
  adjoints[s0] = c if before is None else before + c"""


def _spelled(pullbacks: Sequence[Pull | None]) -> list[Any]:
    return [None if p is None else spelling(p)[0] for p in pullbacks]


def each(step: Step, g: Any, saved: tuple[Any, ...], adjoints: dict[Step, Any], within: Collection[Step]) -> None:
    """The same, rule by rule: for joint rules, tuples of outputs and complex numbers."""
    for parent, pull in zip(step.inputs, pulls_of(step, g, saved), strict=True):
        if pull is None or parent is None or parent not in within:
            continue
        c = pull(g, saved, step.params)
        if parent.shape is not None and (c.shape != parent.shape or c.dtype is not parent.dtype):
            c = fit(c, parent.shape, parent.dtype)
        before = adjoints.get(parent)
        adjoints[parent] = c if before is None else before + c


def pulls_of(step: Step, g: Any, saved: tuple[Any, ...]) -> Sequence[Any]:
    """The pullback for each input of a step; None: nothing goes there.

    A joint rule is called at once, for it gives all contributions together.
    """
    primitive = step.primitive
    dtype = step.dtype
    if primitive.joint_pullback is not None or (dtype is None and primitive.outputs):
        if type(g) is Parts:
            g = tuple([g.get(k) for k in range(len(primitive.outputs))])
        if primitive.joint_pullback is None:
            return [None if r is None else (lambda _, s, p, r=r: r(g, s, p)) for r in primitive.pullbacks]
        together = primitive.joint_pullback(g, saved, step.params)
        return [None if c is None else (lambda *_, c=c: c) for c in together]
    return primitive.complex_pullbacks if dtype is not None and dtype.kind == "c" else primitive.pullbacks


def fit(contribution: Any, shape: tuple[int, ...] | None, dtype: Any) -> Any:
    """An adjoint in the shape and dtype of what it belongs to."""
    if shape is None:
        return contribution
    if contribution.shape != shape:
        extra = contribution.ndim - len(shape)
        # The bias of a layer: only whole leading axes go, and where nothing is recorded no primitive is needed.
        bias = type(contribution) is np.ndarray and contribution.shape[extra:] == shape
        contribution = sum_leading(contribution, extra) if bias else sum_to(contribution, shape)
    if contribution.dtype is not dtype and contribution.dtype != dtype:
        if is_complex(contribution.dtype) and not is_complex(dtype):
            contribution = real_part(contribution)
        contribution = cast(contribution, dtype)
    return contribution
