"""Precision: single precision stays single, in values, tangents, adjoints, rules and compiled programs.

Knows dtypes. Knows JAX's printed programs well enough to find a double in one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from wengert.arrays import jax_numpy
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ContractError
from wengert.kinds import Constant
from wengert.primitive import Primitive
from wengert.tensor import value_of
from wengert.testing.agreement import agree
from wengert.testing.bare import contributions
from wengert.testing.calls import Call, draw
from wengert.transforms.forward import jvp, linearize
from wengert.transforms.reverse import vjp

_DOUBLE = ("float64", "complex128")


def check_precision(p: Primitive) -> None:
    """Every sample in float32: values near those of float64, and no double anywhere, eager or compiled.

    Raises:
        ContractError: Something is double, or far off.
    """
    for number, double in enumerate(draw(p)):
        if not any(dtype_of(a) in map(np.dtype, _DOUBLE) for a in double.args if isinstance(a, np.ndarray)):
            continue
        call = double.single()
        values = call.values(*call.primals)
        want = double.values(*double.primals)
        agree(
            f"value of `{p.name}` in float32",
            values,
            want,
            call.label,
            witness="float64",
            rtol=2e-3,
            error=ContractError,
        )
        _no_double(f"value of `{p.name}`", values, call)
        if not isinstance(p, Constant) and call.moving and call.kept:
            _check_sweeps(call)
            _check_rules(call)
        _check_program(call, deep=number == 0)


def _no_double(what: str, arrays: Sequence[Any], call: Call) -> None:
    for a in arrays:
        if a is not None and dtype_of(value_of(a)).name in _DOUBLE:
            raise ContractError(
                f"{what}: double precision in a float32 program",
                given=dtype_of(value_of(a)),
                expected="float32 in, float32 out",
                at=call.label,
                hint="np.where(c, 1.0, 0.0) is float64: use astype, x_dtype, or a Python number times an array",
            )


def _check_sweeps(call: Call) -> None:
    name = call.primitive.name
    outputs, push = linearize(call.f, *call.primals)
    _no_double(f"jvp of `{name}`", push(*call.random_like(call.primals)), call)
    adjoints = vjp(call.f, *call.primals)[1](call.random_like(outputs))
    _no_double(f"vjp of `{name}`", adjoints, call)
    for k, (x, g) in enumerate(zip(call.primals, adjoints, strict=True)):
        if dtype_of(value_of(g)) != dtype_of(x):
            raise ContractError(
                f"vjp of `{name}` in {call.name(k)}: wrong dtype",
                given=dtype_of(value_of(g)),
                expected=dtype_of(x),
                at=call.label,
            )


def _check_rules(call: Call) -> None:
    """The bare rules: what a sweep would cast back has already been computed in double."""
    for found in contributions(call):
        _no_double(f"{found.rule} of `{call.primitive.name}`", [found.value], call)


def _check_program(call: Call, deep: bool) -> None:
    """The program that XLA would get, for value, both sweeps and, if `deep`, a second order."""
    jax_numpy()
    import jax

    w = call.random_like(call.values(*call.primals)) if call.kept else []
    v = call.random_like(call.primals)

    def program(*args: Any) -> Any:
        primals = [args[k] for k in call.moving]
        out = call.outputs(*args)
        if call.moving and call.kept:
            f = lambda *xs: call.f(*xs, args=args)
            reverse = lambda *xs: list(vjp(f, *xs)[1](w))
            out = [*out, *jvp(f, primals, v)[1], *reverse(*primals)]
            out += list(jvp(reverse, primals, v)[1]) if deep else []
        return [value_of(o) for o in out]

    fixed = [k for k, a in enumerate(call.args) if not isinstance(a, (np.ndarray, np.generic))]
    printed = jax.make_jaxpr(program, static_argnums=fixed)(*call.args)
    for equation, dtype in doubles(printed.jaxpr):
        raise ContractError(
            f"compiled `{call.primitive.name}`: double precision in a float32 program",
            given=f"{dtype} in {equation}",
            expected="no float64",
            at=call.label,
        )


def doubles(program: Any) -> Iterator[tuple[str, Any]]:
    """(operation, type) of every double array that a JAX program computes.

    Python numbers stand in a program as weakly typed scalars, which take the type of what they meet: they do not count.
    """
    for equation in program.eqns:
        for variable in equation.outvars:
            kind = variable.aval
            name = getattr(getattr(kind, "dtype", None), "name", "")
            if name in _DOUBLE and (kind.shape or not kind.weak_type):
                yield equation.primitive.name, kind.str_short()
        for value in equation.params.values():
            for held in value if isinstance(value, (tuple, list)) else (value,):
                body = getattr(held, "jaxpr", held)
                if hasattr(body, "eqns"):
                    yield from doubles(body)
