"""EmbeddingBag: a table of vectors, looked up by number and gathered in bags.

Knows its weight (v, d), how a bag becomes one vector, and the number that counts as nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import ArgumentError
from wengert.nn import functional
from wengert.nn.embedding import bound_rows, draw_rows, padding_row
from wengert.nn.functional.embedding_bag import MODES
from wengert.nn.module import Module
from wengert.nn.parameter import Parameter
from wengert.nn.role import roles
from wengert.random import Generator
from wengert.tensor import value_of


class EmbeddingBag(Module):
    """The sum, the mean or the largest of the rows that the numbers of each bag name: words in any order, say.

    Args:
        num_embeddings: Rows of the table.
        embedding_dim: Size of a row.
        max_norm: Rows with a larger norm are scaled to it whenever they are looked up; the table itself is changed.
        norm_type: Which norm.
        mode: `sum`, `mean` or `max`.
        include_last_offset: Whether offsets have one number more, where the last bag ends.
        padding_idx: A number that counts as nothing; its row starts at 0 and gets no gradient.
        dtype: Dtype of the table.
        generator: Source of the initial values; the default one when None.

    Attributes:
        weight: (v, d).

    Raises:
        ArgumentError: `padding_idx` is out of range, or the mode is unknown.

    Example:
        >>> EmbeddingBag(10, 3)(np.array([1, 2, 4, 5, 4]), np.array([0, 2])).shape
        (2, 3)
    """

    parameter_roles = roles(weight="embedding")

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        mode: str = "mean",
        *,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        self.padding_idx = padding_row("EmbeddingBag", padding_idx, num_embeddings)
        if mode not in MODES:
            raise ArgumentError("EmbeddingBag: unknown mode", given=repr(mode), expected="'sum', 'mean' or 'max'")
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.mode = mode
        self.include_last_offset = include_last_offset
        self.weight = Parameter(np.zeros((num_embeddings, embedding_dim), dtype))
        self.reset_parameters(generator)

    def reset_parameters(self, generator: Generator | None = None) -> None:
        """Draw new initial values."""
        draw_rows(self.weight, self.padding_idx, generator)

    def forward(self, x: Any, offsets: Any = None, per_sample_weights: Any = None) -> Any:
        """Shapes: (b, k) of integers -> (b, d), or (n) and offsets (b) -> (b, d); weights in the shape of x.

        Raises:
            ShapeError: The shapes do not fit, or a number is out of range (eagerly).
            DtypeError: `x` holds no integers.
            ArgumentError: The mode takes no weights, or the offsets do not ascend from 0.
        """
        if self.max_norm is not None:
            bound_rows(self.weight, value_of(x), self.max_norm, self.norm_type)
        last, padding = self.include_last_offset, self.padding_idx
        return functional.embedding_bag(x, self.weight, offsets, self.mode, per_sample_weights, last, padding)

    def extra_repr(self) -> str:
        """Sizes, the mode, and the options that are not the usual ones."""
        parts = [f"{self.num_embeddings}, {self.embedding_dim}, mode={self.mode!r}"]
        usual = {"max_norm": None, "norm_type": 2.0, "include_last_offset": False, "padding_idx": None}
        return ", ".join(parts + [f"{n}={getattr(self, n)}" for n, v in usual.items() if getattr(self, n) != v])
