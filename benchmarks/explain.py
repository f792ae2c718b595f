"""What explaining costs, beside what is promised: a small network step by step, a Vision Transformer by modules.

Knows the promises: 0.2 s for both step tables of three layers, 5 s and 2 GB for ViT-Ti on one image. The memory is that
of a process that does nothing else.
"""

import subprocess
import sys

import numpy as np

import wengert as wg
from benchmarks.measure import Comparison, compared, seconds_of, size

SECONDS_SMALL, SECONDS_LARGE, BYTES_LARGE = 0.2, 5.0, 2e9
ROUNDS = 3

# The peak of a fresh process, measured by itself.
_PEAK = """
import resource
from benchmarks.explain import vision_transformer
vision_transformer()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


def three_layers() -> None:
    """Both step tables of a network of three layers, every derivative checked."""
    nn = wg.nn
    layers = [nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 1), nn.Sigmoid()]
    x, y = np.ones(4, "float32"), np.ones(1, "float32")
    e = wg.explain(nn.Sequential(*layers), x, target=y, loss=wg.losses.HalfSquaredLoss())
    assert len(e.forward()) + len(e.backward()) == 38


def vision_transformer() -> None:
    """The overview of ViT-Ti, forward and backward, on one image."""
    model = wg.nn.models.vit_tiny()
    image = np.random.default_rng(0).normal(size=(1, 3, 224, 224)).astype("float32")
    e = wg.explain(model, image, target=np.array([3]), loss=wg.losses.CrossEntropyLoss())
    assert len(e.summary()) == 17


def timed(title: str, call, promise: float) -> Comparison:
    """Seconds of a call beside the promise."""
    call()
    rounds = [{"wengert": seconds_of(call), "promise": promise} for _ in range(ROUNDS)]
    return compared(title, rounds, {"promise": 1.0})


def peak() -> float:
    """Bytes at the fullest moment of a process that explains the transformer."""
    out = subprocess.run([sys.executable, "-c", _PEAK], check=True, capture_output=True, text=True)
    return float(out.stdout)


def run() -> list[Comparison]:
    """The small network, the transformer, and the memory of the latter."""
    return [
        timed("explaining three layers, step by step", three_layers, SECONDS_SMALL),
        timed("explaining ViT-Ti on one image, by modules", vision_transformer, SECONDS_LARGE),
        compared("memory of explaining ViT-Ti", [{"wengert": peak(), "promise": BYTES_LARGE}], {"promise": 1.0}, size),
    ]
