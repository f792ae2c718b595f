"""Embedding: a table of vectors, looked up by number.

Knows its weight (v, d), the row that stands for padding, and the bound on norms.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from wengert.errors import ArgumentError
from wengert.nn import functional
from wengert.nn.init import normal_
from wengert.nn.module import Module
from wengert.nn.parameter import Parameter
from wengert.nn.role import roles
from wengert.ops import reshape, vector_norm, where
from wengert.ops.indexing import scatter_add
from wengert.random import Generator
from wengert.tensor import value_of
from wengert.transforms.dynamic import requires_grad_


def padding_row(who: str, padding_idx: int | None, rows: int) -> int | None:
    """The row that stands for padding, counted from the start; None without.

    Args:
        who: The layer, for messages.
        padding_idx: The row, counted from the end if negative.
        rows: How many there are.

    Raises:
        ArgumentError: It is out of range.

    Example:
        >>> padding_row("Embedding", -1, 10)
        9
    """
    if padding_idx is None:
        return None
    if not -rows <= padding_idx < rows:
        raise ArgumentError(f"{who}: padding_idx is out of range", given=padding_idx, expected=f"less than {rows}")
    return padding_idx % rows


def draw_rows(weight: Parameter, padding: int | None, generator: Generator | None) -> None:
    """New initial values for a table, zeros in the row of padding.

    Args:
        weight: The table, (v, d).
        padding: The row, counted from the start; None without.
        generator: Source of randomness; the default one when None.

    Example:
        >>> weight = wg.nn.Parameter(np.ones((2, 3)))
        >>> draw_rows(weight, 1, wg.random.Generator(0))
        >>> weight.numpy()[1]
        array([0., 0., 0.])
    """
    normal_(weight, generator=generator)
    if padding is not None:
        weight.value = where(np.arange(len(weight.value))[:, None] == padding, 0, weight.value)


def bound_rows(weight: Parameter, x: Any, max_norm: float, norm_type: float) -> None:
    """Scale the rows that are looked up down to the largest norm that is allowed, in the table; no step is written.

    Args:
        weight: The table, (v, d).
        x: Raw integers, (*s): which rows are looked up.
        max_norm: The largest norm.
        norm_type: Which norm.

    Example:
        >>> weight = wg.nn.Parameter(np.array([[3.0, 4.0], [6.0, 8.0]]))
        >>> bound_rows(weight, np.array([1]), 5.0, 2.0)
        >>> weight.numpy().round(4)
        array([[3., 4.],
               [3., 4.]])
    """
    table = value_of(weight)
    norms = vector_norm(table, ord=norm_type, axis=1, keepdims=True)
    places = reshape(x, (1, -1))
    named = scatter_add(np.ones(places.shape[1], table.dtype), places, shape=norms.shape[:1], axes=(0,)) > 0
    weight.value = where(named[:, None] & (norms > max_norm), table * (max_norm / (norms + 1e-7)), table)


class Embedding(Module):
    """Row x of a table, for each number x. Rows start standard normal, as PyTorch's do.

    Args:
        num_embeddings: Rows of the table.
        embedding_dim: Size of a row.
        padding_idx: A row that starts at 0 and gets no gradient; negative ones count from the end.
        max_norm: Rows with a larger norm are scaled to it whenever they are looked up; the table itself is changed.
        norm_type: Which norm.
        dtype: Dtype of the table.
        generator: Source of the initial values; the default one when None.

    Attributes:
        weight: (v, d).

    Raises:
        ArgumentError: `padding_idx` is out of range.

    Example:
        >>> Embedding(10, 3)(np.array([[1, 2], [1, 1]])).shape
        (2, 2, 3)
    """

    parameter_roles = roles(weight="embedding")

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        *,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.padding_idx = padding_row("Embedding", padding_idx, num_embeddings)
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.weight = Parameter(np.zeros((num_embeddings, embedding_dim), dtype))
        self.reset_parameters(generator)

    def reset_parameters(self, generator: Generator | None = None) -> None:
        """Draw new initial values."""
        draw_rows(self.weight, self.padding_idx, generator)

    @classmethod
    def from_pretrained(
        cls,
        embeddings: Any,
        freeze: bool = True,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
    ) -> Self:
        """A layer with a given table.

        Args:
            embeddings: (v, d), copied.
            freeze: Whether the table is left as it is by training.
            padding_idx: A row that gets no gradient; here it keeps its values.
            max_norm: Bound on the norms of rows.
            norm_type: Which norm.

        Raises:
            ArgumentError: The table has not two axes.

        Example:
            >>> Embedding.from_pretrained(np.array([[1.0, 2.0], [3.0, 4.0]]))(np.array([1]))
            Tensor([[3., 4.]])
        """
        table = value_of(embeddings)
        if np.ndim(table) != 2:
            raise ArgumentError("Embedding: a table has two axes", given=f"shape {np.shape(table)}", expected="(v, d)")
        rows, size = np.shape(table)
        layer = cls(rows, size, padding_idx, max_norm, norm_type, dtype=np.asarray(table).dtype)
        layer.weight = Parameter(table)
        requires_grad_(layer.weight, not freeze)
        return layer

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) of integers -> (*s, d).

        Raises:
            ShapeError: A number is out of range (eagerly; a compiled program takes the nearest row).
            DtypeError: `x` holds no integers.
        """
        if self.max_norm is not None:
            bound_rows(self.weight, value_of(x), self.max_norm, self.norm_type)
        return functional.embedding(x, self.weight, self.padding_idx)

    def extra_repr(self) -> str:
        """Sizes, and the options that are not the usual ones."""
        parts = [f"{self.num_embeddings}, {self.embedding_dim}"]
        usual = {"padding_idx": None, "max_norm": None, "norm_type": 2.0}
        return ", ".join(parts + [f"{n}={getattr(self, n)}" for n, v in usual.items() if getattr(self, n) != v])
