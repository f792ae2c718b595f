"""Pictures of circles, rectangles and triangles with a class for every pixel: something to segment, made on the spot.

Knows the geometry of three shapes and a generator. Knows no file.
"""

from __future__ import annotations

import numpy as np

from wengert.data.dataset import Dataset
from wengert.data.stream import positive
from wengert.errors import ArgumentError
from wengert.random import Generator, default_generator

_CLASSES = ("background", "circle", "rectangle", "triangle")
_SMALLEST = 16  # pixels: below that a shape has too few to be told from another


def shapes(
    n: int = 256, size: int = 32, generator: Generator | None = None, count: int = 3, noise: float = 0.05
) -> Dataset:
    """Grey pictures in which bright shapes lie on a dark ground, and the class of each of their pixels.

    Kind, place, size, turn and brightness of every shape are drawn; a later shape covers an earlier one.

    Args:
        n: Pictures.
        size: Height and width in pixels, at least 16.
        generator: Source of randomness; the default one when None.
        count: Shapes in a picture.
        noise: Standard deviation of what is added to each pixel.

    Returns:
        The data set: x float32 (n, 1, size, size), between 0 and 1; y int32 (n, size, size): 0 background, 1 circle,
        2 rectangle, 3 triangle.

    Raises:
        ArgumentError: A number is no positive integer, or the size too small.

    Example:
        >>> data = shapes(4, 16)
        >>> data.x.shape, data.y.shape, data.classes
        ((4, 1, 16, 16), (4, 16, 16), ('background', 'circle', 'rectangle', 'triangle'))
    """
    for what, number in (("n", n), ("size", size), ("count", count)):
        positive("shapes", what, number)
    if size < _SMALLEST:
        raise ArgumentError("shapes: too small to tell them apart", given=f"size={size}", expected=f">= {_SMALLEST}")
    source = default_generator if generator is None else generator
    # One row of numbers a shape: kind, centre (2), size (2), turn, brightness.
    drawn = source.uniform((count, n, 7)).numpy()
    grid = (np.arange(size, dtype=np.float32) + 0.5) / size
    x = np.full((n, size, size), 0.15, np.float32)
    y = np.zeros((n, size, size), np.int32)
    for numbers in drawn:
        kind = 1 + np.minimum((3 * numbers[:, 0]).astype(np.int32), 2)[:, None, None]
        inside = _inside(kind, numbers[:, 1:6].T[..., None, None], grid)
        x = np.where(inside, 0.45 + 0.5 * numbers[:, 6, None, None], x)
        y = np.where(inside, kind, y)
    x = np.clip(x + noise * source.normal(x.shape).numpy(), 0, 1).astype(np.float32)
    return Dataset(x[:, None], y, _CLASSES, name="shapes", pixels=True)


def _inside(kind: np.ndarray, numbers: np.ndarray, grid: np.ndarray) -> np.ndarray:
    """Whether a pixel lies in its picture's shape, (n, size, size); numbers in [0, 1), (5, n, 1, 1)."""
    row, column, tall, wide, turn = numbers
    down, right = grid[None, :, None] - (0.2 + 0.6 * row), grid[None, None, :] - (0.2 + 0.6 * column)
    angle = 2 * np.pi * turn
    u = np.cos(angle) * right + np.sin(angle) * down
    v = np.cos(angle) * down - np.sin(angle) * right
    height, width = 0.12 + 0.1 * tall, 0.12 + 0.1 * wide
    circle = right**2 + down**2 <= height**2
    rectangle = (np.abs(u) <= width) & (np.abs(v) <= height)
    # Equilateral, its corners at the distance 1.3 · height: right of one side, and between the two others.
    triangle = (u >= -0.65 * height) & (np.sqrt(3) * np.abs(v) <= 1.3 * height - u)
    return np.where(kind == 1, circle, np.where(kind == 2, rectangle, triangle))
