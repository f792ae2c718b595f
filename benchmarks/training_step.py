"""A whole training step, gradient and Adam update, beside PyTorch (eager, fused, compiled) and JAX with optax, jitted.

An MLP 784-512-256-10 with ReLU and cross-entropy, float32, a batch of 64.
"""

import itertools
import os
import shutil

import jax
import jax.numpy as jnp
import numpy as np
import optax
import torch

import wengert as wg
from benchmarks.measure import Comparison, race, seconds_of
from wengert import losses, nn, optim

RNG = np.random.default_rng(0)
PROOF = 3  # steps after which all must have the same loss
SIZES = (784, 512, 256, 10)
X = RNG.normal(size=(64, SIZES[0])).astype(np.float32)
Y = RNG.integers(0, SIZES[-1], 64)
WEIGHTS = [(RNG.normal(size=(n, m)) / np.sqrt(m)).astype(np.float32) for m, n in itertools.pairwise(SIZES)]
PARAMETERS = [a for w in WEIGHTS for a in (w, np.zeros(len(w), np.float32))]


def our_step():
    """Ours, compiled with its state."""
    model = nn.mlp(SIZES[1:-1], SIZES[0], SIZES[-1])
    for p, value in zip(model.parameters(), PARAMETERS, strict=True):
        p.value = value.copy()
    optimizer = optim.Adam(model.parameters(), lr=1e-3)

    def step(x, y):
        loss = losses.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()  # at the end, so that the gradients are no results of the program, as in JAX's step
        return loss

    compiled = wg.compile(step, state=(model, optimizer))
    x, y = jnp.asarray(X), jnp.asarray(Y, jnp.int32)
    return lambda: compiled(x, y).value.block_until_ready()


def torch_step(fused: bool, compiled: bool):
    """PyTorch's: forward, backward, update."""
    layers = [m for pair in itertools.pairwise(SIZES) for m in (torch.nn.Linear(*pair), torch.nn.ReLU())]
    model = torch.nn.Sequential(*layers[:-1])
    with torch.no_grad():
        for p, value in zip(model.parameters(), PARAMETERS, strict=True):
            p.copy_(torch.tensor(value))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=fused)
    x, y = torch.tensor(X), torch.tensor(Y)

    def gradient():
        loss = torch.nn.functional.cross_entropy(model(x), y)
        loss.backward()
        return loss

    gradient = torch.compile(gradient) if compiled else gradient

    def step():
        optimizer.zero_grad()
        loss = gradient()
        optimizer.step()
        return loss.item()

    return step


def jax_step():
    """JAX with optax, jitted, its state donated."""
    weights = [(jnp.array(w), jnp.array(b)) for w, b in zip(PARAMETERS[::2], PARAMETERS[1::2], strict=True)]
    adam = optax.adam(1e-3)

    def loss(p, x, y):
        for w, b in p[:-1]:
            x = jax.nn.relu(x @ w.T + b)
        return optax.softmax_cross_entropy_with_integer_labels(x @ p[-1][0].T + p[-1][1], y).mean()

    def step(p, s, x, y):
        value, g = jax.value_and_grad(loss)(p, x, y)
        updates, s = adam.update(g, s)
        return optax.apply_updates(p, updates), s, value

    compiled = jax.jit(step, donate_argnums=(0, 1))
    state = [weights, adam.init(weights)]
    x, y = jnp.asarray(X), jnp.asarray(Y, jnp.int32)

    def call():
        *state[:], value = compiled(*state, x, y)
        return value.block_until_ready()

    return call


def seconds_with(threads: int) -> float:
    """Seconds of PyTorch's step with so many threads: more are slower where other work has the cores."""
    torch.set_num_threads(threads)
    step = torch_step(fused=True, compiled=False)
    step()
    return seconds_of(step, 20)


def run() -> list[Comparison]:
    """Ours against all of them, PyTorch with the number of threads that suits it now.

    PyTorch's compiler needs a C++ compiler, and is left out where there is none.
    """
    torch.set_num_threads(min((1, os.cpu_count() or 1), key=seconds_with))
    contestants = {
        "wengert": our_step(),
        "jax + optax": jax_step(),
        "torch eager": torch_step(fused=False, compiled=False),
        "torch fused": torch_step(fused=True, compiled=False),
    }
    if shutil.which("g++"):
        contestants["torch compiled"] = torch_step(fused=True, compiled=True)
    expected = [float(contestants["torch eager"]()) for _ in range(PROOF)]
    for name, step in contestants.items():
        found = expected if name == "torch eager" else [float(step()) for _ in range(PROOF)]
        np.testing.assert_allclose(found, expected, rtol=1e-3, err_msg=name)
    goal = {name: 1.0 if "jax" in name else 0.5 for name in list(contestants)[1:]}
    return [race("training step of an MLP 784-512-256-10, batch 64, Adam", contestants, goal)]
