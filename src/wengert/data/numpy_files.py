"""Arrays from .npy and .npz files, in memory or mapped.

Knows where in a file an array lies. Runs nothing that a file contains: pickled objects are refused.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.lib import format as npy

from wengert.data.dataset import Dataset, from_arrays
from wengert.data.lazy import Lazy, mapped
from wengert.errors import DataError

_LOCAL_HEADER = 30  # bytes before the name of a member of a zip archive; the last four are two lengths


def read_npz(path: str | Path, target: str | None = None, mmap: bool = False) -> Dataset:
    """Read an archive with the arrays `x` and `y`.

    Args:
        path: The file.
        target: Name of the array of targets; `y` when None. The other one is `x`, or the only one left.
        mmap: Whether the samples stay on disk until a batch asks for them. The archive must be uncompressed, as
            `np.savez` writes it.

    Returns:
        The data set.

    Raises:
        DataError: The file is no archive of arrays, an array is missing, or is compressed and should be mapped.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     np.savez(Path(folder) / "a.npz", x=np.zeros((2, 3)), y=[0, 1])
        ...     len(read_npz(Path(folder) / "a.npz"))
        2
    """
    path = Path(path)
    names = _members(path)
    wanted = target or "y"
    rest = [n for n in names if n != wanted]
    samples = "x" if "x" in rest else rest[0] if len(rest) == 1 else None
    if wanted not in names or samples is None:
        raise DataError(
            f"{path}: needs an array of samples and one of targets",
            given=f"arrays {', '.join(names) or 'none'}",
            expected=f"x and {wanted}",
            hint="np.savez(path, x=samples, y=targets)",
        )
    try:
        with np.load(path, allow_pickle=False) as archive:
            y = archive[wanted]
            x = _images(mapped(_member(path, samples), path.stem)) if mmap else archive[samples]
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        _refuse(path, error)
    return from_arrays(x, y, name=path.stem)


def read_npy(path: str | Path, target: str | None = None, mmap: bool = False) -> Dataset:
    """Read one matrix whose last column is a real target.

    Args:
        path: The file.
        target: Has no meaning here: the columns have no names.
        mmap: Whether the samples stay on disk until a batch asks for them.

    Returns:
        The data set.

    Raises:
        DataError: The file holds no matrix, or a target is named.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     np.save(Path(folder) / "a.npy", np.zeros((2, 3)))
        ...     read_npy(Path(folder) / "a.npy").inputs
        2
    """
    path = Path(path)
    if target is not None:
        raise DataError(
            f"{path}: columns of a .npy file have no names", given=f"target {target}", hint="use .npz or .csv"
        )
    array = _array(path, "r" if mmap else None)
    if array.ndim != 2 or array.shape[1] < 2:
        raise DataError(f"{path}: needs a matrix", given=f"shape {array.shape}", expected="(samples, features + 1)")
    x = mapped(array[:, :-1], path.stem) if mmap else array[:, :-1]
    return from_arrays(x, np.asarray(array[:, -1], np.float64), name=path.stem)


def map_npy(path: str | Path) -> Lazy:
    """The samples of a .npy file, left on disk until they are asked for.

    Targets that fit in memory go beside them: `from_arrays(map_npy("x.npy"), np.load("y.npy"))`.

    Args:
        path: The file: an array (n, *s) of numbers.

    Returns:
        The samples: 8-bit ones as they are, images with a channel axis (n, c, h, w); all others become float32.

    Raises:
        DataError: The file cannot be read, or holds no numbers.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     np.save(Path(folder) / "x.npy", np.arange(12.0).reshape(4, 3))
        ...     map_npy(Path(folder) / "x.npy")[2].tolist()
        [6.0, 7.0, 8.0]
    """
    path = Path(path)
    return _images(mapped(_array(path, mmap_mode="r"), path.stem))


def _images(x: Lazy) -> Lazy:
    """8-bit images (n, h, w) get their channel axis as they are read."""
    if x.dtype != np.uint8 or x.ndim != 3:
        return x
    count, height, width = x.shape
    return Lazy(lambda rows: x.fetch(rows)[:, None], (count, 1, height, width), x.dtype)


def _array(path: Path, mmap_mode: Any = None) -> np.ndarray:
    try:
        found = np.load(path, allow_pickle=False, mmap_mode=mmap_mode)
    except (OSError, ValueError, EOFError) as error:
        _refuse(path, error)
    if not isinstance(found, np.ndarray):
        found.close()
        raise DataError(f"{path}: needs a matrix", given="an archive", expected="a single array", hint="rename to .npz")
    return found


def _members(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return [name.removesuffix(".npy") for name in archive.namelist()]
    except (OSError, zipfile.BadZipFile) as error:
        _refuse(path, error)


def _member(path: Path, name: str) -> np.ndarray:
    """A member of an uncompressed archive, mapped: its bytes are those of a .npy file at some place of the archive."""
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        found = archive.getinfo(f"{name}.npy")
        if found.compress_type != zipfile.ZIP_STORED:
            raise DataError(
                f"{path}: {name} is compressed, so it cannot be mapped",
                given="np.savez_compressed",
                expected="np.savez",
                hint="mmap=False reads it into memory",
            )
        file.seek(found.header_offset + _LOCAL_HEADER - 4)
        lengths = np.frombuffer(file.read(4), "<u2")
        file.seek(found.header_offset + _LOCAL_HEADER + int(lengths.sum()))
        version = npy.read_magic(file)
        header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, columns_first, dtype = header(file)
        if dtype.hasobject:
            raise ValueError("it holds Python objects")
        return np.memmap(path, dtype, "r", file.tell(), shape, "F" if columns_first else "C")


def _refuse(path: Path, error: Exception) -> NoReturn:
    raise DataError(
        f"{path}: cannot be read as NumPy arrays", given=str(error), expected="np.save or np.savez"
    ) from error
