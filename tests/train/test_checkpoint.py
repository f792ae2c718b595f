"""Checkpoints: nothing is lost, nothing runs, and what does not fit changes nothing."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn, optim
from wengert.errors import ArgumentError, DataError, ShapeError
from wengert.random import Generator
from wengert.train import load_arrays, load_checkpoint, save_arrays, save_checkpoint


def parts(kind=optim.Adam, size=2):
    model = nn.Sequential(nn.Linear(3, size), nn.Dropout(0.5, Generator(9)))
    return model, kind(model, lr=0.1), Generator(3)


def advance(model, optimizer, generator):
    for _ in range(3):
        optimizer.zero_grad()
        (model(generator.normal((2, 3))) ** 2).sum().backward()
        optimizer.step()


def test_a_run_goes_on_bit_for_bit(tmp_path):
    first = parts()
    advance(*first)
    save_checkpoint(tmp_path / "c", *first, {"epoch": 3})
    advance(*first)
    second = parts()
    assert load_checkpoint(tmp_path / "c", *second) == {"epoch": 3}
    advance(*second)
    np.testing.assert_array_equal(first[0][0].weight.numpy(), second[0][0].weight.numpy())
    assert first[2].uniform().item() == second[2].uniform().item()


def test_every_dtype_comes_back(tmp_path):
    arrays = {
        d: np.arange(6).reshape(2, 3).astype(d) for d in ("float32", "float64", "int32", "int64", "uint32", "bool")
    }
    save_arrays(tmp_path / "a", {**arrays, "scalar": wg.tensor(2.5), "turned": np.arange(6).reshape(2, 3).T}, {})
    found, _ = load_arrays(tmp_path / "a")
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array)
        assert found[name].dtype == name
    assert found["scalar"].shape == ()
    np.testing.assert_array_equal(found["turned"], np.arange(6).reshape(2, 3).T)


def test_other_tools_can_read_the_weights(tmp_path):
    from safetensors.numpy import load_file

    model = nn.Linear(3, 2)
    save_arrays(tmp_path / "m.safetensors", model.state_dict(), {"classes": ["a", "b"]})
    np.testing.assert_array_equal(load_file(tmp_path / "m.safetensors")["weight"], model.weight.numpy())


def test_what_does_not_fit_is_refused(tmp_path):
    save_checkpoint(tmp_path / "c", *parts(), {})
    with pytest.raises(ArgumentError, match="names of the state do not fit"):
        load_checkpoint(tmp_path / "c", *parts(optim.SGD))
    with pytest.raises(ShapeError, match="shapes of the state do not fit"):
        load_checkpoint(tmp_path / "c", *parts(size=4))


@pytest.mark.parametrize("content", [b"", b"nonsense" * 10])
def test_a_damaged_file_is_told(tmp_path, content):
    (tmp_path / "c").write_bytes(content)
    with pytest.raises(DataError, match="cannot be read"):
        load_arrays(tmp_path / "c")


def test_a_file_of_another_program_is_told(tmp_path):
    from safetensors.numpy import save_file

    save_file({"w": np.ones(2)}, tmp_path / "c")
    with pytest.raises(DataError, match="was not written by wengert"):
        load_arrays(tmp_path / "c")
