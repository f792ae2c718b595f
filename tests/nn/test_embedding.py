"""Embedding against PyTorch: repeated numbers, the padding row, bounded norms, given tables."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError, DtypeError, ShapeError
from wengert.nn.role import named_roles
from wengert.random import Generator
from wengert.testing import check_module

torch = pytest.importorskip("torch")

X = np.array([[1, 4, 1, 0], [4, 4, 2, 1]])


@pytest.mark.parametrize(
    "options", [{}, {"padding_idx": 1}, {"padding_idx": -1}, {"max_norm": 0.8}, {"max_norm": 0.5, "norm_type": 1.0}]
)
def test_outputs_and_gradients_are_pytorchs(options, beside_pytorch):
    torch.manual_seed(0)
    for dtype in ("float64", "float32"):
        pair = beside_pytorch(nn.Embedding(5, 3, **options), torch.nn.Embedding(5, 3, **options), dtype)
        pair.call(X)  # the state is compared too: bounded rows are changed in the table
        pair.call(X[0])


def test_rows_named_twice_get_both_gradients():
    layer = nn.Embedding(5, 2)
    layer(X).sum().backward()
    assert layer.weight.grad.numpy()[:, 0].tolist() == [1, 3, 1, 0, 3]


def test_the_padding_row_starts_at_0_and_gets_no_gradient_of_any_order():
    layer = nn.Embedding(5, 2, padding_idx=4)
    assert layer.weight.numpy()[4].tolist() == [0, 0]
    hessian = wg.hessian(lambda w: wg.sum(nn.functional.embedding(X, w, 4) ** 3))(np.ones((5, 2)))
    assert (hessian[4] == 0).all()
    assert hessian[1, 0, 1, 0] == 18


def test_bounded_norms_in_a_compiled_program():
    # Rows that are looked up are bounded in the table itself, also where the table belongs to a program's state.
    layer = nn.Embedding(5, 3, max_norm=0.5, generator=Generator(0))
    before = layer.weight.numpy().copy()
    out = wg.compile(lambda x: layer(x), state=layer)(X)
    after = np.asarray(layer.weight.value)
    assert np.linalg.norm(np.asarray(out), axis=-1).max() < 0.5 + 1e-6
    assert np.array_equal(after[3], before[3])
    assert np.linalg.norm(after[[0, 1, 2, 4]], axis=-1).max() < 0.5 + 1e-6


def test_given_tables():
    table = np.random.default_rng(0).normal(size=(4, 2))
    frozen = nn.Embedding.from_pretrained(table)
    assert not frozen.weight.requires_grad
    assert frozen.weight.dtype == np.float64
    trained = nn.Embedding.from_pretrained(wg.tensor(table), freeze=False, padding_idx=1)
    assert trained.weight.requires_grad
    assert np.array_equal(trained.weight.numpy(), table)
    table[0] = 7
    assert trained.weight.numpy()[0, 0] != 7


def test_modules_keep_their_contract():
    check_module(nn.Embedding(5, 2), X)


def test_its_table_is_no_weight_to_be_kept_small():
    assert [role for _, _, role in named_roles(nn.Embedding(5, 2))] == ["embedding"]


def test_a_batch_is_its_examples():
    table = np.random.default_rng(0).normal(size=(5, 2))
    assert np.array_equal(wg.vmap(lambda x: nn.functional.embedding(x, table, 1))(X), table[X])


def test_initial_values_are_standard_normal():
    w = nn.Embedding(300, 200, generator=Generator(0)).weight.numpy()
    assert w.dtype == np.float32
    assert abs(w.mean()) < 0.02
    assert abs(w.std() - 1) < 0.02


def test_options_are_printed():
    assert repr(nn.Embedding(5, 2)) == "Embedding(5, 2)"
    assert repr(nn.Embedding(5, 2, -1, 1.0)) == "Embedding(5, 2, padding_idx=4, max_norm=1.0)"


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: nn.Embedding(5, 2, padding_idx=5), ArgumentError, "padding_idx is out of range"),
        (lambda: nn.Embedding.from_pretrained(np.ones(3)), ArgumentError, "a table has two axes"),
        (lambda: nn.Embedding(5, 2)(np.array([5])), ShapeError, "out of bounds"),
        (lambda: nn.Embedding(5, 2)(np.ones(2)), DtypeError, "indices are integers"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
