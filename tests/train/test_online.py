"""Online learning: the steps of a batch each, compiled or not."""

import numpy as np
import pytest

from wengert import losses, nn, optim
from wengert.random import Generator
from wengert.train import Online, fit
from wengert.train.recipe import Recipe

RNG = np.random.default_rng(0)
X = RNG.normal(size=(12, 3)).astype("float32")
Y = RNG.normal(size=(12, 1)).astype("float32")


@pytest.mark.parametrize("compiled", [False, True])
def test_arriving_batches_teach_what_an_epoch_of_them_teaches(compiled):
    model = nn.Linear(3, 1, generator=Generator(0))
    fit(
        model, (X, Y), losses.mse_loss, optim.Adam(model, lr=0.1), epochs=1, batch_size=4, shuffle=False, compiled=False
    )
    other = nn.Linear(3, 1, generator=Generator(0))
    learner = Online(other, losses.mse_loss, optim.Adam(other, lr=0.1), Recipe(accumulate=2), compiled)
    for k in range(0, 12, 4):
        before = losses.mse_loss(other(X[k : k + 4]), Y[k : k + 4]).item()
        assert learner.partial_fit(X[k : k + 4], Y[k : k + 4]) == pytest.approx(before, rel=1e-5)
    learner.bring_back()
    np.testing.assert_allclose(other.weight.numpy(), model.weight.numpy(), atol=1e-6)
    assert learner.samples == 12
    assert isinstance(other.weight.value, np.ndarray)
