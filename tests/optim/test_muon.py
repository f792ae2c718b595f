"""Muon against PyTorch (in double precision) and optax over 100 steps; orthogonalization against the SVD."""

import numpy as np
import pytest

import wengert as wg
from wengert import optim
from wengert.errors import ArgumentError

OPTIONS = [{}, {"nesterov": False, "adjust_lr_fn": "match_rms_adamw", "weight_decay": 0.3}]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_hundred_steps_are_pytorchs(both_paths, monkeypatch, options):
    torch = pytest.importorskip("torch")
    # PyTorch iterates in bfloat16; without that cast its formula can be compared to all digits.
    monkeypatch.setattr(torch.Tensor, "bfloat16", lambda t: t.clone())
    ours, theirs = both_paths(
        lambda p: optim.Muon(p, lr=0.01, **options), lambda p: torch.optim.Muon(p, lr=0.01, **options)
    )
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)


def test_with_its_bfloat16_it_is_pytorchs_to_its_precision(both_paths):
    torch = pytest.importorskip("torch")
    ours, theirs = both_paths(lambda p: optim.Muon(p, lr=0.01), lambda p: torch.optim.Muon(p, lr=0.01), steps=10)
    np.testing.assert_allclose(ours, theirs, atol=2e-3)


def test_with_corrected_averages_it_is_optaxs(optax_agrees):
    optax = pytest.importorskip("optax")
    link = optim.chain(
        optim.averaged_momentum(0.9, bias_correction=True), optim.orthogonalize(eps=1e-30), optim.scale(-0.01)
    )
    axes = {"w": optax.contrib.MuonDimensionNumbers(0, 1)}
    theirs = optax.chain(
        optax.contrib.scale_by_muon(beta=0.9, eps=0.0, weight_dimension_numbers=axes), optax.scale(-0.01)
    )
    optax_agrees(link, theirs, start={"w": np.arange(9.0).reshape(3, 3) / 9 - 0.4})


@pytest.mark.parametrize("shape", [(3, 5), (5, 3), (4, 4)])
def test_singular_vectors_stay_and_singular_values_come_near_to_1(shape):
    x = np.random.default_rng(0).normal(size=shape)
    u, _, v = np.linalg.svd(x, full_matrices=False)
    inside = u.T @ optim.orthogonalized(x) @ v.T
    np.testing.assert_allclose(inside, np.diag(np.diag(inside)), atol=1e-12)
    assert ((np.diag(inside) > 0.6) & (np.diag(inside) < 1.3)).all()


def test_a_kernel_is_a_matrix_and_a_vector_moves_as_by_adam():
    kernel, bias = wg.nn.Parameter(np.ones((2, 1, 2, 2))), wg.nn.Parameter([1.0, -2.0])
    optimizer = optim.Muon([kernel, bias], lr=0.1, weight_decay=0.0)
    ((kernel * kernel).sum() + (bias * bias).sum()).backward()
    optimizer.step()
    np.testing.assert_allclose(bias.numpy(), [0.9, -1.9])
    assert sorted(optimizer.state[bias]) == ["exp_avg", "exp_avg_sq", "step"]
    assert list(optimizer.state[kernel]) == ["momentum_buffer"]


def test_nonsense_is_refused():
    for options, says in [({"adjust_lr_fn": "big"}, "unknown adjust_lr_fn"), ({"momentum": 1.0}, "momentum is out")]:
        with pytest.raises(ArgumentError, match=says):
            optim.Muon([wg.nn.Parameter([[1.0]])], **options)
