"""Libraries: NumPy and JAX give the same numbers, eager and compiled.

Knows how to ask for value and derivatives on JAX in one program. Compilation is what tests wait for, so a primitive's
samples share one program.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import jax_numpy
from wengert.errors import ContractError
from wengert.primitive import Primitive
from wengert.tensor import value_of
from wengert.testing.agreement import agree
from wengert.testing.calls import Call, draw
from wengert.transforms.forward import jvp
from wengert.transforms.reverse import vjp


def check_libraries(p: Primitive) -> None:
    """Value, both sweeps and the second order of every sample, compiled; and the value of the first on JAX arrays.

    Raises:
        ContractError: They differ from those of NumPy.
    """
    xp = jax_numpy()
    import jax

    calls = draw(p)
    questions = [_Question(call, deep=k == 0) for k, call in enumerate(calls)]

    def program(args: list[list[Any]]) -> list[Any]:
        return [q.ask(q.fill(a)) for q, a in zip(questions, args, strict=True)]

    answers = jax.jit(program)([q.arrays for q in questions])
    for q, answer in zip(questions, answers, strict=True):
        q.compare(answer, "NumPy, compiled")
    if calls:
        on_jax = questions[0].fill([xp.asarray(a) for a in questions[0].arrays])
        values = [value_of(o) for o in calls[0].outputs(*on_jax)]
        questions[0].compare({f"value of `{p.name}`": values}, "NumPy")


class _Question:
    """What is asked of one call, and NumPy's answer."""

    def __init__(self, call: Call, deep: bool) -> None:
        self.call = call
        self.deep = deep and bool(call.moving and call.kept)
        self.places = [k for k, a in enumerate(call.args) if isinstance(a, (np.ndarray, np.generic))]
        self.arrays = [call.args[k] for k in self.places]
        self.v = call.random_like(call.primals)
        self.w = call.random_like(call.values(*call.primals)) if call.kept else []
        self.answer = self.ask(call.args)

    def fill(self, arrays: list[Any]) -> list[Any]:
        """All arguments, with these arrays in their places."""
        args = list(self.call.args)
        for k, a in zip(self.places, arrays, strict=True):
            args[k] = a
        return args

    def ask(self, args: list[Any]) -> dict[str, list[Any]]:
        """Value, tangents, adjoints and, if `deep`, the tangents of the adjoints: raw."""
        call, name = self.call, self.call.primitive.name
        out = {f"value of `{name}`": call.outputs(*args)}
        if call.moving and call.kept:
            primals = [args[k] for k in call.moving]
            f = lambda *xs: call.f(*xs, args=args)
            reverse = lambda *xs: list(vjp(f, *xs)[1](self.w))
            out[f"jvp of `{name}`"] = jvp(f, primals, self.v)[1]
            out[f"vjp of `{name}`"] = reverse(*primals)
            if self.deep:
                out[f"jvp of vjp of `{name}`"] = jvp(reverse, primals, self.v)[1]
        return {what: [value_of(o) for o in arrays] for what, arrays in out.items()}

    def compare(self, answer: dict[str, list[Any]], witness: str) -> None:
        """Complain where another answer differs."""
        for what, got in answer.items():
            label = self.call.label
            agree(f"{what} on JAX", got, self.answer[what], label, witness=witness, rtol=1e-7, error=ContractError)
