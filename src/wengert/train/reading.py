"""Reading: whether the data of a job are loaded or read in batches, where the job does not say.

Knows sizes of files and of memory. Reads no data.
"""

from __future__ import annotations

import os
from pathlib import Path

from wengert.data.sources import streamable
from wengert.train.config import JobConfig

SHARE = 4  # a file of more than one part in so many of the memory is not loaded: as arrays it is several times as large
_LIMIT = Path("/sys/fs/cgroup/memory.max")  # what a container may use, where Linux runs one


def memory() -> int | None:
    """Bytes of memory that this process may use; None where the system does not say.

    Example:
        >>> memory() is None or memory() > 0
        True
    """
    try:
        installed = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError, AttributeError):
        return None
    try:
        return min(installed, int(_LIMIT.read_text(encoding="ascii")))
    except (OSError, ValueError):
        return installed


def decided(config: JobConfig, available: int | None) -> tuple[JobConfig, str | None]:
    """The job with its way of reading, and a line that says so where data are not loaded.

    Whoever goes on with the job reads as it did at first, whatever the memory is then: the decision becomes part of it.

    Args:
        config: The job.
        available: Bytes of memory, if they are known.

    Returns:
        The job, whose `stream` is true or false; and the line, None where data are loaded.

    Example:
        >>> decided(JobConfig(data="digits"), 2**30)[0].stream
        False
        >>> decided(JobConfig(data="big.parquet", stream=True), 2**30)[1]
        'big.parquet is read in batches as they are needed'
    """
    path = Path(config.data)
    why, hint = "", ""
    streams = config.stream
    if streams is None:
        size = path.stat().st_size if path.is_file() else 0
        fits = available is None or size <= available // SHARE
        streams = streamable(config.data) and not fits and not config.balanced and config.batch_size > 0
        why = f" ({_told(size)}, more than a quarter of {_told(available or 0)} of memory)" if streams else ""
        hint = "; --no-stream loads it" if streams else ""
    line = f"{path.name}{why} is read in batches as they are needed{hint}" if streams else None
    return config.model_copy(update={"stream": streams}), line


def _told(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e8 else f"{size / 1e6:.1f} MB"
