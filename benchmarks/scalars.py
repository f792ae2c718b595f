"""Graphs of scalars: what recording and sweeping cost when there is no arithmetic to hide behind.

A chain of 10,000 steps, and the textbook program v7 = x1·exp(x2) + cos(x1·x2) under gradient descent.
"""

import math

import autograd
import autograd.numpy as anp
import numpy as np
import torch
from micrograd.engine import Value

import wengert as wg
from benchmarks.measure import Comparison, compared, race

LENGTH = 10_000
PROMISE = 4e-6  # seconds to record a scalar step and sweep back over it
STEPS = 5_000  # of the experiment
DESCENTS = 100  # of these where they are timed one by one: each costs the same


def chain(sin, multiply, x):
    """`LENGTH` steps, alternately sin and a product."""
    for _ in range(LENGTH // 2):
        x = multiply(sin(x), 1.01)
    return x


def run_chain() -> list[Comparison]:
    """Recording and one reverse sweep."""
    times = lambda a, b: a * b
    ours = wg.grad(lambda x: chain(wg.sin, times, x))
    theirs = autograd.grad(lambda x: chain(anp.sin, times, x))

    def eager_torch():
        x = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
        chain(torch.sin, times, x).backward()
        return x.grad

    contestants = {"wengert": lambda: ours(0.5), "autograd": lambda: theirs(0.5), "torch": eager_torch}
    for name, gradient in contestants.items():
        np.testing.assert_allclose(float(gradient()), float(theirs(0.5)), rtol=1e-10, err_msg=name)
    found = race(f"gradient of a chain of {LENGTH} scalar steps", contestants, {"autograd": 0.2, "torch": 1.0})
    seconds = {"wengert": found.costs["wengert"] / LENGTH, "the promise": PROMISE}
    return [found, compared("one of these steps", [seconds], {"the promise": 1.0})]


def descend(gradient) -> tuple[float, float]:
    """Gradient descent on v7²/2 from (0.5, 0.5)."""
    x1, x2 = 0.5, 0.5
    for _ in range(DESCENTS):
        g1, g2 = gradient(x1, x2)
        x1, x2 = x1 - 1e-3 * g1, x2 - 1e-3 * g2
    return x1, x2


def micrograd_exp(x: Value) -> Value:
    """exp, which micrograd has not: its own recipe for an operation, with the derivative exp."""
    out = Value(math.exp(x.data), (x,), "exp")

    def backward():
        x.grad += out.data * out.grad

    out._backward = backward
    return out


def micrograd_cos(x: Value) -> Value:
    """cos, by the same recipe."""
    out = Value(math.cos(x.data), (x,), "cos")

    def backward():
        x.grad -= math.sin(x.data) * out.grad

    out._backward = backward
    return out


def micrograd_gradient(a: float, b: float) -> tuple[float, float]:
    """The gradient of v7²/2 with micrograd."""
    x1, x2 = Value(a), Value(b)
    v7 = x1 * micrograd_exp(x2) + micrograd_cos(x1 * x2)
    (v7 * v7 * 0.5).backward()
    return x1.grad, x2.grad


def torch_gradient(a: float, b: float) -> tuple[float, float]:
    """The gradient of v7²/2 with eager PyTorch."""
    x1, x2 = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (a, b))
    v7 = x1 * torch.exp(x2) + torch.cos(x1 * x2)
    (v7 * v7 * 0.5).backward()
    return x1.grad.item(), x2.grad.item()


def half_square_of_v7(xp):
    """v7²/2, written with the functions of `xp`."""

    def f(x1, x2):
        v7 = x1 * xp.exp(x2) + xp.cos(x1 * x2)
        return v7 * v7 * 0.5

    return f


def run_descent() -> list[Comparison]:
    """Gradient descent, with the list recorded once, and with the list recorded anew at each step."""
    ours = wg.grad(half_square_of_v7(wg), argnums=(0, 1))
    theirs = autograd.grad(half_square_of_v7(anp), (0, 1))
    peers = {"autograd": theirs, "micrograd": micrograd_gradient, "torch": torch_gradient}
    once = wg.straight_line(ours, 0.5, 0.5)
    for name, gradient in {"once": once, "anew": ours, **peers}.items():
        np.testing.assert_allclose(descend(gradient), descend(torch_gradient), rtol=1e-10, err_msg=name)
    contestants = {name: (lambda g=g: descend(g)) for name, g in peers.items()}
    steps = f"{DESCENTS} steps of descent on a graph of 7 scalar steps"
    goal = {"autograd": 0.2, "micrograd": 0.5, "torch": 1.0}
    return [
        race(f"{steps}, list recorded once", {"wengert": lambda: descend(once), **contestants}, goal),
        race(f"{steps}, list recorded anew", {"wengert": lambda: descend(ours), **contestants}, {"torch": 1.0}),
    ]


def run_compiled_descent() -> Comparison:
    """All 5,000 steps of the experiment as one XLA program, beside eager PyTorch's (a fiftieth of them)."""
    gradient = wg.grad(half_square_of_v7(wg), argnums=(0, 1))

    def update(k, x):
        return tuple(v - 1e-3 * g for v, g in zip(x, gradient(*x), strict=True))

    program = wg.compile(lambda a, b: wg.fori_loop(0, STEPS, update, (a, b)))
    np.testing.assert_allclose([float(x) for x in program(0.5, 0.5)], (-0.55472, 0.54318), atol=1e-5)
    contestants = {
        "wengert": lambda: [float(x) for x in program(0.5, 0.5)],
        f"torch, {DESCENTS} steps": lambda: descend(torch_gradient),
    }
    # A hundred times as fast, at the length of the experiment.
    goal = {f"torch, {DESCENTS} steps": STEPS / DESCENTS / 100}
    return race(f"{STEPS} steps of descent on a graph of 7 scalar steps, compiled", contestants, goal)


def run() -> list[Comparison]:
    """The chain and the descents."""
    return [*run_chain(), *run_descent(), run_compiled_descent()]
