"""Tasks: what data and model ask for, and which losses suit."""

import numpy as np
import pytest

from wengert import data
from wengert.data import Dataset
from wengert.errors import ArgumentError
from wengert.losses import LOSSES, elbo_loss
from wengert.random import Generator
from wengert.train.scores import METRICS
from wengert.train.task import TASKS, loss_from, posed, task_of

IRIS, DIABETES = data.iris(), data.diabetes()
SHAPES = data.shapes(4, 16, Generator(0))
TEXT = data.Text("to be or not to be " * 9).windows(16)


@pytest.mark.parametrize(
    ("given", "model", "loss", "name"),
    [
        (IRIS, "mlp:8", None, "classify"),
        (IRIS, "mlp:8", "focal", "classify"),
        (IRIS, "mlp:8", "triplet", "embed"),
        (IRIS, "autoencoder:2", None, "reconstruct"),
        (IRIS, "vae:2", None, "generate"),
        (DIABETES, "mlp:8", "huber", "regress"),
        (SHAPES, "unet:4-8", None, "segment"),
        (TEXT, "language:gru", None, "continue"),
    ],
)
def test_what_is_to_be_learned(given, model, loss, name):
    assert task_of(given, model, loss).name == name


def test_tables_name_what_exists():
    for task in TASKS.values():
        assert set(task.losses) - {"elbo"} <= set(LOSSES)
        assert set(task.metrics) <= set(METRICS)
        assert task.loss in task.losses


def test_targets_are_the_samples_where_they_are_to_be_said_again():
    pixels = Dataset(np.full((3, 1, 2, 2), 51, np.uint8), np.zeros(3, np.int32), ("a",))
    told = posed(pixels, TASKS["generate"])
    assert told.y is told.x
    np.testing.assert_allclose(told.x, 0.2, rtol=1e-6)
    assert posed(IRIS, TASKS["classify"]) is IRIS


def test_losses_of_tasks():
    assert loss_from(TASKS["classify"], None, 0.2).label_smoothing == 0.2
    assert loss_from(TASKS["segment"], None, 0.2).label_smoothing == 0.0
    assert loss_from(TASKS["generate"], None, 0.2) is elbo_loss
    assert repr(loss_from(TASKS["regress"], "huber", 0.0)).startswith("HuberLoss")


@pytest.mark.parametrize(
    ("given", "model", "loss"), [(IRIS, "mlp:8", "mse"), (DIABETES, "mlp:8", "cross_entropy"), (IRIS, "vae:2", "mse")]
)
def test_a_loss_that_does_not_suit_is_refused(given, model, loss):
    with pytest.raises(ArgumentError, match="does not fit the targets"):
        task_of(given, model, loss)


def test_a_model_of_tokens_reads_tokens():
    assert isinstance(posed(TEXT, TASKS["continue"]).x, np.ndarray)
    with pytest.raises(ArgumentError, match="reads tokens"):
        task_of(IRIS, "language:gru")
