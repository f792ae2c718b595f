"""An epoch of each example inside `fit`, beside PyTorch (eager and compiled) and JAX with optax (stepped and scanned).

The networks are those of `examples/`, the data are random numbers of their shapes, float32. All start from the same
weights and see the same batches; the mean losses of every epoch are compared. A callback of `fit` lets each peer train
an epoch after ours, and draws an order of its own, as ours did, before it takes the common one; the first epoch, in
which programs are compiled, is not counted. Beside the time on the clock there is that of the processors, which other
work on the machine changes less. Ours of the recurrences train with `devices=2`, as their examples can: each core is a
device of its own. PyTorch takes the number of threads that is faster for it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

import wengert as wg
from benchmarks.examples_jax import jax_epoch
from benchmarks.examples_torch import torch_epoch
from benchmarks.measure import Comparison, compared
from wengert import losses, nn, optim, train
from wengert.data import DataLoader
from wengert.random import Generator

EPOCHS = 7  # at least
LONGER = 0.5  # seconds that ours trains; an epoch of milliseconds is repeated until the median means something
PAUSE = 0.01  # seconds before each contestant, so that the threads of the one before no longer wait in a loop
RNG = np.random.default_rng(0)
OPTIMIZERS = {"adam": optim.Adam, "adamw": optim.AdamW}
VOCABULARY = 64


@dataclass(frozen=True, slots=True)
class Example:
    """What is trained.

    Args:
        title: For the table.
        model: Makes ours; the peers have theirs under the same name.
        loss: Of outputs and targets; the peers have theirs under this name.
        data: Gives samples and targets.
        batch: Samples in a batch.
        optimizer: A name in `OPTIMIZERS`.
        tolerance: Relative, of the mean loss of an epoch; large where there is chance, which differs among libraries.
        devices: How many devices of JAX share each of our batches: cores of the CPU, all of which the peers use too.
    """

    title: str
    model: Callable[[], nn.Module]
    loss: str
    data: Callable[[], tuple[np.ndarray, np.ndarray]]
    batch: int
    optimizer: str = "adam"
    tolerance: float = 2e-3
    devices: int = 1


LOSSES: dict[str, Callable[[Any, Any], Any]] = {
    "cross_entropy": losses.cross_entropy,
    "each_token": lambda out, y: losses.cross_entropy(wg.reshape(out, (-1, VOCABULARY)), wg.reshape(y, (-1,))),
    "mse": losses.mse_loss,
    "pixels": losses.binary_cross_entropy_with_logits,
    "elbo": losses.elbo_loss,
    "triplet": lambda out, y: losses.triplet_margin_loss(out[:, 0], out[:, 1], out[:, 2], margin=0.2),
}


def classes(samples: int, *shape: int, count: int = 10) -> tuple[np.ndarray, np.ndarray]:
    """Random samples and classes that depend on them a little."""
    y = RNG.integers(0, count, samples)
    means = RNG.normal(size=(count, *shape)) * 2 / np.sqrt(np.prod(shape))
    return (RNG.normal(size=(samples, *shape)) + means[y]).astype(np.float32), y.astype(np.int32)


def itself(samples: int, *shape: int) -> tuple[np.ndarray, np.ndarray]:
    """Random samples in [0, 1] as their own targets."""
    x = RNG.uniform(size=(samples, *shape)).astype(np.float32)
    return x, x


def masks(samples: int, side: int) -> tuple[np.ndarray, np.ndarray]:
    """Noise, and where it is bright."""
    x = RNG.normal(size=(samples, 1, side, side)).astype(np.float32)
    return x, (x > 0.5).astype(np.float32)


def text(samples: int, length: int) -> tuple[np.ndarray, np.ndarray]:
    """Random characters, and those that follow."""
    tokens = RNG.integers(0, VOCABULARY, (samples, length + 1)).astype(np.int32)
    return tokens[:, :-1], tokens[:, 1:]


def triplets(samples: int, features: int) -> tuple[np.ndarray, np.ndarray]:
    """Anchors, their like and others; targets that nobody reads."""
    return RNG.normal(size=(samples, 3, features)).astype(np.float32), np.zeros(samples, np.float32)


def perceptron(sizes: tuple[int, ...], drop: float) -> nn.Sequential:
    """Affine maps with ReLU and dropout between them."""
    first, *hidden, last = sizes
    layers: list[nn.Module] = [nn.Flatten()]
    for size in hidden:
        layers += [nn.Linear(first, size), nn.ReLU(), *([nn.Dropout(drop)] if drop else [])]
        first = size
    return nn.Sequential(*layers, nn.Linear(first, last))


class LastTurn(nn.Module):
    """A GRU over a signal, and a map from its last state."""

    def __init__(self) -> None:
        super().__init__()
        self.gru = nn.GRU(1, 64, batch_first=True)
        self.head = nn.Linear(64, 10)

    def forward(self, x: Any) -> Any:
        """Shapes: (b, n, 1) -> (b, 10)."""
        return self.head(self.gru(x)[0][:, -1])


class Characters(nn.Module):
    """Characters to vectors, an LSTM, and logits of the next character."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, 32)
        self.lstm = nn.LSTM(32, 128, batch_first=True)
        self.head = nn.Linear(128, VOCABULARY)

    def forward(self, x: Any) -> Any:
        """Shapes: (b, n) -> (b, n, vocabulary)."""
        return self.head(self.lstm(self.embedding(x))[0])


def vit() -> nn.Module:
    """The Vision Transformer of 138,890 parameters."""
    return nn.models.build("vit:patch=7,dim=64,depth=4,heads=4,mlp=2,pool=mean", (1, 28, 28), 10)


IMAGE = (1, 28, 28)
EXAMPLES: dict[str, Example] = {
    "digits": Example(
        "digits, MLP 64-128-64-10", lambda: perceptron((64, 128, 64, 10), 0.0), "cross_entropy",
        lambda: classes(1440, 64), 32, "adamw",
    ),
    "digits_drop": Example(
        "digits, MLP 64-128-64-10, dropout", lambda: perceptron((64, 128, 64, 10), 0.2), "cross_entropy",
        lambda: classes(1440, 64), 32, "adamw", 0.1,
    ),
    "fashion_mlp": Example(
        "Fashion-MNIST, MLP 784-256-10", lambda: perceptron((784, 256, 10), 0.0), "cross_entropy",
        lambda: classes(6400, *IMAGE), 128,
    ),
    "fashion_mlp_drop": Example(
        "Fashion-MNIST, MLP 784-256-128-10, dropout", lambda: perceptron((784, 256, 128, 10), 0.2), "cross_entropy",
        lambda: classes(6400, *IMAGE), 128, tolerance=0.2,
    ),
    "fashion_cnn": Example(
        "Fashion-MNIST, CNN 32-64", lambda: nn.models.cnn([32, 64], IMAGE, 10, hidden=128), "cross_entropy",
        lambda: classes(640, *IMAGE), 128, "adamw", 1e-2,
    ),
    "fashion_vit": Example(
        "Fashion-MNIST, ViT of 138,890 parameters", vit, "cross_entropy", lambda: classes(640, *IMAGE), 64, "adamw",
    ),
    "signal_cnn": Example(
        "MNIST-1D, CNN 32-64", lambda: nn.models.cnn([32, 64], (1, 40), 10), "cross_entropy",
        lambda: classes(2000, 1, 40), 100, tolerance=1e-2,
    ),
    "signal_gru": Example(
        "MNIST-1D, GRU of 64, devices=2", LastTurn, "cross_entropy", lambda: classes(1600, 40, 1), 100, devices=2,
    ),
    "unet": Example(
        "shapes, U-Net 8-16-32", lambda: nn.models.UNet(1, 1, (8, 16, 32)), "pixels", lambda: masks(128, 32), 16,
        tolerance=1e-2,
    ),
    "characters": Example(
        "text, LSTM of 128, devices=2", Characters, "each_token", lambda: text(320, 64), 32, devices=2,
    ),
    "vae": Example(
        "Fashion-MNIST, VAE 784-256-16", lambda: nn.models.VAE(IMAGE, [256], 16), "elbo",
        lambda: itself(2560, *IMAGE), 128, tolerance=0.02,
    ),
    "autoencoder": Example(
        "Fashion-MNIST, autoencoder 784-128-32", lambda: nn.models.autoencoder("128-32", IMAGE), "mse",
        lambda: itself(6400, *IMAGE), 128,
    ),
    "triplet": Example(
        "digits, triplets, MLP 64-128-32", lambda: nn.models.Siamese(perceptron((64, 128, 32), 0.0)), "triplet",
        lambda: triplets(1280, 64), 64,
    ),
}  # fmt: skip


class Rivals(train.Callback):
    """Lets each peer train an epoch after each of ours, and compares mean losses.

    Args:
        peers: From an order of samples to the mean loss of an epoch.
        loader: Gives the orders that `fit` gives.
        tolerance: Relative, of the losses.
    """

    def __init__(self, peers: dict[str, Callable[[np.ndarray], float]], loader: DataLoader, tolerance: float) -> None:
        self.peers = peers
        self.loader = loader
        self.tolerance = tolerance
        self.clock: list[dict[str, float]] = []
        self.processors: list[dict[str, float]] = []
        self.began = time.process_time()

    def on_epoch(self, run: Any) -> None:
        """Train, compare, take down the times. Each round begins with another peer."""
        clock = {"wengert": run.history.last["seconds"]}
        processors = {"wengert": time.process_time() - self.began}
        order = self.loader.order()
        names = list(self.peers)
        turn = len(self.clock) % len(names)
        for name in names[turn:] + names[:turn]:
            time.sleep(PAUSE)
            start, busy = time.perf_counter(), time.process_time()
            RNG.permutation(len(order))  # `fit` draws its order within its time, and so do they
            loss = self.peers[name](order)
            clock[name], processors[name] = time.perf_counter() - start, time.process_time() - busy
            if len(self.clock) < EPOCHS:  # later on, chance has had its say: dropout draws other units in each library
                np.testing.assert_allclose(run.history.last["loss"], loss, rtol=self.tolerance, err_msg=name)
        self.clock.append(clock)
        self.processors.append(processors)
        if len(self.clock) >= EPOCHS and sum(r["wengert"] for r in self.clock[1:]) > LONGER:
            run.stop = "enough"
        time.sleep(PAUSE)
        self.began = time.process_time()


def raced(name: str, compiled: bool = True) -> list[Comparison]:
    """One example against all peers.

    Args:
        name: In `EXAMPLES`.
        compiled: Whether PyTorch's compiler takes part; it takes long to compile, and needs a C++ compiler.
    """
    example = EXAMPLES[name]
    x, y = example.data()
    wg.manual_seed(0)
    model = example.model()
    weights = {key: np.asarray(value).copy() for key, value in model.state_dict().items()}
    make = (name, weights, x, y, example.batch, example.loss, example.optimizer)
    torch.set_num_threads(min((1, os.cpu_count() or 1), key=lambda threads: _seconds(make, threads)))
    peers = {"torch eager": torch_epoch(*make, compiled=False)}
    if compiled:
        peers["torch compiled"] = torch_epoch(*make, compiled=True)
    peers["jax + optax"] = jax_epoch(*make, scanned=False)
    if not any("Conv" in type(module).__name__ for module in model.modules()):
        # In a scan XLA's CPU has only its slow convolution: 16 times the time of the stepped U-Net, no match for it.
        peers["jax + optax, scanned"] = jax_epoch(*make, scanned=True)
    rivals = Rivals(peers, DataLoader((x, y), example.batch, generator=Generator(1)), example.tolerance)
    optimizer = OPTIMIZERS[example.optimizer](model, lr=1e-3)
    train.fit(
        model, (x, y), LOSSES[example.loss], optimizer, 1000, example.batch,
        metrics={}, callbacks=[rivals], generator=Generator(1), devices=example.devices,
    )  # fmt: skip
    title = f"epoch of {len(x)}: {example.title}, batch {example.batch}"
    goal = dict.fromkeys(peers, 1.0)
    return [
        compared(title, [{n: r[n] for n in ("wengert", *peers)} for r in rivals.clock[1:]], goal),
        compared(f"{title}: processors", [{n: r[n] for n in ("wengert", *peers)} for r in rivals.processors[1:]], {}),
    ]


def _seconds(make: tuple[Any, ...], threads: int) -> float:
    """Seconds of an epoch of PyTorch's with so many threads: more are slower where other work has the cores."""
    torch.set_num_threads(threads)
    epoch = torch_epoch(*make, compiled=False)
    order = np.arange(min(len(make[2]), 4 * make[4]))
    epoch(order)
    start = time.perf_counter()
    epoch(order)
    return time.perf_counter() - start


def run() -> list[Comparison]:
    """All examples."""
    return [row for name in EXAMPLES for row in raced(name)]
