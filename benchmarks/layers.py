"""Layers that are more than one product: normalization and recurrence, forward and backward, beside PyTorch and JAX.

Float32. JAX's are written as its users write them: composed for normalization, a scan of cells for recurrence.
"""

import jax
import jax.numpy as jnp
import numpy as np
import torch

from benchmarks.images import layer
from benchmarks.measure import Comparison
from wengert.nn import functional as ours

F = torch.nn.functional
RNG = np.random.default_rng(0)


def normal(*shape: int) -> np.ndarray:
    """A float32 array whose products keep their scale."""
    return (RNG.normal(size=shape) / np.sqrt(shape[-1])).astype(np.float32)


def standardized(x, axes, w, b):
    """Normalization in JAX."""
    mean = x.mean(axes, keepdims=True)
    var = ((x - mean) ** 2).mean(axes, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(var + 1e-5) * w + b


def layer_norm(rows: int, features: int) -> Comparison:
    """LayerNorm of a matrix."""
    return layer(
        f"layer normalization, {rows} x {features}",
        lambda x, w, b: ours.layer_norm(x, features, w, b),
        lambda x, w, b: standardized(x, -1, w, b),
        lambda x, w, b: F.layer_norm(x, (features,), w, b),
        *(normal(rows, features), normal(features), normal(features)),
    )


def batch_norm(batch: int, channels: int, side: int) -> Comparison:
    """BatchNorm of images, with the statistics of the batch."""
    return layer(
        f"batch normalization, {batch} images of {channels} x {side} x {side}",
        lambda x, w, b: ours.batch_norm(x, weight=w, bias=b, training=True),
        lambda x, w, b: standardized(x, (0, 2, 3), w[:, None, None], b[:, None, None]),
        lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True),
        *(normal(batch, channels, side, side), normal(channels), normal(channels)),
    )


def jax_lstm(x, w, u, b):
    """An LSTM in JAX: the inputs' part of all turns is one product."""

    def turn(carry, z):
        h, c = carry
        i, f, g, o = jnp.split(z + h @ u.T, 4, axis=-1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        h = jax.nn.sigmoid(o) * jnp.tanh(c)
        return (h, c), h

    zeros = jnp.zeros((x.shape[1], u.shape[1]), x.dtype)
    return jax.lax.scan(turn, (zeros, zeros), x @ w.T + b)[1]


def jax_gru(x, w, u, b):
    """A GRU in JAX."""

    def turn(h, z):
        (r, k, n), (s, q, m) = jnp.split(z, 3, axis=-1), jnp.split(h @ u.T, 3, axis=-1)
        r, k = jax.nn.sigmoid(r + s), jax.nn.sigmoid(k + q)
        h = (1 - k) * jnp.tanh(n + r * m) + k * h
        return h, h

    return jax.lax.scan(turn, jnp.zeros((x.shape[1], u.shape[1]), x.dtype), x @ w.T + b)[1]


def recurrence(kind: str, turns: int, batch: int, inputs: int, units: int) -> Comparison:
    """A recurrent layer, all its states."""
    rows = {"lstm": 4, "gru": 3}[kind] * units
    zeros = np.zeros((batch, units), np.float32)
    first = (zeros, zeros) if kind == "lstm" else zeros
    start = torch.zeros(1, batch, units)
    peer = getattr(torch, kind)

    def torch_layer(x, w, u, b):
        state = (start, start) if kind == "lstm" else start
        return peer(x, state, [w, u, b, torch.zeros_like(b)], True, 1, 0.0, False, False, False)[0]

    return layer(
        f"{kind.upper()}, {turns} turns of {batch} x {inputs}, {units} units",
        lambda x, w, u, b: getattr(ours, kind)(x, first, w, u, b)[0],
        {"lstm": jax_lstm, "gru": jax_gru}[kind],
        torch_layer,
        *(normal(turns, batch, inputs), normal(rows, inputs), normal(rows, units), normal(rows)),
    )


def run() -> list[Comparison]:
    """Normalization, then recurrence."""
    return [
        layer_norm(520, 192),
        batch_norm(64, 16, 28),
        recurrence("lstm", 28, 64, 28, 64),
        recurrence("gru", 40, 64, 1, 64),
    ]
