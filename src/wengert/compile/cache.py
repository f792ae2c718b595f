"""Where compiled programs are kept between runs.

Knows one folder and XLA's persistent cache. Knows no program.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from wengert.arrays import jax_numpy


def folder() -> Path | None:
    """The cache folder: `$WENGERT_CACHE`, else `$XDG_CACHE_HOME/wengert` or `~/.cache/wengert`; None when it is `off`.

    Example:
        >>> import os
        >>> os.environ["WENGERT_CACHE"] = "off"
        >>> folder() is None
        True
        >>> del os.environ["WENGERT_CACHE"]
    """
    chosen = os.environ.get("WENGERT_CACHE")
    if chosen == "off":
        return None
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(chosen) if chosen else Path(base) / "wengert"


@cache
def switch_on() -> None:
    """Let XLA keep its programs in `folder()`, unless the caller configured a cache of his own or cannot write there."""
    jax_numpy()
    import jax

    place = folder()
    if place is None or jax.config.jax_compilation_cache_dir is not None:
        return
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    jax.config.update("jax_compilation_cache_dir", str(place))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.2)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
