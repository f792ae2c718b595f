"""Answers of a model, written as they come: CSV, lines of JSON, or an array.

Knows formats. Knows no model, and never more than one chunk of answers.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy

ENDINGS = (".csv", ".jsonl", ".npy")


def lines(chunks: Iterable[Sequence[dict[str, Any]]], ending: str) -> Iterator[str]:
    r"""Answers as a table or as lines of JSON, numbered from 0.

    Args:
        chunks: One dict for each sample, some at a time.
        ending: `.csv` or `.jsonl`.

    Yields:
        The text of each chunk; the header of a table comes with the first.

    Example:
        >>> list(lines([[{"class": "yes"}], [{"class": "no"}]], ".csv"))
        ['sample,class\n0,yes\n', '1,no\n']
    """
    first = 0
    for answers in chunks:
        rows = [{"sample": first + k, **answer} for k, answer in enumerate(answers)]
        text = io.StringIO()
        if ending == ".jsonl":
            text.writelines(json.dumps(row) + "\n" for row in rows)
        else:
            writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
            if not first:
                writer.writeheader()
            writer.writerows(rows)
        first += len(rows)
        yield text.getvalue()


def write_array(chunks: Iterable[np.ndarray], file: BinaryIO) -> None:
    """Write arrays that belong together as one .npy file, whose length is known at the end only.

    Args:
        chunks: Arrays, (k, *s), of one dtype; at least one.
        file: Open for writing, at its start; it can be moved in.

    Example:
        >>> file = io.BytesIO()
        >>> write_array([np.zeros((2, 3)), np.ones((1, 3))], file)
        >>> np.load(io.BytesIO(file.getvalue())).shape
        (3, 3)
    """
    source = iter(chunks)
    first = next(source)
    count = len(first)
    _header(file, first, count)
    file.write(np.ascontiguousarray(first).tobytes())
    for chunk in source:
        file.write(np.ascontiguousarray(chunk).tobytes())
        count += len(chunk)
    file.seek(0)
    _header(file, first, count)


def _header(file: BinaryIO, like: np.ndarray, count: int) -> None:
    """NumPy leaves room for the first size to grow, so a header takes the same bytes whatever it is."""
    facts = {"descr": npy.dtype_to_descr(like.dtype), "fortran_order": False, "shape": (count, *like.shape[1:])}
    npy.write_array_header_1_0(file, facts)
