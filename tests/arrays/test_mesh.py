"""Meshes: how arrays get onto several devices and back, and what is said where there are not so many."""

import subprocess
import sys

import jax
import numpy as np
import pytest

from wengert.arrays import jax_numpy
from wengert.arrays.devices import device_of, on_one, place
from wengert.arrays.mesh import Mesh, current_mesh, mesh, on_several
from wengert.errors import ArgumentError, DeviceError


def test_arrays_lie_whole_on_each_device_and_come_back_on_one():
    two = mesh(2)
    for array in (np.arange(3.0), jax_numpy().arange(3.0)):
        (spread,) = two.spread([array])
        assert len(spread.devices()) == 2
        assert [shard.data.shape for shard in spread.addressable_shards] == [(3,), (3,)]
        assert device_of(spread) == "xla"
        for one in (two.gathered([spread])[0], mesh(1).spread([spread])[0], on_one(spread), place(spread, "xla")):
            assert len(one.devices()) == 1
            np.testing.assert_array_equal(one, array)


def test_what_lies_there_already_is_not_moved():
    (spread,) = mesh(2).spread([np.ones(3)])
    assert mesh(2).spread([spread])[0] is spread
    one = jax_numpy().ones(3)
    assert mesh(1).spread([one])[0] is one


def test_numbers_stay_numbers():
    assert mesh(2).spread([2.0, 3, True, None]) == [2.0, 3, True, None]


def test_one_device_is_not_asked_before_several_were_used(monkeypatch):
    monkeypatch.setattr(Mesh, "used", False)
    values = [object()]
    assert mesh(1).spread(values) is values


def test_a_mesh_is_current_within_its_block_only():
    assert current_mesh() is None
    with mesh(2).entered():
        assert on_several()
        with mesh(1).entered():
            assert current_mesh() is mesh(1)
            assert not on_several()
        assert current_mesh() is mesh(2)
    assert not on_several()


@pytest.mark.parametrize("rows", [4, 3, 0])
def test_an_axis_that_does_not_come_out_even_stays_whole(rows):
    dealt = jax.jit(mesh(2).deal)(np.arange(2.0 * rows).reshape(rows, 2))
    np.testing.assert_array_equal(dealt, np.arange(2.0 * rows).reshape(rows, 2))
    assert {shard.data.shape for shard in dealt.addressable_shards} == {(rows if rows % 2 else rows // 2, 2)}


@pytest.mark.parametrize("count", [0, -1, 1.5, True, "2"])
def test_devices_are_counted(count):
    with pytest.raises(ArgumentError, match="devices are counted"):
        mesh(count)


def test_there_may_not_be_so_many():
    with pytest.raises(DeviceError, match="not so many devices") as caught:
        mesh(33)
    assert "JAX_NUM_CPU_DEVICES=33" in str(caught.value)


def run_alone(script, monkeypatch):
    monkeypatch.delenv("JAX_NUM_CPU_DEVICES", raising=False)
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    return run.stdout.strip() or run.stderr.strip()


def test_the_first_to_ask_gets_them_and_later_ones_are_told_why_not(monkeypatch):
    ask = "import jax; from wengert.arrays.mesh import mesh; from wengert.errors import DeviceError\n"
    assert run_alone(ask + "print(mesh(3).size)", monkeypatch) == "3"
    assert "a CPU counts as one device" in run_alone(ask + "mesh(10**6)", monkeypatch).splitlines()[-1]
    refused = "jax.devices()\ntry: mesh(3)\nexcept DeviceError as error: print(str(error).splitlines()[-1])"
    assert "once JAX has started" in run_alone(ask + refused, monkeypatch)
