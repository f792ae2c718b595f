"""What a primitive's block must state: words, samples, rules or their absence, and what is kept.

Knows the block. Evaluates no derivative.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.errors import ContractError
from wengert.kinds import Constant
from wengert.primitive import Primitive
from wengert.step import Step
from wengert.tensor import Tensor, value_of
from wengert.testing.bare import record
from wengert.testing.calls import Call, draw, spell


def check_words(p: Primitive) -> None:
    """A docstring with the shapes and an example.

    Raises:
        ContractError: One of them is missing.
    """
    text = p.__doc__ or ""
    missing = [word for word, mark in (("shapes", "Shapes:"), ("an example", ">>>")) if mark not in text]
    if missing:
        raise ContractError(
            f"docstring of `{p.name}`: lacks {' and '.join(missing)}",
            given=text.strip().split("\n")[0] or "no docstring",
            expected='a line "Shapes: (*s) -> (*s)." and an example that runs',
        )


def check_rules(p: Primitive) -> None:
    """Samples, and either rules or the word that there are none.

    Raises:
        ContractError: One of them is missing.
    """
    if not p.samples:
        raise ContractError(
            f"samples of `{p.name}`: there are none", expected="calls to test it on", hint="p.samples = [case(real(3))]"
        )
    if isinstance(p, Constant) == bool(p.pullbacks or p.joint_pullback):
        raise ContractError(
            f"rules of `{p.name}`: "
            + ("a constant primitive has some" if isinstance(p, Constant) else "there are none"),
            expected="a derivative, or the declaration @constant that there is none",
        )


def check_saved(p: Primitive) -> None:
    """What is kept is what the rules read by name, and nothing twice.

    Raises:
        ContractError: A kept value is not what its name says.
    """
    if isinstance(p, Constant):
        return
    call = next((c for c in draw(p) if c.moving), None)
    if call is None:
        raise ContractError(f"samples of `{p.name}`: none of them has an argument to differentiate")
    step, out = record(call)
    for name, value in zip(p.saves, step.saved, strict=True):
        wanted = _meant(name, call, out, step)
        if value is None or wanted is None:
            continue
        if not _same(value, wanted):
            raise ContractError(
                f"saved value of `{p.name}`: `{name}` is not what its name says",
                given=_words(value),
                expected=_words(wanted),
                at=call.label,
            )


def _meant(name: str, call: Call, out: Any, step: Step) -> Any:
    """The value that a saved name stands for; None when it is not an array or a shape."""
    p = call.primitive
    if name == "tracked":
        return tuple(i is not None for i in step.inputs)
    if name == "out":
        return tuple(value_of(o) for o in out) if p.outputs else value_of(out)
    if name in p.outputs:
        return value_of(out[p.outputs.index(name)])
    if p.variadic:
        return {
            "args": tuple(call.args),
            "shapes": tuple(np.shape(a) for a in call.args),
            "dtypes": tuple(dtype_of(a) for a in call.args),
        }.get(name)
    for argument, value in zip(p.arrays, call.args, strict=True):
        meanings = {argument: value, f"{argument}_shape": np.shape(value), f"{argument}_dtype": dtype_of(value)}
        if name in meanings:
            return meanings[name]
    return None


def _same(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, tuple):
        return len(value) == len(wanted) and all(_same(v, w) for v, w in zip(value, wanted, strict=True))
    if isinstance(wanted, np.dtype):
        return value == wanted
    return bool(
        np.array_equal(np.asarray(value_of(value)), np.asarray(wanted), equal_nan=dtype_of(wanted).kind in "fc")
    )


def _words(value: Any) -> str:
    return str(value).replace("\n", "")[:80]


def check_rejects(p: Primitive) -> None:
    """Every call that the block says is refused is refused, as it says, on arrays and on tensors.

    Raises:
        ContractError: It is let through, or refused in other words.
    """
    rng = np.random.default_rng(0)
    for sample, kind, words in p.rejects:
        args = sample.draw(rng)
        label = spell(p.name, args, sample.params)
        for given in (args, [Tensor(a) if isinstance(a, (np.ndarray, np.generic)) else a for a in args]):
            _refused(p, given, sample.params, (kind, words), label)


def _refused(p: Primitive, args: Any, params: dict[str, Any], wanted: tuple[type[Exception], str], label: str) -> None:
    kind, words = wanted
    try:
        p(*args, **params)
    except kind as error:
        if words not in str(error):
            raise ContractError(
                f"rejects of `{p.name}`: refused in other words", given=str(error), expected=words, at=label
            ) from error
    except Exception as error:
        raise ContractError(
            f"rejects of `{p.name}`: refused with another error", given=repr(error), expected=kind.__name__, at=label
        ) from error
    else:
        raise ContractError(f"rejects of `{p.name}`: let through", expected=kind.__name__, at=label)
