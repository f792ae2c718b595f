"""The description of a training job: checked before work starts, written beside the results, readable as TOML.

Knows names, ranges and defaults. Builds nothing.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from wengert.errors import ArgumentError, DataError, WengertError, unknown
from wengert.losses import LOSSES
from wengert.nn.models import ACTIVATIONS, MODELS
from wengert.optim import OPTIMIZERS
from wengert.train.parts import SCHEDULES, augmentation_from, penalty_from
from wengert.train.scores import metrics_by_name

NAMES: dict[str, Collection[str]] = {
    "model": MODELS,
    "activation": ACTIVATIONS,
    "optimizer": OPTIMIZERS,
    "loss": LOSSES,
    "schedule": SCHEDULES,
}
READ: dict[str, Callable[[list[str]], Any]] = {
    "penalty": penalty_from,
    "augment": lambda texts: augmentation_from(texts, 2),
    "metrics": metrics_by_name,
}


class JobConfig(BaseModel):
    """One training job.

    Example:
        >>> JobConfig(data="digits", epochs=5).model
        'mlp:64-32'
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: str = Field("digits", description="a named data set, or a path to a table, arrays, images or IDX files")
    target: str | None = Field(None, description="column or array of a file that holds the targets")
    validation: str | None = Field(None, description="data of their own that are watched, in place of a share")
    test: str | None = Field(None, description="data of their own that are tested by, in place of a share")
    stream: bool | None = Field(None, description="whether data are read in batches as they are needed")
    shuffle_buffer: int = Field(10_000, ge=1, description="samples of a stream that are in memory to be mixed")
    model: str = Field("mlp:64-32", description="name:settings")
    activation: str | None = Field(None, description="activation between the layers; the model's own when left out")
    loss: str | None = Field(None, description="name of the loss; by the task when left out")
    label_smoothing: float = Field(0.1, ge=0, le=1, description="share of a class target spread over all classes")
    optimizer: str = Field("adam", description="name of the optimizer")
    lr: float = Field(1e-3, gt=0, description="learning rate, the largest one of a schedule")
    schedule: str = Field("constant", description="how the rate falls: constant, cosine, linear, one_cycle, ...")
    warmup: float = Field(0.0, ge=0, lt=1, description="share of the steps in which the rate rises first")
    weight_decay: float | None = Field(
        None, ge=0, description="decay of weights by role; the optimizer's own if left out"
    )
    clip: float | None = Field(None, gt=0, description="largest norm of all gradients together")
    average: float | None = Field(None, gt=0, lt=1, description="decay of an average of the weights, which is kept")
    penalty: list[str] = Field([], description='penalties on the weights, such as ["l1:1e-5", "l2:1e-4"]')
    augment: list[str] = Field([], description='changes of training samples, such as ["flip", "crop:2", "mixup:0.2"]')
    accumulate: int = Field(1, ge=1, description="parts in which a batch goes through the model")
    epochs: int = Field(30, ge=1, description="passes over the training data")
    steps: int | None = Field(None, ge=1, description="updates at most")
    batch_size: int = Field(16, ge=0, description="samples in a batch; 0 for all at once")
    devices: int = Field(1, ge=1, description="devices that share each batch; on a CPU, its cores")
    balanced: bool = Field(False, description="whether each class is seen as often as the others")
    patience: int | None = Field(None, ge=1, description="epochs without a better validation before the run ends")
    tolerance: float | None = Field(None, gt=0, description="change of the loss below which the run ends")
    best: bool = Field(False, description="whether the weights of the best validation are kept")
    metrics: list[str] = Field([], description="what is told beside the loss; by the task when left out")
    seed: int = Field(0, description="seed of split, initial weights and order")
    test_fraction: float = Field(0.2, gt=0, lt=1, description="share set apart for the test, where none is given")
    validation_fraction: float = Field(0.1, gt=0, lt=1, description="share of the rest that is watched, not trained on")
    standardize: bool = Field(True, description="whether features are standardised")

    @field_validator("model", "activation", "optimizer", "loss", "schedule")
    @classmethod
    def _known_name(cls, value: str | None, field: ValidationInfo) -> str | None:
        what = field.field_name or ""
        if value is not None and (name := value.partition(":")[0]) not in NAMES[what]:
            raise _Unknown(unknown(what, name, NAMES[what]))
        return value

    @field_validator("penalty", "augment", "metrics")
    @classmethod
    def _known_parts(cls, values: list[str], field: ValidationInfo) -> list[str]:
        try:
            READ[field.field_name or ""](values)
        except WengertError as error:
            raise _Unknown(error) from None
        return values


class _Unknown(Exception):
    """Carries a house error through pydantic, which wraps only ValueError."""

    def __init__(self, error: WengertError) -> None:
        super().__init__(str(error))
        self.error = error


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
        data = "digits"  # a named data set, or a path to a table, arrays, images or IDX files
    """
    lines = []
    for name, field in JobConfig.model_fields.items():
        value = getattr(job, name)
        # JSON's strings, numbers and booleans are TOML's.
        line = f"# {name} =" if value is None else f"{name} = {json.dumps(value)}"
        lines.append(f"{line}  # {field.description}")
    return "\n".join(lines) + "\n"
