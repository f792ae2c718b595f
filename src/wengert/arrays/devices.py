"""Devices: where an array lies, and how it gets elsewhere.

Knows NumPy's memory, called `cpu`, and the devices of JAX. Knows no tensor.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays.namespaces import is_traced, jax_numpy
from wengert.errors import DeviceError

KINDS = ("cpu", "xla", "gpu", "cuda", "rocm", "tpu")


def is_device(name: Any) -> bool:
    """Whether `name` names a device rather than a dtype.

    Example:
        >>> is_device("cuda:1"), is_device("float32")
        (True, False)
    """
    return isinstance(name, str) and name.partition(":")[0] in KINDS


def device_of(value: Any) -> str:
    """Where an array lies, as `place` takes it.

    Example:
        >>> device_of(np.ones(2))
        'cpu'
    """
    if is_traced(value) or not hasattr(value, "devices"):
        return "xla" if is_traced(value) else "cpu"
    first = min(value.devices(), key=lambda device: device.id)
    return "xla" if first.platform == "cpu" else f"{first.platform}:{first.id}"


def on_one(value: Any) -> Any:
    """`value` on one device: of an array that lies whole on several, the copy on the first; nothing is copied.

    Example:
        >>> on_one(np.ones(2))
        array([1., 1.])
    """
    several = not is_traced(value) and hasattr(value, "sharding") and len(value.sharding.device_set) > 1
    return value.addressable_data(0) if several else value


def place(value: Any, device: str) -> Any:
    """`value` on a device; a value that is being compiled stays, for its program runs where its inputs are.

    Args:
        value: A raw array.
        device: `cpu` for a NumPy array, `xla` for JAX's default device, else a platform of JAX (`gpu`, `cuda`, `rocm`,
            `tpu`) with an optional number: `gpu:1`.

    Returns:
        The array there.

    Raises:
        DeviceError: There is no such device.

    Example:
        >>> place(np.ones(2), "cpu")
        array([1., 1.])
    """
    if is_traced(value):
        return value
    if device == "cpu":
        return np.asarray(value)[()]
    xp = jax_numpy()
    if device == "xla":
        return on_one(xp.asarray(value))
    import jax

    platform, _, number = device.partition(":")
    try:
        return jax.device_put(value, jax.devices(platform)[int(number or 0)])
    except (RuntimeError, IndexError, ValueError) as error:
        raise DeviceError(
            "to: there is no such device",
            given=repr(device),
            expected=f"'cpu' (NumPy), 'xla', or one of {[f'{d.platform}:{d.id}' for d in jax.devices()]}",
            hint="pip install 'wengert[cuda]' brings JAX for NVIDIA's",
        ) from error
