"""Files that are written whole or not at all.

Knows temporary names and renaming. Knows no content.
"""

from __future__ import annotations

import os
from pathlib import Path


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
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


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
