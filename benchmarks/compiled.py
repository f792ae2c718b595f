"""Compiled gradients and Hessian-vector products beside JAX's own, on the same arrays of the same XLA.

One program text for both, so that only the derivative differs: an MLP and a small transformer block.
"""

import jax
import jax.numpy as jnp
import numpy as np

import wengert as wg
from benchmarks.measure import Comparison, race

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


def compare(title: str, ours, theirs, *args) -> Comparison:
    """Race two programs after proving that they compute the same."""
    for a, b in zip(jax.tree.leaves(ours(*args)), jax.tree.leaves(theirs(*args)), strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-3, atol=2e-5)
    contestants = {
        "wengert": lambda: jax.block_until_ready(ours(*args)),
        "jax": lambda: jax.block_until_ready(theirs(*args)),
    }
    return race(title, contestants, goal={"jax": 1.0})


def comparisons(title: str, program, parameters, data) -> list[Comparison]:
    """The gradient and the Hessian-vector product of one program."""
    direction = {name: p[::-1] for name, p in parameters.items()}
    ours, theirs = wg.grad(program(wg)), jax.grad(program(jnp))
    our_hvp = wg.compile(lambda p, v, *d: wg.jvp(lambda q: ours(q, *d), (p,), (v,))[1])
    their_hvp = jax.jit(lambda p, v, *d: jax.jvp(lambda q: theirs(q, *d), (p,), (v,))[1])
    return [
        compare(f"compiled gradient, {title}", wg.compile(ours), jax.jit(theirs), parameters, *data),
        compare(f"compiled Hessian-vector product, {title}", our_hvp, their_hvp, parameters, direction, *data),
    ]


def run() -> list[Comparison]:
    """The perceptron and the block."""
    return [
        *comparisons("MLP 784-256-256-10, batch 64", mlp, MLP, MLP_DATA),
        *comparisons("transformer block, 8 x 32 x 64", block, BLOCK, BLOCK_DATA),
    ]
