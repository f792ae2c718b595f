"""The run folder: when it may be made, and what is in it at any moment."""

import json

import pytest

from wengert import nn, optim
from wengert.errors import DataError
from wengert.random import Generator
from wengert.train import History, Run, load_arrays
from wengert.train.folder import CHECKPOINT, METRICS, MODEL, RunFolder, free_name, prepare, read_history


def test_a_run_is_never_written_over(tmp_path):
    prepare(tmp_path / "a" / "b", resume=False)
    (tmp_path / "a" / "b" / CHECKPOINT).touch()
    prepare(tmp_path / "a" / "b", resume=True)
    with pytest.raises(DataError, match="there is a run already"):
        prepare(tmp_path / "a" / "b", resume=False)
    with pytest.raises(DataError, match="no run to go on with"):
        prepare(tmp_path / "c", resume=True)
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="cannot be made"):
        prepare(tmp_path / "file" / "x", resume=False)


def test_names_are_counted_up(tmp_path):
    (tmp_path / "digits").mkdir()
    (tmp_path / "digits-2").mkdir()
    assert free_name(tmp_path, "digits").name == "digits-3"


def a_run():
    model = nn.Linear(2, 1)
    return Run(model, optim.SGD(model), History([{"epoch": 1, "loss": 0.5}]), 3, 1)


def test_every_file_is_there_after_the_first_epoch(tmp_path):
    run = a_run()
    RunFolder(tmp_path, Generator(0), {"classes": ["a"]}).on_epoch(run)
    assert json.loads((tmp_path / METRICS).read_text()) == {"epoch": 1, "loss": 0.5}
    assert load_arrays(tmp_path / CHECKPOINT)[1] == {"epoch": 1}
    arrays, facts = load_arrays(tmp_path / MODEL)
    assert set(arrays) == {"weight", "bias"}
    assert facts == {"classes": ["a"]}


def test_the_end_writes_what_was_not_written_yet(tmp_path):
    run, folder = a_run(), RunFolder(tmp_path, Generator(0), {})
    folder.on_epoch(run)
    run.history.append({"epoch": 2, "loss": 0.25})
    folder.on_epoch(run)
    assert load_arrays(tmp_path / CHECKPOINT)[1] == {"epoch": 1}
    folder.on_end(run)
    assert read_history(tmp_path, 2)["loss"] == [0.5, 0.25]
    assert load_arrays(tmp_path / CHECKPOINT)[1] == {"epoch": 2}


def test_a_run_that_broke_inside_an_epoch_keeps_its_last_whole_one(tmp_path):
    run, folder = a_run(), RunFolder(tmp_path, Generator(0), {})
    folder.on_epoch(run)
    run.history.append({"epoch": 2, "loss": 0.25})
    run.whole = False
    folder.on_end(run)
    assert load_arrays(tmp_path / CHECKPOINT)[1] == {"epoch": 1}


def test_rows_after_the_checkpoint_are_left_out_and_damage_is_told(tmp_path):
    (tmp_path / METRICS).write_text('{"epoch": 1, "loss": 1}\n{"epoch": 2, "loss": 2}\n')
    assert read_history(tmp_path, 1)["loss"] == [1]
    (tmp_path / METRICS).write_text('{"epoch": 1, "lo')
    with pytest.raises(DataError, match="cannot be read"):
        read_history(tmp_path, 1)
