"""The examples in PyTorch: the same networks from its own layers, under the names that its state_dict gives ours.

Knows PyTorch alone: eager with its fused optimizers, and its compiler for forward, loss and backward.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn

F = nn.functional
OPTIMIZERS = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}


def perceptron(sizes: tuple[int, ...], drop: float = 0.0) -> nn.Sequential:
    """Affine maps with ReLU and dropout between them."""
    first, *hidden, last = sizes
    layers: list[nn.Module] = [nn.Flatten()]
    for size in hidden:
        layers += [nn.Linear(first, size), nn.ReLU(), *([nn.Dropout(drop)] if drop else [])]
        first = size
    return nn.Sequential(*layers, nn.Linear(first, last))


def image_cnn() -> nn.Sequential:
    """Two stages of convolution, a hidden layer."""
    stages = [
        layer
        for c, o in ((1, 32), (32, 64))
        for layer in (nn.Conv2d(c, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU(), nn.MaxPool2d(2))
    ]
    return nn.Sequential(*stages, nn.Flatten(), nn.Linear(64 * 49, 128), nn.ReLU(), nn.Linear(128, 10))


def signal_cnn() -> nn.Sequential:
    """Two stages of convolution along a signal."""
    stages = [
        layer
        for c, o in ((1, 32), (32, 64))
        for layer in (nn.Conv1d(c, o, 3, padding=1, bias=False), nn.BatchNorm1d(o), nn.ReLU(), nn.MaxPool1d(2))
    ]
    return nn.Sequential(*stages, nn.Flatten(), nn.Linear(64 * 10, 10))


class Attention(nn.Module):
    """Attention within a sequence, by PyTorch's fused kernel."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x: Any) -> Any:
        """Shapes: (b, n, d) -> (b, n, d)."""
        b, n, d = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        return self.proj(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d))


class Block(nn.Module):
    """An encoder block whose norms stand first."""

    def __init__(self, dim: int, heads: int, hidden: int) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(dim, eps=1e-6)
        self.attn = Attention(dim, heads)
        self.norm2 = nn.LayerNorm(dim, eps=1e-6)
        self.mlp = nn.ModuleDict({"fc1": nn.Linear(dim, hidden), "fc2": nn.Linear(hidden, dim)})

    def forward(self, x: Any) -> Any:
        """Shapes: (b, n, d) -> (b, n, d)."""
        x = x + self.attn(self.norm1(x))
        return x + self.mlp["fc2"](F.gelu(self.mlp["fc1"](self.norm2(x))))


class ViT(nn.Module):
    """The Vision Transformer."""

    def __init__(self) -> None:
        super().__init__()
        self.pos_embed = nn.Parameter(torch.zeros(1, 16, 64))
        self.patch_embed = nn.ModuleDict({"proj": nn.Conv2d(1, 64, 7, stride=7)})
        self.blocks = nn.Sequential(*(Block(64, 4, 128) for _ in range(4)))
        self.fc_norm = nn.LayerNorm(64, eps=1e-6)
        self.head = nn.Linear(64, 10)

    def forward(self, x: Any) -> Any:
        """Shapes: (b, 1, 28, 28) -> (b, 10)."""
        x = self.patch_embed["proj"](x).flatten(2).transpose(1, 2) + self.pos_embed
        return self.head(self.fc_norm(self.blocks(x).mean(1)))


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
        self.embedding = nn.Embedding(64, 32)
        self.lstm = nn.LSTM(32, 128, batch_first=True)
        self.head = nn.Linear(128, 64)

    def forward(self, x: Any) -> Any:
        """Shapes: (b, n) -> (b, n, vocabulary)."""
        return self.head(self.lstm(self.embedding(x))[0])


def double(before: int, width: int) -> nn.Sequential:
    """Two convolutions, each normalized and bent."""
    layers: list[nn.Module] = []
    for channels in (before, width):
        layers += [nn.Conv2d(channels, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
    return nn.Sequential(*layers)


class UNet(nn.Module):
    """Halves the image twice, then doubles it as often."""

    def __init__(self) -> None:
        super().__init__()
        pairs = [(8, 16), (16, 32)]
        self.first = double(1, 8)
        self.down = nn.ModuleList(double(a, b) for a, b in pairs)
        self.up = nn.ModuleList(nn.ConvTranspose2d(b, a, 2, stride=2) for a, b in reversed(pairs))
        self.join = nn.ModuleList(double(2 * a, a) for a, _ in reversed(pairs))
        self.head = nn.Conv2d(8, 1, 1)

    def forward(self, x: Any) -> Any:
        """Shapes: (b, 1, h, w) -> (b, 1, h, w)."""
        seen = [self.first(x)]
        for down in self.down:
            seen.append(down(F.max_pool2d(seen[-1], 2)))
        x = seen.pop()
        for up, join in zip(self.up, self.join, strict=True):
            x = join(torch.cat([seen.pop(), up(x)], 1))
        return self.head(x)


class VAE(nn.Module):
    """A variational autoencoder."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU())
        self.mean, self.log_variance = nn.Linear(256, 16), nn.Linear(256, 16)
        self.decoder = nn.Sequential(nn.Linear(16, 256), nn.ReLU(), nn.Linear(256, 784))

    def forward(self, x: Any) -> Any:
        """Shapes: (b, 1, 28, 28) -> (b, 1, 28, 28), (b, 16), (b, 16)."""
        h = self.encoder(x)
        mean, log_variance = self.mean(h), self.log_variance(h)
        code = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        return self.decoder(code).reshape(x.shape), mean, log_variance


class Autoencoder(nn.Module):
    """An autoencoder of perceptrons."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = perceptron((784, 128, 32))
        self.decoder = nn.Sequential(nn.Linear(32, 128), nn.ReLU(), nn.Linear(128, 784))

    def forward(self, x: Any) -> Any:
        """Shapes: (b, 1, 28, 28) -> (b, 1, 28, 28)."""
        return self.decoder(self.encoder(x)).reshape(x.shape)


class Siamese(nn.Module):
    """One perceptron for three views."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = perceptron((64, 128, 32))

    def forward(self, x: Any) -> Any:
        """Shapes: (b, 3, 64) -> (b, 3, 32)."""
        return self.encoder(x.reshape(-1, 64)).reshape(-1, 3, 32)


MODELS: dict[str, Callable[[], nn.Module]] = {
    "digits": lambda: perceptron((64, 128, 64, 10)),
    "digits_drop": lambda: perceptron((64, 128, 64, 10), 0.2),
    "fashion_mlp": lambda: perceptron((784, 256, 10)),
    "fashion_mlp_drop": lambda: perceptron((784, 256, 128, 10), 0.2),
    "fashion_cnn": image_cnn,
    "fashion_vit": ViT,
    "signal_cnn": signal_cnn,
    "signal_gru": LastTurn,
    "unet": UNet,
    "characters": Characters,
    "vae": VAE,
    "autoencoder": Autoencoder,
    "triplet": Siamese,
}


def elbo(out: Any, y: Any) -> Any:
    """Minus the evidence lower bound, a mean over samples."""
    logits, mean, log_variance = out
    pixels = F.binary_cross_entropy_with_logits(logits, y, reduction="sum")
    return (pixels + 0.5 * (mean**2 + log_variance.exp() - log_variance - 1).sum()) / len(y)


LOSSES: dict[str, Callable[[Any, Any], Any]] = {
    "cross_entropy": F.cross_entropy,
    "each_token": lambda out, y: F.cross_entropy(out.reshape(-1, out.shape[-1]), y.reshape(-1)),
    "mse": F.mse_loss,
    "pixels": F.binary_cross_entropy_with_logits,
    "elbo": elbo,
    "triplet": lambda out, y: F.triplet_margin_loss(out[:, 0], out[:, 1], out[:, 2], margin=0.2),
}


def torch_epoch(
    name: str,
    weights: dict[str, np.ndarray],
    x: np.ndarray,
    y: np.ndarray,
    batch: int,
    loss: str,
    optimizer: str,
    compiled: bool,
) -> Callable[[np.ndarray], float]:
    """PyTorch's: a function from an order of samples to the mean loss of an epoch.

    Args:
        name: In `MODELS`.
        weights: First weights, in PyTorch's layout.
        x: Samples.
        y: Targets.
        batch: Samples in a batch.
        loss: In `LOSSES`.
        optimizer: In `OPTIMIZERS`.
        compiled: Whether PyTorch's compiler takes part.
    """
    model = MODELS[name]()
    model.load_state_dict({key: torch.tensor(value) for key, value in weights.items()})
    method = OPTIMIZERS[optimizer](model.parameters(), lr=1e-3, fused=True)
    samples = torch.tensor(x)
    targets = torch.tensor(y).long() if y.dtype.kind == "i" else torch.tensor(y)
    judge = LOSSES[loss]

    def evaluated(a: Any, b: Any) -> Any:
        return judge(model(a), b)

    evaluate = torch.compile(evaluated) if compiled else evaluated

    def epoch(order: np.ndarray) -> float:
        total = torch.zeros(())
        for indices in torch.from_numpy(order).split(batch):
            method.zero_grad()
            value = evaluate(samples[indices], targets[indices])
            value.backward()
            method.step()
            total += value.detach()
        return total.item() / (len(order) // batch)

    return epoch
