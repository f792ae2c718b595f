"""The programs whose derivatives are compared with JAX's: an MLP and a small transformer block.

One text for both libraries, so that only the derivative differs. Knows the sizes, the data and the derivatives taken.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

import wengert as wg

RNG = np.random.default_rng(0)


def normal(*shape: int) -> jax.Array:
    """A float32 array whose products keep their scale."""
    return jnp.asarray(RNG.normal(size=shape) / np.sqrt(shape[0]), jnp.float32)


def mlp(xp):
    """Cross-entropy of a three-layer perceptron, written with the functions of `xp`."""

    def loss(p, x, t):
        x = xp.tanh(x @ p["w1"] + p["b1"])
        x = xp.tanh(x @ p["w2"] + p["b2"])
        z = x @ p["w3"]
        z = z - xp.log(xp.sum(xp.exp(z), axis=-1, keepdims=True))
        return -xp.mean(xp.sum(z * t, axis=-1))

    return loss


MLP = {"w1": normal(784, 256), "b1": normal(256), "w2": normal(256, 256), "b2": normal(256), "w3": normal(256, 10)}
MLP_DATA = (normal(64, 784), jnp.eye(10, dtype=jnp.float32)[RNG.integers(0, 10, 64)])

HEADS, WIDTH, TOKENS, BATCH = 4, 64, 32, 8


def block(xp):
    """Mean square of the output of one transformer encoder block, written with the functions of `xp`."""

    def norm(x, scale):
        x = x - xp.mean(x, axis=-1, keepdims=True)
        return x / xp.sqrt(xp.mean(x * x, axis=-1, keepdims=True) + 1e-5) * scale

    def heads(x):
        return xp.permute_dims(xp.reshape(x, (BATCH, TOKENS, HEADS, WIDTH // HEADS)), (0, 2, 1, 3))

    def attention(p, x):
        q, k, v = (heads(x @ p[n]) for n in ("q", "k", "v"))
        weights = xp.exp(q @ xp.permute_dims(k, (0, 1, 3, 2)) / (WIDTH // HEADS) ** 0.5)
        weights = weights / xp.sum(weights, axis=-1, keepdims=True)
        return xp.reshape(xp.permute_dims(weights @ v, (0, 2, 1, 3)), (BATCH, TOKENS, WIDTH)) @ p["o"]

    def loss(p, x):
        x = x + attention(p, norm(x, p["s1"]))
        x = x + xp.tanh(norm(x, p["s2"]) @ p["up"]) @ p["down"]
        return xp.mean(x * x)

    return loss


BLOCK = {n: normal(WIDTH, WIDTH) for n in "qkvo"} | {n: jnp.ones(WIDTH, jnp.float32) for n in ("s1", "s2")}
BLOCK |= {"up": normal(WIDTH, 4 * WIDTH), "down": normal(4 * WIDTH, WIDTH)}
BLOCK_DATA = (normal(BATCH, TOKENS, WIDTH),)


class Task(NamedTuple):
    """A derivative of a program.

    Attributes:
        title: What it is, with sizes.
        make: Gives our function and JAX's, neither compiled; new ones at each call, so that nothing is cached.
        args: What both are called with.
    """

    title: str
    make: Callable[[], tuple[Callable[..., Any], Callable[..., Any]]]
    args: tuple[Any, ...]

    def proven(self, ours: Callable[..., Any], theirs: Callable[..., Any]) -> None:
        """Refuse to go on unless both compute the same."""
        for a, b in zip(jax.tree.leaves(ours(*self.args)), jax.tree.leaves(theirs(*self.args)), strict=True):
            np.testing.assert_allclose(a, b, rtol=2e-3, atol=2e-5, err_msg=self.title)


def tasks_of(title: str, program, parameters, data) -> list[Task]:
    """The gradient and the Hessian-vector product of one program."""

    def gradients():
        return wg.grad(program(wg)), jax.grad(program(jnp))

    def products():
        ours, theirs = gradients()
        return (
            lambda p, v, *d: wg.jvp(lambda q: ours(q, *d), (p,), (v,))[1],
            lambda p, v, *d: jax.jvp(lambda q: theirs(q, *d), (p,), (v,))[1],
        )

    direction = {name: p[::-1] for name, p in parameters.items()}
    return [
        Task(f"gradient, {title}", gradients, (parameters, *data)),
        Task(f"Hessian-vector product, {title}", products, (parameters, direction, *data)),
    ]


TASKS = [
    *tasks_of("MLP 784-256-256-10, batch 64", mlp, MLP, MLP_DATA),
    *tasks_of("transformer block, 8 x 32 x 64", block, BLOCK, BLOCK_DATA),
]
