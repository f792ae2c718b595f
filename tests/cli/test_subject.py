"""What a command explains: by name, by file, or by run folder."""

from pathlib import Path

import numpy as np
import pytest

from wengert.cli.subject import of_run, script_of
from wengert.errors import ArgumentError, DataError
from wengert.explain.catalogue import EXAMPLES
from wengert.train.job import Job
from wengert.train.saved import load_model


def test_an_example_a_script_or_a_folder(trained, tmp_path):
    run, _ = trained
    (tmp_path / "mine.py").write_text("f = lambda x: x * x\nargs = 3.0\n")
    assert script_of(None, "neuron") is EXAMPLES["neuron"]
    assert script_of(tmp_path / "mine.py", None).name == "mine"
    assert script_of(run, None) is None
    assert script_of(run / "model.safetensors", None) is None


@pytest.mark.parametrize(("what", "name"), [(None, None), (Path("a.py"), "neuron")])
def test_one_thing_is_explained(what, name):
    with pytest.raises(ArgumentError, match="one thing is explained"):
        script_of(what, name)


def test_the_name_of_an_example_in_place_of_a_file_is_understood(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match="--example three-layer"):
        script_of(Path("three-layer"), None)


def test_a_trained_model_on_its_test_samples(trained):
    run, config = trained
    e, job, saved = of_run(run), Job(config), load_model(run)
    x, y = job.test.x[:4], job.test.y[:4]
    np.testing.assert_allclose(e["yhat"], np.asarray(saved.model(x)), rtol=1e-6)
    np.testing.assert_allclose(e["loss"], np.asarray(job.loss(saved.model(x), y)), rtol=1e-6)
    assert e.lr == 0.05
    assert np.shape(of_run(run / "model.safetensors", samples=2)["yhat"]) == (2, 3)


def test_what_is_no_run_is_refused(trained, tmp_path):
    with pytest.raises(DataError, match="no run to explain"):
        of_run(tmp_path)
    with pytest.raises(ArgumentError, match="nothing to explain the model on"):
        of_run(trained[0], samples=0)
