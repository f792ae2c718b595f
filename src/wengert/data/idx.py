"""IDX files: the format of MNIST and Fashion-MNIST, plain or compressed by gzip.

Knows magic numbers and sizes. Knows no network.
"""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path

import numpy as np

from wengert.data.dataset import Dataset, from_arrays
from wengert.errors import ArgumentError, DataError

_DTYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_PARTS = {"train": "train", "test": "t10k"}
_CLOTHES = (
    *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
    *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
)
DEBIAN = Path("/usr/share/datasets/fashion-mnist")  # where the package dataset-fashion-mnist puts its files


def read_idx(path: str | Path) -> np.ndarray:
    """Read an array.

    Args:
        path: The file; compressed if it ends in `.gz`.

    Returns:
        The array, with the shape and dtype that the file states, in the byte order of this machine.

    Raises:
        DataError: The file is missing, cut off, longer than it says, or no IDX file.

    References:
        LeCun, Cortes & Burges, The MNIST database of handwritten digits, section "file formats".

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "labels-idx1-ubyte"
        ...     _ = path.write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 3, 7, 8, 9]))
        ...     read_idx(path)
        array([7, 8, 9], dtype=uint8)
    """
    path = Path(path)
    content = _content(path)
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in _DTYPES or not content[3]:
        raise DataError(
            f"{path}: no IDX file: its magic number is wrong",
            given=content[:4].hex(" ") or "an empty file",
            expected="00 00, a type (08 for bytes), a number of axes",
        )
    head = 4 + 4 * content[3]
    shape = tuple(int(n) for n in np.frombuffer(content[4:head], ">u4")) if len(content) >= head else ()
    dtype = np.dtype(_DTYPES[content[2]])
    if not shape or len(content) != head + math.prod(shape) * dtype.itemsize:
        raise DataError(
            f"{path}: holds another number of bytes than it says",
            given=f"{len(content)} bytes",
            expected=f"{head} and {math.prod(shape) * dtype.itemsize} for {dtype.name}{list(shape)}",
        )
    array = np.frombuffer(content, dtype, offset=head).reshape(shape)
    return array.astype(dtype.newbyteorder("="))


def _content(path: Path) -> bytes:
    try:
        if path.suffix == ".gz":
            with gzip.open(path) as file:
                return file.read()
        return path.read_bytes()
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError(
            f"{path}: is damaged or cut off", given=str(error), expected="a whole gzip file", hint="fetch it again"
        ) from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read", given=str(error), expected="an IDX file") from error


def is_idx_folder(folder: str | Path) -> bool:
    """Whether a folder holds `train-images-idx3-ubyte` or its like, compressed or not.

    Example:
        >>> is_idx_folder("nowhere")
        False
    """
    return any(_found(Path(folder), part, "images") is not None for part in _PARTS)


def read_idx_folder(folder: str | Path, part: str = "train", classes: tuple[str, ...] | None = None) -> Dataset:
    """Read images and their labels from a folder laid out as MNIST is.

    Args:
        folder: Holds `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, and the same with `t10k` for the test,
            each with `.gz` or without.
        part: `train` or `test`.
        classes: Names of the classes; the numbers when None.

    Returns:
        The data set: x uint8 (n, 1, h, w), which becomes float32 in [0, 1] in the batch.

    Raises:
        DataError: A file is missing or damaged, or images and labels do not belong together.
        ArgumentError: The part is unknown.

    Example:
        >>> read_idx_folder("nowhere")
        Traceback (most recent call last):
        ...
        wengert.errors.DataError: nowhere: train-images-idx3-ubyte is not there...
    """
    folder = Path(folder)
    if part not in _PARTS:
        raise ArgumentError(f"{folder}: no such part", given=part, expected=" or ".join(_PARTS))
    images, labels = (_array(folder, part, what) for what in ("images", "labels"))
    if len(images) != len(labels):
        raise DataError(
            f"{folder}: images and labels do not belong together",
            given=f"{len(images)} images, {len(labels)} labels",
            expected="as many labels as images",
        )
    names = tuple(str(k) for k in range(int(labels.max(initial=0)) + 1)) if classes is None else classes
    return from_arrays(images, labels, names, folder.name)


def _found(folder: Path, part: str, what: str) -> Path | None:
    name = f"{_PARTS[part]}-{what}-idx{3 if what == 'images' else 1}-ubyte"
    return next((path for path in (folder / name, folder / f"{name}.gz") if path.is_file()), None)


def _array(folder: Path, part: str, what: str) -> np.ndarray:
    path, axes = _found(folder, part, what), 3 if what == "images" else 1
    if path is None:
        name = f"{_PARTS[part]}-{what}-idx{axes}-ubyte"
        raise DataError(f"{folder}: {name} is not there", given=str(folder), expected=f"{name} or {name}.gz")
    array = read_idx(path)
    if array.ndim != axes or array.dtype != np.uint8:
        raise DataError(
            f"{path}: holds no {what}", given=f"{array.dtype}{list(array.shape)}", expected=f"uint8, {axes} axes"
        )
    return array


def fashion_mnist(folder: str | Path | None = None, part: str = "train") -> Dataset:
    """60,000 pictures of clothes to learn from and 10,000 to judge by: 28 × 28 grey pixels, ten balanced classes.

    Args:
        folder: Where the four IDX files are; the place where Debian's package puts them when None.
        part: `train` or `test`.

    Returns:
        The data set: x uint8 (n, 1, 28, 28), which becomes float32 in [0, 1] in the batch.

    Raises:
        DataError: The files are missing or damaged.
        ArgumentError: The part is unknown.

    References:
        Xiao, Rasul & Vollgraf (2017), Fashion-MNIST: a novel image dataset for benchmarking machine learning
        algorithms. arXiv:1708.07747.

    Example:
        >>> fashion_mnist("nowhere")
        Traceback (most recent call last):
        ...
        wengert.errors.DataError: Fashion-MNIST is not there...
    """
    place = DEBIAN if folder is None else Path(folder)
    if not is_idx_folder(place):
        raise DataError(
            "Fashion-MNIST is not there",
            given=str(place),
            expected="train-images-idx3-ubyte.gz and three more files",
            hint="apt install dataset-fashion-mnist, or name the folder that holds them",
        )
    data = read_idx_folder(place, part, _CLOTHES)
    return Dataset(data.x, data.y, data.classes, name="fashion_mnist", pixels=True)
