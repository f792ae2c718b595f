"""One name for every source: a bundled set, or a file.

Knows how a name becomes a data set. The readers know the formats.
"""

from __future__ import annotations

from pathlib import Path

from wengert.data.bundled import BUNDLED
from wengert.data.dataset import Dataset
from wengert.data.files import read
from wengert.errors import ArgumentError, unknown


def load_data(source: str | Path, target: str | None = None) -> Dataset:
    """A data set by name or path.

    Args:
        source: `digits`, `iris`, `wine`, `breast_cancer`, `diabetes`, or a path to a `.csv`, `.npz` or `.npy` file.
        target: Which column or array of a file holds the targets.

    Returns:
        The data set.

    Raises:
        ArgumentError: The name is unknown.
        DataError: The file cannot be read.

    Example:
        >>> len(load_data("digits"))
        1797
    """
    name = str(source)
    if name in BUNDLED:
        if target is not None:
            raise ArgumentError(f"{name}: its target is known", given=f"target {target}", hint="target is for files")
        return BUNDLED[name]()
    if Path(name).suffix or "/" in name:
        return read(name, target)
    raise unknown("data set", name, [*BUNDLED, "a path to .csv, .npz or .npy"])
