"""Saved models say what they said before they were saved."""

import numpy as np
import pytest

from wengert.errors import DataError
from wengert.train import predict, save_arrays
from wengert.train.config import JobConfig
from wengert.train.job import Job, judged, run_job
from wengert.train.saved import load_model


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    config = JobConfig(data="iris", model="mlp:8", epochs=3, lr=0.05)
    return config, run_job(config, tmp_path_factory.mktemp("saved") / "iris")


def test_a_model_comes_back_with_its_scaling_and_its_classes(run):
    config, outcome = run
    saved, job = load_model(outcome.folder), Job(config)
    raw = job.scaling.inverse(job.test.x)
    job.model.load_state_dict(saved.model.state_dict())
    assert judged(job)[0] == outcome.results
    np.testing.assert_allclose(saved(raw), predict(job.model, job.test.x, compiled=False), atol=1e-5)
    assert saved.classes == ("setosa", "versicolor", "virginica")
    answers = saved.answers(raw[:5])
    assert all(answer["class"] in saved.classes and 0 < answer["probability"] <= 1 for answer in answers)


def test_numbers_are_answers_too(tmp_path):
    folder = tmp_path / "run"
    run_job(JobConfig(data="diabetes", model="linear", epochs=1, batch_size=0), folder)
    (answer,) = load_model(folder / "model.safetensors").answers(np.ones((1, 10), "float32"))
    assert isinstance(answer["value"], float)


def test_samples_of_another_shape_are_refused(run):
    with pytest.raises(DataError, match="do not fit the model"):
        load_model(run[1].folder)(np.ones((2, 5)))


def test_weights_without_facts_are_refused(tmp_path):
    save_arrays(tmp_path / "m.safetensors", {"w": np.ones(2)}, {"model": "mlp:8"})
    with pytest.raises(DataError, match="does not say which model"):
        load_model(tmp_path / "m.safetensors")
