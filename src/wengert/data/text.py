"""Text: characters as integers, and windows in which every character is followed by the next.

Knows characters. Knows no language.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from wengert.data.dataset import Dataset
from wengert.data.lazy import Lazy
from wengert.data.stream import positive
from wengert.errors import DataError


class Text:
    """A text and its vocabulary: the different characters, sorted.

    Args:
        text: The text.
        vocabulary: Its characters, in the order of their indices; those that occur, sorted, when None.
        name: What people call it.

    Attributes:
        vocabulary: The characters as one string.
        indices: The text as int32, (length,).

    Raises:
        DataError: The text is empty, or has a character that is not in the vocabulary.

    Example:
        >>> text = Text("to be or not to be")
        >>> text.vocabulary, text.decode(text.encode("toe"))
        (' benort', 'toe')
    """

    def __init__(self, text: str, vocabulary: str | None = None, name: str = "text") -> None:
        self.name = name
        self.vocabulary = "".join(sorted(set(text))) if vocabulary is None else vocabulary
        if not text:
            raise DataError(f"{name}: there is no text", given="0 characters", expected="at least one")
        self.indices = self.encode(text)

    @classmethod
    def read(cls, path: str | Path, vocabulary: str | None = None) -> Text:
        """The text of a file, UTF-8.

        Raises:
            DataError: The file is missing, empty or no text.
        """
        path = Path(path)
        try:
            return cls(path.read_text(encoding="utf-8"), vocabulary, path.stem)
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(f"{path}: cannot be read as text", given=str(error), expected="UTF-8") from error

    def __len__(self) -> int:
        return len(self.indices)

    def encode(self, text: str) -> np.ndarray:
        """Characters as their indices, int32.

        Raises:
            DataError: A character is not in the vocabulary.
        """
        codes = np.frombuffer(text.encode("utf-32-le"), "<u4")
        known = np.frombuffer(self.vocabulary.encode("utf-32-le"), "<u4")
        order = np.argsort(known)
        found = order[np.minimum(np.searchsorted(known[order], codes), len(known) - 1)]
        wrong = np.flatnonzero(known[found] != codes)
        if wrong.size:
            raise DataError(
                f"{self.name}: a character is not in the vocabulary",
                given=f"{text[wrong[0]]!r} at {wrong[0]}",
                expected=f"one of {self.vocabulary!r}",
            )
        return found.astype(np.int32)

    def decode(self, indices: Iterable[Any]) -> str:
        """Indices as their characters."""
        return "".join(self.vocabulary[int(k)] for k in indices)

    def windows(self, length: int, stride: int | None = None) -> Dataset:
        """Pieces of the text, and for each of their characters the one that follows.

        Args:
            length: Characters in a piece.
            stride: Characters from the start of a piece to that of the next; `length` when None.

        Returns:
            The data set: x `Lazy` int32 (n, length), y int32 (n, length), one character on; the classes are the
            vocabulary. What is left at the end is no piece.

        Raises:
            ArgumentError: A number is no positive integer.
            DataError: The text is shorter than a piece and its next character.
        """
        positive("windows", "length", length)
        step = length if stride is None else stride
        positive("windows", "stride", step)
        if len(self) <= length:
            raise DataError(
                f"{self.name}: too short for a window", given=f"{len(self)} characters", expected=f"> {length}"
            )
        views = np.lib.stride_tricks.sliding_window_view(self.indices, length)
        x, y = views[: len(self) - length : step], views[1::step]
        lazy = Lazy(lambda rows: x[rows], x.shape, np.int32)  # overlapping windows share the memory of the text
        return Dataset(lazy, y[: len(x)], tuple(self.vocabulary), name=self.name)

    def parts(self, fraction: float = 0.1) -> tuple[Text, Text]:
        """The beginning and the last `fraction` of the text, with one vocabulary: random windows would share pieces.

        Raises:
            DataError: A part would be empty.
        """
        cut = len(self) - round(fraction * len(self))
        if not 0 < cut < len(self):
            raise DataError(
                f"{self.name}: both parts need text", given=f"fraction {fraction}", expected="a number such as 0.1"
            )
        first, last = (self.decode(part) for part in np.split(self.indices, [cut]))
        return Text(first, self.vocabulary, self.name), Text(last, self.vocabulary, self.name)


def read_text(path: str | Path, target: str | None = None, length: int = 64, stride: int | None = None) -> Dataset:
    """A text file as windows of characters, each followed by the next.

    Args:
        path: The file, UTF-8.
        target: Has no meaning here: the targets are the characters that follow.
        length: Characters in a window.
        stride: Characters from the start of a window to that of the next; `length` when None.

    Returns:
        The data set: see `Text.windows`.

    Raises:
        DataError: The file cannot be read, is too short, or a target is named.
        ArgumentError: A number is no positive integer.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = (Path(folder) / "a.txt").write_text("to be or not to be")
        ...     read_text(Path(folder) / "a.txt", length=8).x.shape
        (2, 8)
    """
    if target is not None:
        raise DataError(f"{path}: a text has no columns", given=f"target {target}", hint="target is for tables")
    return Text.read(path).windows(length, stride)


def python_text(length: int = 64, stride: int | None = None) -> Dataset:
    """Windows of `python_reference`.

    Args:
        length: Characters in a window.
        stride: Characters from the start of a window to that of the next; `length` when None.

    Returns:
        The data set: see `Text.windows`.

    Raises:
        DataError: This Python came without its help texts.
        ArgumentError: A number is no positive integer.

    Example:
        >>> python_text(32).x.shape[1]
        32
    """
    return python_reference().windows(length, stride)


def python_reference() -> Text:
    """Half a million characters of real English that every Python brings along: what `help("assert")` and its like say.

    Returns:
        The text of the topics of the Python language reference, in alphabetical order.

    Raises:
        DataError: This Python came without them.

    Example:
        >>> len(python_reference()) > 300_000
        True
    """
    try:
        topics = importlib.import_module("pydoc_data.topics").topics
    except ImportError as error:
        raise DataError(
            "python_reference: this Python came without its help texts", given=str(error), hint="Text.read(path)"
        ) from error
    return Text("\n\n".join(topics[name] for name in sorted(topics)), name="python_text")
