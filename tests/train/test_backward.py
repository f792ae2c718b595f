"""The table of the first backward pass holds the gradients that backward gives."""

import numpy as np

import wengert as wg
from wengert.train.backward import first_backward_pass


def test_norms_are_those_of_the_gradients():
    model = wg.nn.mlp("5", 4, 3)
    x, y = np.random.default_rng(0).normal(size=(6, 4)).astype("float32"), np.arange(6) % 3
    lines = first_backward_pass(model, wg.losses.cross_entropy, x, y)
    wg.losses.cross_entropy(model(x), y).backward()
    found = {line.made: line for line in lines}
    for name, p in model.named_parameters():
        np.testing.assert_allclose(found[f"model.{name}"].norm, np.linalg.norm(p.grad.numpy()), rtol=1e-5)
        assert found[f"model.{name}"].shape == p.shape
    assert lines[0].norm == 1
    assert "@" in found["model.0.weight"].formula
