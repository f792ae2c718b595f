"""The description of a training job: checked before work starts, written beside the results, readable as TOML.

Knows names, ranges and defaults. Builds nothing.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from wengert.errors import ArgumentError, DataError, WengertError, unknown
from wengert.losses import CrossEntropyLoss, MSELoss
from wengert.nn.models import ACTIVATIONS, MODELS
from wengert.optim import SGD, Adam, AdamW, Momentum, Optimizer

OPTIMIZERS: dict[str, Callable[..., Optimizer]] = {"adam": Adam, "adamw": AdamW, "sgd": SGD, "momentum": Momentum}
LOSSES = {"cross_entropy": CrossEntropyLoss, "mse": MSELoss}


class JobConfig(BaseModel):
    """One training job.

    Example:
        >>> JobConfig(data="digits", epochs=5).model
        'mlp:64-32'
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: str = Field("digits", description="bundled data set, or a path to .csv, .npz or .npy")
    target: str | None = Field(None, description="column or array of a file that holds the targets")
    model: str = Field("mlp:64-32", description="name:sizes")
    activation: str = Field("relu", description="activation between the layers")
    loss: str | None = Field(None, description="cross_entropy or mse; by the task when left out")
    label_smoothing: float = Field(0.1, ge=0, le=1, description="share of a class target spread over all classes")
    optimizer: str = Field("adam", description="adam, adamw, sgd or momentum")
    lr: float = Field(1e-3, gt=0, description="learning rate")
    epochs: int = Field(30, ge=1, description="passes over the training data")
    batch_size: int = Field(16, ge=1, description="samples in a batch")
    seed: int = Field(0, description="seed of split, initial weights and order")
    test_fraction: float = Field(0.2, gt=0, lt=1, description="share of the samples set apart for the test")
    validation_fraction: float = Field(0.1, gt=0, lt=1, description="share of the rest that is watched, not trained on")
    standardize: bool = Field(True, description="whether features are standardised")

    @field_validator("model")
    @classmethod
    def _known_model(cls, value: str) -> str:
        return _known("model", value.partition(":")[0], MODELS) and value

    @field_validator("activation")
    @classmethod
    def _known_activation(cls, value: str) -> str:
        return _known("activation", value, ACTIVATIONS)

    @field_validator("optimizer")
    @classmethod
    def _known_optimizer(cls, value: str) -> str:
        return _known("optimizer", value, OPTIMIZERS)

    @field_validator("loss")
    @classmethod
    def _known_loss(cls, value: str | None) -> str | None:
        return None if value is None else _known("loss", value, LOSSES)


class _Unknown(Exception):
    """Carries a house error through pydantic, which wraps only ValueError."""

    def __init__(self, error: WengertError) -> None:
        super().__init__(str(error))
        self.error = error


def _known(what: str, name: str, table: Any) -> str:
    if name not in table:
        raise _Unknown(unknown(what, name, table))
    return name


def checked_config(values: dict[str, Any], origin: str = "job") -> JobConfig:
    """A job from options, or one house error that says which of them is wrong.

    Args:
        values: Options by name.
        origin: Where they are from, for messages.

    Returns:
        The job.

    Raises:
        ArgumentError: An option is unknown, of the wrong type or out of range.

    Example:
        >>> checked_config({"epochs": 3}).epochs
        3
    """
    extra = [n for n in values if n not in JobConfig.model_fields]
    if extra:
        raise unknown("option", extra[0], JobConfig.model_fields)
    try:
        return JobConfig(**values)
    except _Unknown as found:
        raise found.error from None
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise ArgumentError(
            f"{origin}: {name} is not right", given=repr(first["input"]), expected=first["msg"].lower()
        ) from None


def read_config(path: str | Path) -> JobConfig:
    """A job from a TOML file.

    Args:
        path: The file.

    Returns:
        The job.

    Raises:
        DataError: The file is missing or no TOML.
        ArgumentError: An option is unknown, of the wrong type or out of range.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "job.toml"
        ...     _ = path.write_text('data = "iris"')
        ...     read_config(path).data
        'iris'
    """
    path = Path(path)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path}: there is no such job", given=str(path), expected="a TOML file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: is no TOML", given=str(error), expected='lines such as data = "digits"') from error
    return checked_config(values, path.name)


def as_toml(job: JobConfig) -> str:
    """A job as TOML that `read_config` reads back.

    Args:
        job: The job.

    Returns:
        One line an option, with what it means.

    Example:
        >>> print(as_toml(JobConfig()).splitlines()[0])
        data = "digits"  # bundled data set, or a path to .csv, .npz or .npy
    """
    lines = []
    for name, field in JobConfig.model_fields.items():
        value = getattr(job, name)
        # JSON's strings, numbers and booleans are TOML's.
        line = f"# {name} =" if value is None else f"{name} = {json.dumps(value)}"
        lines.append(f"{line}  # {field.description}")
    return "\n".join(lines) + "\n"
