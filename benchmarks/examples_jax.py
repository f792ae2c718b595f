"""The examples in JAX with optax: what flax's layers compute, written out, as nothing else of them is left once jitted.

Images have their channels last and weights are (in, out), as in flax.

Knows JAX alone: a jitted step called from a loop, as most are written, and a whole epoch as one scan.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import lax

OPTIMIZERS = {"adam": optax.adam(1e-3), "adamw": optax.adamw(1e-3, weight_decay=1e-2)}


class Net:
    """Layers by the name of their weights.

    Args:
        p: Parameters by name.
        stats: Running statistics by name; layers leave new ones.
        key: Source of chance.
    """

    def __init__(self, p: dict[str, Any], stats: dict[str, Any], key: Any) -> None:
        self.p, self.stats, self.key = p, dict(stats), key

    def chance(self) -> Any:
        """A new key."""
        self.key, key = jax.random.split(self.key)
        return key

    def linear(self, name: str, x: Any) -> Any:
        """An affine map."""
        return x @ self.p[f"{name}.weight"] + self.p[f"{name}.bias"]

    def drop(self, rate: float, x: Any) -> Any:
        """Dropout."""
        kept = jax.random.bernoulli(self.chance(), x.dtype.type(1 - rate), x.shape)
        return jnp.where(kept, x / (1 - rate), 0)

    def conv(self, name: str, x: Any, stride: int = 1, padding: str = "SAME") -> Any:
        """A convolution, channels last."""
        w = self.p[f"{name}.weight"]
        spec = ("NHWC", "HWIO", "NHWC") if w.ndim == 4 else ("NHC", "HIO", "NHC")
        y = lax.conv_general_dilated(x, w, (stride,) * (w.ndim - 2), padding, dimension_numbers=spec)
        return y + self.p[f"{name}.bias"] if f"{name}.bias" in self.p else y

    def double_size(self, name: str, x: Any) -> Any:
        """The transposed convolution 2 x 2 of stride 2."""
        w = self.p[f"{name}.weight"]
        y = lax.conv_transpose(x, w, (2, 2), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC"))
        return y + self.p[f"{name}.bias"]

    def batch_norm(self, name: str, x: Any) -> Any:
        """Batch normalization; keeps running statistics."""
        axes = tuple(range(x.ndim - 1))
        mean, square = x.mean(axes), (x * x).mean(axes)
        var = square - mean * mean
        n = x.size // x.shape[-1]
        for key, new in (("running_mean", mean), ("running_var", var * (n / (n - 1)))):
            self.stats[f"{name}.{key}"] = 0.9 * self.stats[f"{name}.{key}"] + 0.1 * new
        return (x - mean) * (lax.rsqrt(var + 1e-5) * self.p[f"{name}.weight"]) + self.p[f"{name}.bias"]

    def layer_norm(self, name: str, x: Any) -> Any:
        """Layer normalization."""
        mean, square = x.mean(-1, keepdims=True), (x * x).mean(-1, keepdims=True)
        scale = lax.rsqrt(square - mean * mean + 1e-6) * self.p[f"{name}.weight"]
        return (x - mean) * scale + self.p[f"{name}.bias"]


def pool(x: Any) -> Any:
    """Max-pooling by 2, channels last."""
    window = (1, *(2,) * (x.ndim - 2), 1)
    return lax.reduce_window(x, -jnp.inf, lax.max, window, window, "VALID")


def last(x: Any) -> Any:
    """Channels first to channels last."""
    return jnp.moveaxis(x, 1, -1)


def perceptron(n: Net, x: Any, names: tuple[str, ...], drop: float = 0.0) -> Any:
    """Affine maps with ReLU and dropout between them."""
    x = x.reshape(len(x), -1)
    for name in names[:-1]:
        x = jax.nn.relu(n.linear(name, x))
        x = n.drop(drop, x) if drop else x
    return n.linear(names[-1], x)


def stages(n: Net, x: Any) -> Any:
    """Two stages of convolution, flattened with channels first so that the weights of the map behind are PyTorch's."""
    x = last(x)
    for conv, norm in (("0", "1"), ("4", "5")):
        x = pool(jax.nn.relu(n.batch_norm(norm, n.conv(conv, x))))
    return jnp.moveaxis(x, -1, 1).reshape(len(x), -1)


def image_cnn(n: Net, x: Any) -> Any:
    """Two stages, a hidden layer."""
    return n.linear("11", jax.nn.relu(n.linear("9", stages(n, x))))


def vit(n: Net, x: Any) -> Any:
    """The Vision Transformer."""
    x = n.conv("patch_embed.proj", last(x), 7, "VALID").reshape(len(x), 16, 64) + n.p["pos_embed"]
    for k in range(4):
        name = f"blocks.{k}"
        qkv = n.linear(f"{name}.attn.qkv", n.layer_norm(f"{name}.norm1", x)).reshape(len(x), 16, 3, 4, 16)
        q, key, v = qkv[:, :, 0], qkv[:, :, 1], qkv[:, :, 2]
        a = jax.nn.softmax(jnp.einsum("bqhd,bkhd->bhqk", q / 4, key), axis=-1)
        x = x + n.linear(f"{name}.attn.proj", jnp.einsum("bhqk,bkhd->bqhd", a, v).reshape(x.shape))
        h = n.linear(f"{name}.mlp.fc1", n.layer_norm(f"{name}.norm2", x))
        x = x + n.linear(f"{name}.mlp.fc2", jax.nn.gelu(h, approximate=False))
    return n.linear("head", n.layer_norm("fc_norm", x.mean(1)))


def gru(n: Net, x: Any) -> Any:
    """A GRU over a signal, and a map from its last state."""
    w, u, b, c = (n.p[f"gru.{k}"] for k in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"))

    def turn(h: Any, z: Any) -> tuple[Any, None]:
        (r, k, m), (s, q, o) = jnp.split(z, 3, -1), jnp.split(h @ u + c, 3, -1)
        r, k = jax.nn.sigmoid(r + s), jax.nn.sigmoid(k + q)
        return (1 - k) * jnp.tanh(m + r * o) + k * h, None

    h, _ = lax.scan(turn, jnp.zeros((len(x), 64), x.dtype), x.swapaxes(0, 1) @ w + b)
    return n.linear("head", h)


def characters(n: Net, x: Any) -> Any:
    """Characters to vectors, an LSTM, and logits of the next character."""
    w, u, b, c = (n.p[f"lstm.{k}"] for k in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"))

    def turn(carry: Any, z: Any) -> tuple[Any, Any]:
        h, s = carry
        i, f, g, o = jnp.split(z + h @ u, 4, -1)
        s = jax.nn.sigmoid(f) * s + jax.nn.sigmoid(i) * jnp.tanh(g)
        h = jax.nn.sigmoid(o) * jnp.tanh(s)
        return (h, s), h

    vectors = n.p["embedding.weight"][x.swapaxes(0, 1)]
    zeros = jnp.zeros((len(x), 128), vectors.dtype)
    _, states = lax.scan(turn, (zeros, zeros), vectors @ w + (b + c))
    return n.linear("head", states.swapaxes(0, 1))


def unet(n: Net, x: Any) -> Any:
    """Halves the image twice, then doubles it as often."""

    def double(name: str, x: Any) -> Any:
        for conv, norm in (("0", "1"), ("3", "4")):
            x = jax.nn.relu(n.batch_norm(f"{name}.{norm}", n.conv(f"{name}.{conv}", x)))
        return x

    a = double("first", last(x))
    b = double("down.0", pool(a))
    c = double("down.1", pool(b))
    b = double("join.0", jnp.concatenate([b, n.double_size("up.0", c)], -1))
    a = double("join.1", jnp.concatenate([a, n.double_size("up.1", b)], -1))
    return jnp.moveaxis(n.conv("head", a), -1, 1)


def vae(n: Net, x: Any) -> Any:
    """A variational autoencoder."""
    h = jax.nn.relu(n.linear("encoder.1", x.reshape(len(x), -1)))
    mean, log_variance = n.linear("mean", h), n.linear("log_variance", h)
    code = mean + jnp.exp(0.5 * log_variance) * jax.random.normal(n.chance(), mean.shape, mean.dtype)
    return perceptron(n, code, ("decoder.0", "decoder.2")).reshape(x.shape), mean, log_variance


def autoencoder(n: Net, x: Any) -> Any:
    """An autoencoder of perceptrons."""
    code = perceptron(n, x, ("encoder.1", "encoder.3"))
    return perceptron(n, code, ("decoder.0", "decoder.2")).reshape(x.shape)


def siamese(n: Net, x: Any) -> Any:
    """One perceptron for three views."""
    return perceptron(n, x.reshape(-1, 64), ("encoder.1", "encoder.3")).reshape(-1, 3, 32)


MODELS: dict[str, Callable[[Net, Any], Any]] = {
    "digits": lambda n, x: perceptron(n, x, ("1", "3", "5")),
    "digits_drop": lambda n, x: perceptron(n, x, ("1", "4", "7"), 0.2),
    "fashion_mlp": lambda n, x: perceptron(n, x, ("1", "3")),
    "fashion_mlp_drop": lambda n, x: perceptron(n, x, ("1", "4", "7"), 0.2),
    "fashion_cnn": image_cnn,
    "fashion_vit": vit,
    "signal_cnn": lambda n, x: n.linear("9", stages(n, x)),
    "signal_gru": gru,
    "unet": unet,
    "characters": characters,
    "vae": vae,
    "autoencoder": autoencoder,
    "triplet": siamese,
}


def elbo(out: Any, y: Any) -> Any:
    """Minus the evidence lower bound, a mean over samples."""
    logits, mean, log_variance = out
    pixels = optax.sigmoid_binary_cross_entropy(logits, y).sum()
    return (pixels + 0.5 * (mean**2 + jnp.exp(log_variance) - log_variance - 1).sum()) / len(y)


def triplet(out: Any, y: Any) -> Any:
    """An anchor is nearer to its like than to others."""
    del y
    near, far = (jnp.linalg.norm(out[:, 0] - out[:, k] + 1e-6, axis=-1) for k in (1, 2))
    return jnp.maximum(near - far + 0.2, 0).mean()


def cross_entropy(out: Any, y: Any) -> Any:
    """Of logits and classes, over any axes."""
    return optax.softmax_cross_entropy_with_integer_labels(out, y).mean()


LOSSES: dict[str, Callable[[Any, Any], Any]] = {
    "cross_entropy": cross_entropy,
    "each_token": cross_entropy,
    "mse": lambda out, y: ((out - y) ** 2).mean(),
    "pixels": lambda out, y: optax.sigmoid_binary_cross_entropy(out, y).mean(),
    "elbo": elbo,
    "triplet": triplet,
}


def layout(name: str, w: np.ndarray) -> np.ndarray:
    """Weights as flax lays them out: (in, out), windows first; tables and vectors as they are."""
    if w.ndim < 2 or name in ("embedding.weight", "pos_embed"):
        return w
    if name.startswith("up."):  # a transposed convolution: (in, out, h, w), whose windows JAX leaves turned
        return np.ascontiguousarray(w.transpose(2, 3, 0, 1)[::-1, ::-1])
    return np.ascontiguousarray(w.transpose(*range(2, w.ndim), 1, 0))


def jax_epoch(
    name: str,
    weights: dict[str, np.ndarray],
    x: np.ndarray,
    y: np.ndarray,
    batch: int,
    loss: str,
    optimizer: str,
    scanned: bool,
) -> Callable[[np.ndarray], float]:
    """JAX's: a function from an order of samples to the mean loss of an epoch.

    Args:
        name: In `MODELS`.
        weights: First weights, in PyTorch's layout.
        x: Samples.
        y: Targets.
        batch: Samples in a batch.
        loss: In `LOSSES`.
        optimizer: In `OPTIMIZERS`.
        scanned: Whether the epoch is one program, and not a jitted step in a loop.
    """
    method, model, judge = OPTIMIZERS[optimizer], MODELS[name], LOSSES[loss]
    stats = {k: jnp.array(v) for k, v in weights.items() if "running" in k}
    p = {k: jnp.array(layout(k, v)) for k, v in weights.items() if "running" not in k and "num_batches" not in k}

    def value(p: Any, stats: Any, key: Any, x: Any, y: Any) -> Any:
        net = Net(p, stats, key)
        found = judge(model(net, x), y)
        return found, (net.stats, net.key)

    def step(state: Any, indices: Any, x: Any, y: Any) -> Any:
        p, s, stats, key, total = state
        (found, (stats, key)), g = jax.value_and_grad(value, has_aux=True)(p, stats, key, x[indices], y[indices])
        updates, s = method.update(g, s, p)
        return optax.apply_updates(p, updates), s, stats, key, total + found

    def scan(state: Any, batches: Any, x: Any, y: Any) -> Any:
        return lax.scan(lambda state, indices: (step(state, indices, x, y), None), state, batches)[0]

    run = jax.jit(scan if scanned else step, donate_argnums=(0,))
    samples, targets = jnp.asarray(x), jnp.asarray(y)
    kept = [(p, method.init(p), stats, jax.random.key(0), jnp.zeros((), jnp.float32))]

    def epoch(order: np.ndarray) -> float:
        state = (*kept.pop()[:-1], jnp.zeros((), jnp.float32))
        batches = order.reshape(-1, batch)
        for indices in (batches,) if scanned else batches:
            state = run(state, indices, samples, targets)
        kept.append(state)
        return float(state[-1]) / len(batches)

    return epoch
