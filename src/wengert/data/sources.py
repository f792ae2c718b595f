"""One name for every source: a set that is bundled, installed or drawn, a file, or a folder.

Knows how a name becomes a data set. The readers know the formats.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from wengert.data.bundled import BUNDLED
from wengert.data.dataset import Dataset
from wengert.data.files import READERS, called, read
from wengert.data.idx import fashion_mnist, is_idx_folder, read_idx_folder
from wengert.data.images import read_images
from wengert.data.iterables import as_stream
from wengert.data.points import blobs, circles, moons
from wengert.data.shapes import shapes
from wengert.data.signals import mnist1d
from wengert.data.stream import Stream
from wengert.data.table_files import TABLES, stream_table
from wengert.data.text import python_text
from wengert.errors import ArgumentError, unknown

PARTED: dict[str, Callable[..., Dataset]] = {"fashion_mnist": fashion_mnist, "mnist1d": mnist1d}
NAMED: dict[str, Callable[..., Dataset]] = {
    **BUNDLED,
    **PARTED,
    "moons": moons,
    "circles": circles,
    "blobs": blobs,
    "shapes": shapes,
    "python_text": python_text,
}

_MAPPED = (".npz", ".npy")


def load_data(source: str | Path, target: str | None = None, **options: Any) -> Dataset:
    """A data set by name or path.

    Args:
        source: One of `digits`, `iris`, `wine`, `breast_cancer`, `diabetes`, `fashion_mnist`, `mnist1d`, `moons`,
            `circles`, `blobs`, `shapes`, `python_text`; a path to a `.csv`, `.parquet`, `.arrow`, `.feather`, `.npz`,
            `.npy` or `.txt` file; a folder with the files of MNIST (IDX), or with a sub-folder of images for every
            class.
        target: Which column or array of a file holds the targets.
        options: Those of the reader: `fill=0.0` for a table, `size=(32, 32)` for images, `noise=0.2` for moons.

    Returns:
        The data set. Where its makers set a part aside for the test, it is the other part: see `load_test`. Images
        are uint8 (n, c, h, w).

    Raises:
        ArgumentError: The name or an option is unknown.
        DataError: The file cannot be read.

    Example:
        >>> len(load_data("digits")), load_data("moons", n=50).name
        (1797, 'moons')
    """
    name, path = str(source), Path(source)
    if name in NAMED:
        if target is not None:
            raise ArgumentError(f"{name}: its target is known", given=f"target {target}", hint="target is for files")
        return called(name, NAMED[name], options)
    if path.is_dir():
        if target is not None:
            raise ArgumentError(f"{name}: a folder has no columns", given=f"target {target}", hint="it is for files")
        return called(name, read_idx_folder if is_idx_folder(path) else read_images, options, path)
    if path.suffix or "/" in name:
        return read(path, target, **options)
    raise unknown("data set", name, [*NAMED, f"a folder, or a path to {', '.join(READERS)}"])


def load_test(source: str | Path) -> Dataset | None:
    """The part that the makers of a data set keep for the test; None where they keep none.

    Args:
        source: As for `load_data`.

    Returns:
        The data set: never to be trained on.

    Raises:
        DataError: The files are damaged.

    Example:
        >>> load_test("digits") is None
        True
    """
    if str(source) in PARTED:
        return PARTED[str(source)](part="test")
    return read_idx_folder(source, "test") if Path(source).is_dir() and is_idx_folder(source) else None


def streamable(source: str | Path) -> bool:
    """Whether a source can be read piece by piece: a table, mapped arrays, or a folder of images.

    Args:
        source: As for `load_data`.

    Example:
        >>> streamable("big.parquet"), streamable("digits"), streamable("book.txt")
        (True, False, False)
    """
    path = Path(source)
    if str(source) in NAMED:
        return False
    return not is_idx_folder(path) if path.is_dir() else path.suffix.lower() in (*TABLES, *_MAPPED)


def stream(source: str | Path, target: str | None = None, chunk_size: int = 4096, **options: Any) -> Stream:
    """A source in chunks: one that does not fit in memory is read anew for every epoch.

    Tables are read in record batches, `.npz` and `.npy` files are mapped, images are decoded as they come; all else
    is in memory, and cut into chunks. A Stream goes through `shuffle`, `map` and `Prefetch`.

    Args:
        source: As for `load_data`.
        target: Which column or array of a file holds the targets.
        chunk_size: Samples in a chunk.
        options: Those of the reader.

    Returns:
        The stream.

    Raises:
        ArgumentError: The name or an option is unknown.
        DataError: The source cannot be read.

    Example:
        >>> [len(x) for x, y in stream("digits", chunk_size=1000)]
        [1000, 797]
    """
    path = Path(source)
    if path.suffix.lower() in TABLES and str(source) not in NAMED:
        return called(str(source), stream_table, {**options, "chunk_size": chunk_size}, path, target)
    if path.suffix.lower() in _MAPPED:
        options = {"mmap": True, **options}
    return as_stream(load_data(source, target, **options), chunk_size)
