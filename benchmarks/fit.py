"""A step of training inside `fit`, beside loops written in eager PyTorch and in JAX with optax, jitted step by step.

An MLP 16-32-32-1 with tanh, mean squared error, Adam, float32, batches of 32. `fit` compiles an epoch; while it runs, a
callback lets each peer train one epoch after ours, in the same order of samples from the same first weights, and
compares the losses. The first epoch, in which programs are compiled, is not counted.
"""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import optax
import torch

from benchmarks.measure import ROUNDS, Comparison, compared, seconds_of
from wengert import losses, nn, optim, train
from wengert.data import DataLoader
from wengert.random import Generator

SIZES = (16, 32, 32, 1)
SAMPLES, BATCH, LR = 8192, 32, 1e-3
STEPS = SAMPLES // BATCH
RNG = np.random.default_rng(0)
X = RNG.normal(size=(SAMPLES, SIZES[0])).astype(np.float32)
Y = np.sin(X @ RNG.normal(size=(SIZES[0], SIZES[-1])) / 4).astype(np.float32)


def network(layers):
    """Linear layers with tanh between them, of the library whose layers are given."""
    pairs = list(itertools.pairwise(SIZES))
    modules = [m for pair in pairs for m in (layers.Linear(*pair), layers.Tanh())]
    return layers.Sequential(*modules[:-1])


def torch_epoch(parameters: list[np.ndarray], fused: bool):
    """PyTorch's: an epoch gives its mean loss."""
    model = network(torch.nn)
    with torch.no_grad():
        for p, w in zip(model.parameters(), parameters, strict=True):
            p.copy_(torch.tensor(w))
    optimizer = torch.optim.Adam(model.parameters(), lr=LR, fused=fused)
    x, y = torch.tensor(X), torch.tensor(Y)

    def epoch(order: np.ndarray) -> float:
        total = torch.zeros(())
        for indices in torch.from_numpy(order).split(BATCH):
            optimizer.zero_grad()
            loss = torch.nn.functional.mse_loss(model(x[indices]), y[indices])
            loss.backward()
            optimizer.step()
            total += loss.detach()
        return total.item() / STEPS

    return epoch


def jax_epoch(parameters: list[np.ndarray]):
    """JAX with optax, the same: a jitted step whose state is donated, called from a loop."""
    adam = optax.adam(LR)

    def loss(p, x, y):
        for w, b in zip(p[:-2:2], p[1:-2:2], strict=True):
            x = jnp.tanh(x @ w.T + b)
        return jnp.mean((x @ p[-2].T + p[-1] - y) ** 2)

    def step(p, s, total, x, y, indices):
        value, g = jax.value_and_grad(loss)(p, x[indices], y[indices])
        updates, s = adam.update(g, s)
        return optax.apply_updates(p, updates), s, total + value

    compiled = jax.jit(step, donate_argnums=(0, 1, 2))
    p = [jnp.array(w) for w in parameters]
    state = [p, adam.init(p)]
    x, y = jnp.asarray(X), jnp.asarray(Y)

    def epoch(order: np.ndarray) -> float:
        total = jnp.zeros((), jnp.float32)
        for indices in order.reshape(STEPS, BATCH):
            *state[:], total = compiled(*state, total, x, y, indices)
        return float(total) / STEPS

    return epoch


class Rivals(train.Callback):
    """Lets each peer train an epoch after each of ours, and takes the seconds of a step.

    Args:
        peers: From an order of samples to the mean loss of an epoch.
        loader: Gives the orders that `fit` gives.
    """

    def __init__(self, peers, loader: DataLoader) -> None:
        self.peers = peers
        self.loader = loader
        self.rounds: list[dict[str, float]] = []

    def on_epoch(self, run) -> None:
        """Train, compare the losses, take down the times."""
        order = self.loader.order()
        found = {}
        times = {"wengert": run.history.last["seconds"] / STEPS}
        for name, epoch in self.peers.items():
            times[name] = seconds_of(lambda e=epoch, n=name: found.update({n: e(order)})) / STEPS
        for name, loss in found.items():
            np.testing.assert_allclose(run.history.last["loss"], loss, rtol=1e-3, err_msg=name)
        self.rounds.append(times)


def run() -> list[Comparison]:
    """Ours against all of them."""
    torch.set_num_threads(1)  # its fastest on work this small
    model = network(nn)
    parameters = [p.numpy().copy() for p in model.parameters()]
    peers = {
        "torch eager": torch_epoch(parameters, fused=False),
        "torch fused": torch_epoch(parameters, fused=True),
        "jax + optax": jax_epoch(parameters),
    }
    rivals = Rivals(peers, DataLoader((X, Y), BATCH, generator=Generator(1)))
    train.fit(
        model,
        (X, Y),
        losses.mse_loss,
        optim.Adam(model, lr=LR),
        epochs=ROUNDS + 1,
        batch_size=BATCH,
        callbacks=[rivals],
        generator=Generator(1),
    )
    title = "step of `fit`, MLP 16-32-32-1, batch 32, Adam"
    return [compared(title, rivals.rounds[1:], {"torch eager": 1 / 15})]
