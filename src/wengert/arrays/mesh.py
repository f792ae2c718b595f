"""Meshes: several devices that run one program side by side.

Knows how an array lies on devices, whole on each of them or dealt out along its first axis, and how it gets there and
back. Knows no program and no state. A CPU counts as one device; asked in time, JAX makes several of its cores.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from typing import Any

import numpy as np

from wengert.arrays.devices import on_one
from wengert.arrays.namespaces import jax_numpy
from wengert.errors import ArgumentError, DeviceError

_MOST = max(64, os.cpu_count() or 1)  # devices that are asked for: JAX makes as many as it is told, until memory ends

_current: ContextVar[Mesh | None] = ContextVar("mesh", default=None)


class Mesh:
    """Devices side by side, for one program. Made by `mesh`.

    The first program on several devices changes what all later ones must look out for: arrays of the state that lie on
    more devices than theirs. `used` says so.

    Args:
        devices: JAX's devices; at least one.
    """

    used = False

    def __init__(self, devices: Sequence[Any]) -> None:
        from jax.sharding import Mesh as Grid
        from jax.sharding import NamedSharding, PartitionSpec

        self.size = len(devices)
        grid = Grid(np.array(devices), ("batch",))
        self.whole = NamedSharding(grid, PartitionSpec())
        self.dealt = NamedSharding(grid, PartitionSpec("batch"))
        Mesh.used = Mesh.used or self.size > 1

    @property
    def options(self) -> dict[str, Any]:
        """What `jax.jit` is told of a program on these devices."""
        return {"out_shardings": self.whole} if self.size > 1 else {}

    @contextmanager
    def entered(self) -> Generator[None, None, None]:
        """Within the block `current_mesh` is this one."""
        before = _current.set(self)
        try:
            yield
        finally:
            _current.reset(before)

    def spread(self, values: Sequence[Any]) -> Sequence[Any]:
        """Raw values as a program on these devices takes them: arrays whole on each, Python's numbers as they are.

        NumPy's arrays are placed too, for JAX traces a program anew for an array that comes without a mesh.
        """
        if not Mesh.used:
            return values
        if self.size == 1:
            return [on_one(v) for v in values]
        return [self._everywhere(v) for v in values]

    def placed(self, value: Any) -> Any:
        """An array of data, whole on each device."""
        return jax_numpy().asarray(value) if self.size == 1 else self._everywhere(np.asarray(value))

    def gathered(self, values: Sequence[Any]) -> Sequence[Any]:
        """Results of a program on these devices, each on one device again."""
        return values if self.size == 1 else [on_one(v) for v in values]

    def _everywhere(self, value: Any) -> Any:
        import jax

        there = isinstance(value, (bool, int, float, complex)) or getattr(value, "sharding", None) == self.whole
        return value if there else jax.device_put(value, self.whole)

    def deal(self, value: Any) -> Any:
        """A value of the program with its first axis dealt out; whole on each device if that does not come out even."""
        import jax

        shape = np.shape(value)
        if self.size == 1 or not shape or shape[0] % self.size:
            return value
        return jax.lax.with_sharding_constraint(value, self.dealt)


def current_mesh() -> Mesh | None:
    """The devices of the program that is being traced; None outside of `compile`.

    Example:
        >>> current_mesh() is None
        True
    """
    return _current.get()


def on_several() -> bool:
    """Whether a program for more than one device is being traced.

    Example:
        >>> on_several()
        False
    """
    mesh = _current.get()
    return mesh is not None and mesh.size > 1


@cache
def mesh(devices: int) -> Mesh:
    """The first `devices` devices of JAX side by side.

    On a CPU JAX makes one device, unless it is told before it starts. It is told here; a process in which it has
    started already, because something was compiled or placed on a device, keeps what it has.

    Args:
        devices: How many.

    Raises:
        ArgumentError: Not a positive whole number.
        DeviceError: There are not so many.

    Example:
        >>> mesh(1).size
        1
    """
    if isinstance(devices, bool) or not isinstance(devices, int) or devices < 1:
        raise ArgumentError("compile: devices are counted", given=repr(devices), expected="1, 2, 3, ...")
    import jax

    if 1 < devices <= _MOST and getattr(jax.config, "jax_num_cpu_devices", devices) < devices:
        with suppress(RuntimeError):  # it has started
            jax.config.update("jax_num_cpu_devices", devices)
    found = jax.devices()
    if len(found) < devices:
        raise DeviceError(
            "compile: there are not so many devices",
            given=f"devices={devices}",
            expected=f"at most {len(found)}, the first of which is {found[0]}",
            hint="a CPU counts as one device once JAX has started: let the first thing that is compiled or placed ask "
            f"for them, or start Python with JAX_NUM_CPU_DEVICES={min(devices, _MOST)}",
        )
    return Mesh(found[:devices])
