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
    """Let XLA keep its programs in `folder()`, unless another cache is set up or the folder cannot be written to."""
    jax_numpy()
    import jax
    from jax.experimental.compilation_cache import compilation_cache

    place = folder()
    if place is None or getattr(jax.config, "jax_compilation_cache_dir", None) is not None:
        return
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    if not os.access(place, os.W_OK):
        return
    jax.config.update("jax_compilation_cache_dir", str(place))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.2)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    # JAX decides once, at its first compilation, whether there is a cache; it may have decided before we were asked.
    compilation_cache.reset_cache()
