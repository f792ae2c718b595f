"""Folders of images: one sub-folder for each class, decoded when a batch asks for them.

Knows files, sizes and colours. Knows no network.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from wengert.data.dataset import Dataset
from wengert.data.lazy import Lazy
from wengert.errors import ArgumentError, DataError

ENDINGS = frozenset([".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".ppm", ".pgm"])
_IGNORED = frozenset(["thumbs.db", "desktop.ini"])  # left by file managers; hidden files are left out as well
_CHANNELS = {"L": 1, "RGB": 3, "RGBA": 4}


def read_images(folder: str | Path, size: tuple[int, int] | None = None, mode: str | None = None) -> Dataset:
    """Images in one sub-folder for each class. Only their headers are read at first, and one batch at a time later.

    Args:
        folder: Holds `cat/1.png`, `cat/2.jpg`, `dog/1.png`, ...; sub-folders of these are searched too.
        size: (height, width) that images of another size are brought to; when None, all must have one size.
        mode: `L` (grey), `RGB` or `RGBA`; when None, grey if the first image is grey, else RGB.

    Returns:
        The data set: x `Lazy`, uint8 (n, c, h, w), which becomes float32 in [0, 1] in the batch; classes in
        alphabetical order, images in the order of their names. `np.asarray(data.x)` decodes everything.

    Raises:
        DataError: There is no such folder, no class, no image, a file that is none, a damaged one, or one of another
            size; the message names the file.
        ArgumentError: The mode is unknown.

    Example:
        >>> import tempfile, PIL.Image
        >>> with tempfile.TemporaryDirectory() as place:
        ...     for name in ("cat", "dog"):
        ...         (Path(place) / name).mkdir()
        ...         PIL.Image.new("L", (5, 4)).save(Path(place) / name / "1.png")
        ...     data = read_images(place)
        ...     print(data.classes, data.x.shape, data.x[0].dtype)
        ('cat', 'dog') (2, 1, 4, 5) uint8
    """
    folder = Path(folder)
    if mode is not None and mode not in _CHANNELS:
        raise ArgumentError("read_images: unknown mode", given=mode, expected=", ".join(_CHANNELS))
    classes = _classes(folder)
    files = [(path, k) for k, name in enumerate(classes) for path in _files(folder / name)]
    heads = [_header(path) for path, _ in files]
    mode = mode or ("L" if heads[0][1] in ("1", "L", "LA", "I", "I;16", "F") else "RGB")
    paths = [path for path, _ in files]
    shape = (_CHANNELS[mode], *(size or _one_size(paths, [found for found, _ in heads])))

    def fetch(rows: np.ndarray) -> np.ndarray:
        out = np.empty((len(rows), *shape), np.uint8)
        for k, row in enumerate(rows):
            out[k] = _decoded(paths[row], mode, shape[1:])
        return out

    labels = np.array([k for _, k in files], np.int32)
    return Dataset(Lazy(fetch, (len(files), *shape), np.uint8), labels, classes, name=folder.name, pixels=True)


def _classes(folder: Path) -> tuple[str, ...]:
    if not folder.is_dir():
        raise DataError(
            f"{folder}: there is no such folder", given=str(folder), hint=f"the current one is {Path.cwd()}"
        )
    names = tuple(sorted(p.name for p in folder.iterdir() if p.is_dir() and not p.name.startswith(".")))
    if not names:
        raise DataError(
            f"{folder}: holds no class", given="no sub-folder", expected="one sub-folder of images for each class"
        )
    return names


def _files(folder: Path) -> Sequence[Path]:
    """The images of a class; a visible file that is no image is refused, so that nothing is left out in silence."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    files = [p for p in files if not p.name.startswith(".") and p.name.lower() not in _IGNORED]
    other = next((p for p in files if p.suffix.lower() not in ENDINGS), None)
    if other is not None:
        raise DataError(f"{other}: is no image", given=other.suffix or "no ending", expected=", ".join(sorted(ENDINGS)))
    if not files:
        raise DataError(f"{folder}: holds no image", given="an empty folder", expected="at least one image")
    return files


def _one_size(paths: Sequence[Path], sizes: Sequence[tuple[int, int]]) -> tuple[int, int]:
    height, width = sizes[0]
    for path, found in zip(paths, sizes, strict=True):
        if found != sizes[0]:
            raise DataError(
                f"{path}: has another size than {paths[0].name}",
                given=f"{found[0]} × {found[1]}",
                expected=f"{height} × {width}",
                hint=f"size=({height}, {width}) brings all to one size",
            )
    return sizes[0]


def _header(path: Path) -> tuple[tuple[int, int], str]:
    """((height, width), mode), without decoding."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            return (image.height, image.width), image.mode
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise DataError(f"{path}: is no image that can be read", given=str(error), expected="a whole image") from error


def _decoded(path: Path, mode: str, size: tuple[int, ...]) -> np.ndarray:
    """One image, uint8 (c, h, w)."""
    from PIL import Image

    try:
        with Image.open(path) as image:
            found = _eight_bits(np.asarray(image)) if image.mode in ("I", "I;16", "F") else image.convert(mode)
            found = Image.fromarray(found).convert(mode) if isinstance(found, np.ndarray) else found
            if (found.height, found.width) != size:
                found = found.resize((size[1], size[0]), Image.Resampling.BILINEAR)
            pixels = np.asarray(found)
    except (OSError, SyntaxError, ValueError) as error:
        raise DataError(f"{path}: the image is damaged", given=str(error), expected="a whole image") from error
    return pixels[None] if pixels.ndim == 2 else np.moveaxis(pixels, 2, 0)


def _eight_bits(pixels: np.ndarray) -> np.ndarray:
    """16-bit grey values as 8-bit ones."""
    if pixels.min() < 0 or pixels.max() > 65535 or pixels.dtype.kind == "f":
        raise ValueError(f"values {pixels.min()} to {pixels.max()} of type {pixels.dtype} are no 8 or 16-bit pixels")
    return (pixels.astype(np.uint32) >> 8).astype(np.uint8)
