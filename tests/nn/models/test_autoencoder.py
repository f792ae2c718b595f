"""Autoencoders: mirrors, a draw that has a derivative, and codes that are the mean in inference."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses, nn, optim
from wengert.errors import ArgumentError
from wengert.nn.models import VAE, Autoencoder, autoencoder, build
from wengert.random import Generator
from wengert.testing import check_module
from wengert.train import fit

X = np.random.default_rng(0).normal(size=(40, 6)).astype("float32")


def test_the_decoder_mirrors_the_encoder():
    model = autoencoder("8-5-2", (1, 3, 2))
    sizes = [(m.in_features, m.out_features) for m in model.modules() if isinstance(m, nn.Linear)]
    assert sizes == [(6, 8), (8, 5), (5, 2), (2, 5), (5, 8), (8, 6)]
    x = X[:, None, :].reshape(40, 1, 3, 2)
    np.testing.assert_array_equal(model(x).numpy(), model.decode(model.encode(x)).numpy())
    assert repr(build("autoencoder:8-5-2", (1, 3, 2), 0)) == repr(model)


def test_a_linear_one_finds_the_principal_components():
    basis = np.random.default_rng(1).normal(size=(2, 6)).astype("float32")
    x = X[:, :2] @ basis
    model = Autoencoder(nn.Linear(6, 2, generator=Generator(0)), nn.Linear(2, 6, generator=Generator(1)))
    history = fit(
        model, (x, x), losses.mse_loss, optim.Adam(model, lr=0.02), epochs=300, batch_size=None, compiled=False
    )
    assert history["loss"][-1] < 1e-4 * history["loss"][0]


def test_the_draw_has_a_derivative_and_inference_draws_nothing():
    model = VAE((6,), [5], 2, generator=Generator(4))
    first, second = (model(X)[0].numpy() for _ in range(2))
    assert np.abs(first - second).max() > 1e-4
    model.eval()
    logits, mean, _ = model(X)
    np.testing.assert_array_equal(logits.numpy(), model.decoder(mean).numpy())
    model.train()
    wg.sum(model(X)[0]).backward()
    assert all(np.any(p.grad.numpy()) for p in model.parameters())


def test_samples_come_from_the_prior():
    model = VAE((2, 3), [], 4, generator=Generator(0))
    assert model.sample(7, Generator(1)).shape == (7, 2, 3)
    np.testing.assert_array_equal(model.sample(7, Generator(1)).numpy(), model.sample(7, Generator(1)).numpy())


@pytest.mark.parametrize(
    "call", [lambda: autoencoder("", (4,)), lambda: VAE((4,), [0], 2), lambda: build("autoencoder:4,2", (4,), 0)]
)
def test_nonsense_is_refused(call):
    with pytest.raises(ArgumentError):
        call()


def test_a_small_one_keeps_the_contract_of_all_modules():
    check_module(autoencoder("3-2", (4,), activation="tanh", generator=Generator(2)), X[:3, :4])
