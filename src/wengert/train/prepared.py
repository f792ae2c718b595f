"""Prepared data: what a job trains on, watches and is tested by, parted and scaled, in memory or as streams.

Knows the order: read, part, scale. A stream is looked at once, by `survey`, and then read as it is needed. Knows no
model but by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from wengert.arrays import random as pure
from wengert.data import (
    Dataset,
    MinMax,
    Prefetch,
    Scaling,
    Standardizer,
    Stream,
    as_stream,
    load_data,
    load_test,
    split,
    stream,
)
from wengert.data.alike import stream_alike
from wengert.data.augment import Augmentation
from wengert.data.moments import Extremes, Gauge, Moments
from wengert.data.parting import TEST, TRAIN, VALIDATION, Parting
from wengert.data.pixels import unit_pixels
from wengert.data.sources import streamable
from wengert.data.stream import Chunk, closed
from wengert.data.survey import Survey, survey_stream, survey_table
from wengert.data.table_files import TABLES
from wengert.errors import ArgumentError
from wengert.random import Generator
from wengert.train.config import JobConfig
from wengert.train.parts import augmentation_from
from wengert.train.task import CONTINUING, GENERATING, ITSELF, Task, posed, task_of

_ROWS, _ORDER = 1, 2  # what the seed of a job is folded with: for the parts of rows, and for their order
_AHEAD = 2  # chunks that are read in the background
_IMAGES = 64  # images that are decoded together

Part = Dataset | Stream


@dataclass(frozen=True)
class Prepared:
    """The data of a job.

    Args:
        name: What people call them.
        shape: Sizes of one sample.
        outputs: Numbers a model must give for one sample.
        classes: Names of the classes; empty without.
        features: Names of the columns of samples; empty without.
        task: What is to be learned.
        augment: How training samples are changed before they are scaled; None where they are not.
        train: What is learned from; scaled unless it is augmented first.
        validation: What is watched, scaled.
        test: What is judged by at the end, scaled.
        sizes: Samples of training, validation and test; None where nobody counted.
        scaling: How samples are scaled; None when they are not.
        order: What a shuffled stream draws the order of a pass from: one key for each; None in memory.
    """

    name: str
    shape: tuple[int, ...]
    outputs: int
    classes: tuple[str, ...]
    features: tuple[str, ...]
    task: Task
    augment: Augmentation | None
    train: Part
    validation: Part
    test: Part
    sizes: tuple[int, int | None, int | None]
    scaling: Scaling | None
    order: Generator | None = None


def few(part: Part, count: int) -> tuple[Any, Any]:
    """The first samples and targets of a part, as arrays.

    Example:
        >>> x, y = few(wg.data.iris(), 2)
        >>> x.shape, y.tolist()
        ((2, 4), [0, 0])
    """
    found = part if isinstance(part, Dataset) else part.take(count).load()
    return found.x[:count], found.y[:count]


def in_memory(config: JobConfig, generator: Generator) -> Prepared:
    """The data of a job in memory.

    Args:
        config: The job.
        generator: What the parts are drawn from.

    Returns:
        The data.

    Raises:
        ArgumentError: Loss, model or augmentation do not fit the data.
        DataError: The data cannot be read, or files of their own do not fit.

    Example:
        >>> in_memory(JobConfig(data="iris"), wg.random.Generator(0)).sizes
        (108, 12, 30)
    """
    data = load_data(config.data, config.target)
    task, augment = _posed(config, data)
    test = load_test(config.data) if config.test is None else stream_alike(config.test, config.target, data).load()
    rest = data
    if test is None:
        rest, test = split(data, config.test_fraction, generator)
    if config.validation is None:
        train, validation = split(rest, config.validation_fraction, generator)
    else:
        train, validation = rest, stream_alike(config.validation, config.target, data).load()
    scaling = None
    if task.name == "generate":
        scaling = MinMax.fit(train.x, shared=True)  # its loss is one of shares
    elif config.standardize and task.name != "continue":  # tokens are no quantities
        scaling = Standardizer.fit(train.x, shared=data.pixels)
    if scaling is not None:
        train = train if augment is not None else scaling.apply(train)
        validation, test = scaling.apply(validation), scaling.apply(test)
    sizes = (len(train), len(validation), len(test))
    train, validation, test = (posed(part, task) for part in (train, validation, test))
    facts = (data.name, data.x.shape[1:], data.outputs, data.classes, data.features)
    return Prepared(*facts, task, augment, train, validation, test, sizes, scaling)


def in_streams(config: JobConfig) -> Prepared:
    """The data of a job as streams: one pass finds classes, scale and sizes, and every epoch reads them again.

    Rows are drawn for validation and test one by one, from the seed and their number. Training samples are mixed in a
    buffer, in an order of every epoch that depends on seed and epoch alone, and read in a thread ahead of training.

    Args:
        config: The job.

    Returns:
        The data. In memory are at any time: the buffer, some chunks, and what the reader of the format holds.

    Raises:
        ArgumentError: The source cannot be streamed, or the job asks for what needs all data at once.
        DataError: The data cannot be read, a part is empty, a class is never trained on, or files of their own do not
            fit.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = f"{folder}/flowers.npz"
        ...     np.savez(path, x=wg.data.iris().x, y=wg.data.iris().y)
        ...     in_streams(JobConfig(data=path)).sizes
        (104, 20, 26)
    """
    _must_stream(config)
    found, gauge = _looked_at(config)
    data = found.stream
    task, augment = _posed(config, data)
    scaling = None if gauge is None else (MinMax if isinstance(gauge, Extremes) else Standardizer)(*gauge.result())
    order = Generator(config.seed)
    order.key.value = pure.fold_in(pure.key_of(config.seed), _ORDER)
    rows = _parting(config)
    train = replace(data.pick(rows.only(TRAIN)), length=found.rows[TRAIN]).shuffle(config.shuffle_buffer, order)
    validation, test = (
        replace(data.pick(rows.only(part)), length=found.rows[part])
        if file is None
        else stream_alike(file, config.target, data)
        for part, file in ((VALIDATION, config.validation), (TEST, config.test))
    )
    return Prepared(
        data.name,
        data.shape,
        data.outputs,
        data.classes,
        data.features,
        task,
        augment,
        ready(train, None if augment is not None else scaling, task),
        ready(validation, scaling, task),
        ready(test, scaling, task),
        (found.rows[TRAIN], validation.length, test.length),
        scaling,
        order,
    )


def _posed(config: JobConfig, data: Part) -> tuple[Task, Augmentation | None]:
    """The task of a job, and its augmentation."""
    task = task_of(data, config.model, config.loss)
    augment = augmentation_from(config.augment, len(data.classes))
    if augment is not None and task.name in (*ITSELF, "continue"):
        raise ArgumentError(f"augment: not for what {config.model} reads", given=config.augment, expected="[]")
    files = [name for name in ("validation", "test") if getattr(config, name) is not None]
    if files and task.name == "continue":
        raise ArgumentError(
            f"{files[0]}: a text is parted by its windows",
            given=getattr(config, files[0]),
            hint=f"leave out {files[0]}",
        )
    return task, augment


def _must_stream(config: JobConfig) -> None:
    """Refuse what would need all data at once."""
    if not streamable(config.data):
        raise ArgumentError(
            f"{config.data}: cannot be streamed",
            given=f"{config.data}, which is read as a whole",
            expected=f"{', '.join([*TABLES, '.npz', '.npy'])} or a folder of images",
            hint="leave out --stream",
        )
    for what, given in (("balanced", config.balanced), ("batch_size = 0", config.batch_size == 0)):
        if given:
            raise ArgumentError(
                f"{what}: needs all training data at once",
                given="a stream",
                expected="data in memory",
                hint="--no-stream",
            )


def _parting(config: JobConfig) -> Parting:
    """Which row belongs to which part; what has a file of its own takes none."""
    return Parting(
        pure.fold_in(pure.key_of(config.seed), _ROWS),
        validation=config.validation_fraction if config.validation is None else 0.0,
        test=config.test_fraction if config.test is None else 0.0,
    )


def _looked_at(config: JobConfig) -> tuple[Survey, Gauge | None]:
    """The one pass beforehand."""
    rows = _parting(config)
    table = Path(config.data).suffix.lower() in TABLES
    data = None if table else _mixed(config)
    gauge: Gauge | None = None
    name = config.model.partition(":")[0]
    if name in GENERATING:
        gauge = Extremes(shared=True)
    elif config.standardize and name not in CONTINUING:
        gauge = Moments(shared=data is not None and data.pixels)
    if data is None:
        return survey_table(config.data, config.target, rows, gauge), gauge
    return survey_stream(data, rows, gauge), gauge


def _mixed(config: JobConfig) -> Stream:
    """Arrays in the order of their file; the images of a folder in a random one, since there each class is apart."""
    if not Path(config.data).is_dir():
        return stream(config.data, config.target)
    data = load_data(config.data, config.target)
    return as_stream(data.take(np.asarray(pure.permutation(pure.key_of(config.seed), len(data)))), _IMAGES)


def ready(data: Stream, scaling: Scaling | None, task: Task) -> Stream:
    """A stream as the model sees it, with the targets of its task, read ahead in the background.

    Args:
        data: Samples and targets as they come.
        scaling: How samples are scaled; None where they are not.
        task: The task.

    Example:
        >>> from wengert.train.task import TASKS
        >>> [x.shape for x, y in ready(wg.data.as_stream(wg.data.iris()), None, TASKS["classify"])]
        [(150, 4)]
    """
    itself = task.name in ITSELF

    def read() -> Iterator[Chunk]:
        return _changed(iter(data), scaling, itself)

    facts: dict[str, Any] = {"read": read}
    if scaling is not None:
        facts["dtype"] = np.float32
    if itself:
        facts |= {"dtype": np.float32, "target_shape": data.shape, "classes": ()}
    changed = replace(data, **facts)
    return replace(changed, read=lambda: iter(Prefetch(changed, _AHEAD)))


def _changed(source: Iterator[Chunk], scaling: Scaling | None, itself: bool) -> Iterator[Chunk]:
    with closed(source):
        for x, y in source:
            x = x if scaling is None else scaling(x)
            x = unit_pixels(x) if itself else x
            yield x, (x if itself else y)
