"""Networks for images on the CPU: a training step of a small convolutional one, and its layers, beside PyTorch and JAX.

Two convolutions with ReLU and max-pooling, two affine layers, cross-entropy, Adam; float32, 64 images of 28 x 28. The
layers are forward and backward together. Knows JAX with the layout of PyTorch, and PyTorch with either of its own.
"""

import itertools
import os

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
BATCH, SIDE, CHANNELS, HIDDEN, CLASSES = 64, 28, (1, 16, 32), 128, 10
F = torch.nn.functional


def normal(*shape: int) -> np.ndarray:
    """A float32 array whose products keep their scale."""
    return (RNG.normal(size=shape) / np.sqrt(np.prod(shape[1:]))).astype(np.float32)


X = RNG.normal(size=(BATCH, 1, SIDE, SIDE)).astype(np.float32)
Y = RNG.integers(0, CLASSES, BATCH)
FLAT = CHANNELS[-1] * (SIDE // 4) ** 2
WEIGHTS = [normal(o, c, 3, 3) for c, o in itertools.pairwise(CHANNELS)]
WEIGHTS += [normal(HIDDEN, FLAT), normal(CLASSES, HIDDEN)]
PARAMETERS = [a for w in WEIGHTS for a in (w, np.zeros(len(w), np.float32))]


def logits(p, x, conv, relu, pool, linear):
    """The network, written with the layers of any library."""
    for w, b in ((p[0], p[1]), (p[2], p[3])):
        x = pool(relu(conv(x, w, b)))
    x = relu(linear(x.reshape((BATCH, FLAT)), p[4], p[5]))
    return linear(x, p[6], p[7])


def jax_conv(x, w, b, groups=1):
    """PyTorch's padded 3 x 3 convolution in JAX."""
    y = jax.lax.conv_general_dilated(x, w, (1, 1), [(1, 1)] * 2, feature_group_count=groups)
    return y + b[:, None, None]


def jax_pool(x):
    """Max-pooling of 2 x 2 in JAX."""
    return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")


def our_conv(x, w, b, groups=1):
    """The same in ours."""
    return wg.conv(x, w, padding=1, groups=groups) + wg.reshape(b, (1, -1, 1, 1))


def our_step():
    """Ours, compiled with its state."""
    p = [nn.Parameter(a.copy()) for a in PARAMETERS]
    adam = optim.Adam(p, lr=1e-3)

    def step(x, y):
        out = logits(p, x, our_conv, wg.relu, lambda x: wg.max_pool(x, 2), nn.functional.linear)
        loss = losses.cross_entropy(out, y)
        loss.backward()
        adam.step()
        adam.zero_grad()
        return loss

    compiled = wg.compile(step, state=(p, adam))
    x, y = jnp.asarray(X), jnp.asarray(Y, jnp.int32)
    return lambda: compiled(wg.Tensor(x), y).value.block_until_ready()


def jax_step():
    """JAX with optax, jitted, its state donated."""
    adam = optax.adam(1e-3)

    def loss(p, x, y):
        out = logits(p, x, jax_conv, jax.nn.relu, jax_pool, lambda x, w, b: x @ w.T + b)
        return optax.softmax_cross_entropy_with_integer_labels(out, y).mean()

    def step(p, s, x, y):
        value, g = jax.value_and_grad(loss)(p, x, y)
        updates, s = adam.update(g, s)
        return optax.apply_updates(p, updates), s, value

    compiled = jax.jit(step, donate_argnums=(0, 1))
    p = [jnp.array(a) for a in PARAMETERS]
    state = [p, adam.init(p)]
    x, y = jnp.asarray(X), jnp.asarray(Y, jnp.int32)

    def call():
        *state[:], value = compiled(*state, x, y)
        return value.block_until_ready()

    return call


def torch_step(layout):
    """PyTorch's, with the fused Adam, in one of its memory layouts."""
    p = [torch.tensor(a, requires_grad=True) for a in PARAMETERS]
    adam = torch.optim.Adam(p, lr=1e-3, fused=True)
    x, y = torch.tensor(X).to(memory_format=layout), torch.tensor(Y)

    def conv(x, w, b):
        return F.conv2d(x, w, b, padding=1)

    def step():
        adam.zero_grad()
        loss = F.cross_entropy(logits(p, x, conv, F.relu, lambda x: F.max_pool2d(x, 2), F.linear), y)
        loss.backward()
        adam.step()
        return loss.item()

    return step


def whole_step() -> Comparison:
    """The training step."""
    contestants = {
        "wengert": our_step(),
        "jax + optax": jax_step(),
        "torch": torch_step(torch.contiguous_format),
        "torch channels last": torch_step(torch.channels_last),
    }
    losses_of = {name: [float(step()) for _ in range(PROOF)] for name, step in contestants.items()}
    for name, found in losses_of.items():
        np.testing.assert_allclose(found, losses_of["torch"], rtol=1e-3, err_msg=name)
    goal = dict.fromkeys(list(contestants)[1:], 1.0)
    return race("training step of a CNN, 28 x 28, 16 and 32 channels, batch 64, Adam", contestants, goal)


def layer(title: str, ours, theirs, peer, *arrays: np.ndarray) -> Comparison:
    """One layer and its gradient in all its arguments, under the weighted sum of its output."""
    g = np.random.default_rng(1).normal(size=np.shape(ours(*arrays))).astype(np.float32)
    places = tuple(range(len(arrays)))
    programs = [
        wg.compile(wg.value_and_grad(lambda *a: (ours(*a) * g).sum(), places)),
        jax.jit(jax.value_and_grad(lambda *a: (theirs(*a) * g).sum(), places)),
    ]
    args = [jnp.asarray(a) for a in arrays]
    leaves = [torch.tensor(a, requires_grad=True) for a in arrays]
    weight = torch.tensor(g)

    def torch_call():
        return torch.autograd.grad((peer(*leaves) * weight).sum(), leaves)

    for program in programs:
        for got, want in zip(program(*args)[1], torch_call(), strict=True):
            np.testing.assert_allclose(got, want, rtol=2e-3, atol=2e-2, err_msg=title)
    contestants = {
        "wengert": lambda: jax.block_until_ready(programs[0](*args)),
        "jax": lambda: jax.block_until_ready(programs[1](*args)),
        "torch": torch_call,
    }
    return race(title, contestants, {"jax": 1.0, "torch": 1.0})


def conv_layer(c: int, o: int, side: int, groups: int = 1) -> Comparison:
    """A padded 3 x 3 convolution with bias."""
    arrays = (normal(BATCH, c, side, side), normal(o, c // groups, 3, 3), normal(o))
    title = f"convolution 3 x 3, {c} to {o} channels, {side} x {side}, groups {groups}, batch {BATCH}"
    return layer(
        title,
        lambda x, w, b: our_conv(x, w, b, groups),
        lambda x, w, b: jax_conv(x, w, b, groups),
        lambda x, w, b: F.conv2d(x, w, b, padding=1, groups=groups),
        *arrays,
    )


def seconds_with(threads: int) -> float:
    """Seconds of PyTorch's step with so many threads: more are slower where other work has the cores."""
    torch.set_num_threads(threads)
    step = torch_step(torch.channels_last)
    step()
    return seconds_of(step, 5)


def run() -> list[Comparison]:
    """The step, then the layers; PyTorch with the number of threads that suits it now."""
    torch.set_num_threads(min((1, os.cpu_count() or 1), key=seconds_with))
    pool = layer(
        f"max-pooling 2 x 2 of 16 channels, 28 x 28, batch {BATCH}",
        lambda x: wg.max_pool(x, 2),
        jax_pool,
        lambda x: F.max_pool2d(x, 2),
        normal(BATCH, 16, SIDE, SIDE),
    )
    return [whole_step(), conv_layer(1, 16, 28), conv_layer(16, 32, 14), conv_layer(32, 32, 14, 32), pool]
