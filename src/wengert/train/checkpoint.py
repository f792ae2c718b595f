"""Checkpoints: everything a run needs to go on as if it had never stopped, in one safetensors file.

Knows names and arrays. Nothing in such a file runs when it is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np

from wengert.arrays import to_numpy
from wengert.errors import DataError
from wengert.nn import Module
from wengert.nn.state import load
from wengert.optim import Optimizer
from wengert.random import Generator
from wengert.tensor import Tensor
from wengert.train.atomic import write_bytes

FORMAT = "wengert-1"
_SWITCHED = "weights are to be judged"  # by a schedule-free optimizer, until it goes on
_EXTRA = "extra."


def save_arrays(path: str | Path, arrays: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """Write named arrays and JSON facts, whole or not at all.

    Args:
        path: The file.
        arrays: Arrays or tensors by name.
        facts: What else to remember, as JSON.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "a.safetensors"
        ...     save_arrays(path, {"w": np.ones(2)}, {"epoch": 3})
        ...     load_arrays(path)
        ({'w': array([1., 1.])}, {'epoch': 3})
    """
    from safetensors.numpy import save

    plain = {n: np.ascontiguousarray(to_numpy(getattr(a, "value", a))).reshape(np.shape(a)) for n, a in arrays.items()}
    write_bytes(Path(path), save(plain, metadata={"format": FORMAT, "facts": json.dumps(dict(facts))}))


def load_arrays(path: str | Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Read what `save_arrays` wrote.

    Args:
        path: The file.

    Returns:
        Arrays by name, and facts.

    Raises:
        DataError: The file is missing, damaged, or was not written by this library.

    Example:
        >>> load_arrays("missing.safetensors")
        Traceback (most recent call last):
        ...
        wengert.errors.DataError: missing.safetensors: there is no such file...
    """
    from safetensors import SafetensorError, safe_open

    path = Path(path)
    if not path.is_file():
        raise DataError(f"{path}: there is no such file", given=str(path), expected="a .safetensors file")
    try:
        with safe_open(path, "np") as file:
            facts = (file.metadata() or {}).get("facts")
            arrays = {name: file.get_tensor(name) for name in list(file.keys())}
    except (SafetensorError, OSError) as error:
        raise DataError(f"{path}: cannot be read", given=str(error), expected="a whole .safetensors file") from error
    if facts is None:
        raise DataError(
            f"{path}: was not written by wengert", given="no facts", hint="model.load_state_dict takes arrays"
        )
    return arrays, json.loads(facts)


@runtime_checkable
class Switching(Protocol):
    """An optimizer that takes gradients at other weights than those to be judged, as schedule-free ones do."""

    training: bool

    def train(self) -> None:
        """Set the parameters to where gradients are taken."""
        ...

    def eval(self) -> None:
        """Set the parameters to what is to be judged and saved."""
        ...


def save_checkpoint(
    path: str | Path,
    model: Module,
    optimizer: Optimizer,
    generator: Generator,
    facts: Mapping[str, Any],
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Write weights, the optimizer's state, the place of the random generator, and facts.

    Args:
        path: The file.
        model: What is trained.
        optimizer: What trains it.
        generator: Source of randomness.
        facts: What else to remember, as JSON.
        extra: What else to remember, as arrays: `load_arrays` gives them back under `extra.` and their names.

    Example:
        >>> import tempfile, wengert as wg
        >>> model = wg.nn.Linear(2, 1)
        >>> optimizer = wg.optim.Adam(model)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "c.safetensors"
        ...     save_checkpoint(path, model, optimizer, wg.random.default_generator, {"epoch": 7})
        ...     load_checkpoint(path, model, optimizer, wg.random.default_generator)
        {'epoch': 7}
    """
    more = {f"{_EXTRA}{name}": array for name, array in (extra or {}).items()}
    switched = {_SWITCHED: True} if isinstance(optimizer, Switching) and not optimizer.training else {}
    with optimizer.separate():
        save_arrays(path, _slots(model, optimizer, generator) | more, {**facts, **switched})


def load_checkpoint(path: str | Path, model: Module, optimizer: Optimizer, generator: Generator) -> dict[str, Any]:
    """Put everything back as `save_checkpoint` found it.

    Args:
        path: The file.
        model: Built as the saved one was.
        optimizer: Built as the saved one was.
        generator: Source of randomness.

    Returns:
        The facts.

    Raises:
        DataError: The file is missing, damaged, or was not written by this library.
        ArgumentError: It belongs to another model or optimizer; nothing was changed.
        ShapeError: It belongs to a model of other sizes; nothing was changed.
    """
    arrays, facts = load_arrays(path)
    own = {name: array for name, array in arrays.items() if not name.startswith(_EXTRA)}
    with optimizer.separate():
        load(_slots(model, optimizer, generator), own, True, "checkpoint")
    switched = facts.pop(_SWITCHED, False)
    if isinstance(optimizer, Switching):
        optimizer.training = not switched
    return facts


def load_extra(path: str | Path) -> dict[str, np.ndarray]:
    """The extra arrays of a checkpoint, by the names `save_checkpoint` was given.

    Args:
        path: The file.

    Returns:
        Arrays by name.

    Raises:
        DataError: The file is missing, damaged, or was not written by this library.
    """
    arrays, _ = load_arrays(path)
    return {name.removeprefix(_EXTRA): array for name, array in arrays.items() if name.startswith(_EXTRA)}


def _slots(model: Module, optimizer: Optimizer, generator: Generator) -> dict[str, Tensor]:
    """Every tensor of a run by name."""
    slots = {f"model.{n}": t for n, t in model.named_tensors().items()}
    for k, tensor in enumerate(optimizer.state_tensors()):
        if not any(tensor is t for t in slots.values()):
            slots[f"optimizer.{k}"] = tensor
    for module_name, module in model.named_modules():
        for name, value in vars(module).items():
            if isinstance(value, Generator) and value is not generator:
                slots |= {f"random.{module_name}.{name}.{k}": t for k, t in enumerate(value.state_tensors())}
    return slots | {"random.key": generator.key, "random.counter": generator.counter}
