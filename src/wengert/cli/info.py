"""`wengert info`: versions, devices, places.

Knows what a bug report needs. Changes nothing.
"""

from __future__ import annotations

import importlib.metadata
import platform
from typing import Annotated

import typer
from rich.console import Console

from wengert.compile.cache import folder
from wengert.data.sources import NAMED
from wengert.errors import unknown
from wengert.explain.advice import ADVICE_TABLES
from wengert.losses import LOSSES
from wengert.nn.models import MODELS
from wengert.optim import OPTIMIZERS
from wengert.train.scores import METRICS

_LIBRARIES = ("numpy", "jax", "scipy", "scikit-learn", "safetensors")


def facts() -> dict[str, str]:
    """What there is, by name.

    Example:
        >>> "mlp" in facts()["models"]
        True
    """
    import jax

    versions = {name: importlib.metadata.version(name) for name in ("wengert", *_LIBRARIES)}
    return {
        **versions,
        "python": f"{platform.python_version()} on {platform.system()} {platform.machine()}",
        "devices": ", ".join(str(device) for device in jax.devices()),
        "program cache": str(folder() or "off"),
        "data sets": ", ".join(NAMED),
        "models": ", ".join(MODELS),
        "losses": ", ".join(LOSSES),
        "optimizers": ", ".join(OPTIMIZERS),
        "metrics": ", ".join(METRICS),
    }


def info(
    table: Annotated[
        str | None, typer.Argument(help="activations, losses, optimizers, normalizations, penalties.")
    ] = None,
) -> None:
    """Print versions, devices and the names that `wengert train` knows; or what is known of one kind of them."""
    if table is None:
        found = facts()
        width = max(map(len, found))
        for name, fact in found.items():
            Console().print(f"{name:<{width}}  {fact}", highlight=False, soft_wrap=True)
        return
    if table not in ADVICE_TABLES:
        raise unknown("table", table, ADVICE_TABLES)
    Console().print(ADVICE_TABLES[table]())
