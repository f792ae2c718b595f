"""Files that are written whole or not at all.

Knows temporary names and renaming. Knows no content.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole(path: Path) -> Generator[BinaryIO]:
    """A file that is written piece by piece beside `path`, and renamed at the end of the block.

    A reader sees the old content or the new one, never a part. Whatever breaks the block off leaves the old one.

    Args:
        path: Where the content shall be.

    Yields:
        The file, open for writing.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with whole(Path(folder) / "a") as file:
        ...         _ = file.write(b"first, ")
        ...         _ = file.write(b"second")
        ...     (Path(folder) / "a").read_text()
        'first, second'
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file beside `path`, then rename it: a reader sees the old content or the new one, never a part.

    Args:
        path: Where the content shall be.
        content: The bytes.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_bytes(Path(folder) / "a", b"whole")
        ...     [p.name for p in Path(folder).iterdir()]
        ['a']
    """
    with whole(path) as file:
        file.write(content)


def write_text(path: Path, content: str) -> None:
    """Write text as UTF-8, whole or not at all.

    Args:
        path: Where the content shall be.
        content: The text.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_text(Path(folder) / "a", "whole")
        ...     (Path(folder) / "a").read_text()
        'whole'
    """
    write_bytes(path, content.encode())
