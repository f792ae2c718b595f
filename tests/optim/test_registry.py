"""Every method of the registry is held to the contract of all optimizers."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn, optim
from wengert.errors import ArgumentError
from wengert.testing import check_optimizer

# Options that suit functions of curvature 1 to 20.
SUITED = {
    "adadelta": {"lr": 1.0, "eps": 1e-4},
    "adagrad": {"lr": 0.5},
    "lamb": {"lr": 0.02},
    "lars": {"lr": 1.0, "trust_coefficient": 0.01, "momentum": 0.5},
    "lion": {"lr": 0.01},
    "rmsprop": {"lr": 0.02},
    "sgd": {"lr": 0.02, "momentum": 0.9},
    "momentum": {"lr": 0.1},
    "sgd_schedule_free": {"lr": 0.1},
    "shampoo": {"lr": 0.5},
    "soap": {"lr": 0.05, "weight_decay": 0.0},
    "muon": {"lr": 0.05, "weight_decay": 0.0},
}


@pytest.mark.parametrize("name", optim.OPTIMIZERS)
def test_it_keeps_the_contract(name):
    options = SUITED.get(name, {"lr": 0.05})
    share = 0.1 if name == "adadelta" else 0.01  # its steps are still growing
    check_optimizer(lambda params: optim.optimizer(name, params, **options), steps=400, share=share)


def test_all_share_one_interface_and_are_described():
    assert set(optim.ADVICE) == set(optim.OPTIMIZERS)
    for name, make in optim.OPTIMIZERS.items():
        model = nn.Linear(3, 2)
        optimizer = make(model)
        before = [p.numpy() for p in model.parameters()]
        for _ in range(2):
            (model(np.ones((1, 3), "float32")) ** 2).sum().backward()
            optimizer.step()
            optimizer.zero_grad()
        assert any((p.numpy() != b).any() for p, b in zip(model.parameters(), before, strict=True)), name
        advice = optim.ADVICE[name]
        assert all(len(text.split()) >= 2 for text in (advice.use, advice.strengths, advice.weaknesses))


@pytest.mark.parametrize("name", optim.OPTIMIZERS)
def test_no_double_precision_creeps_into_a_float32_program(name):
    model = nn.Linear(3, 2)
    optimizer = optim.optimizer(name, model, lr=1e-2 * optim.warmup(3))

    def step(x):
        (model(x) ** 2).sum().backward()
        optimizer.step()
        optimizer.zero_grad()

    assert "f64" not in wg.compile(step, state=(model, optimizer)).text(np.ones((1, 3), "float32"))


@pytest.mark.parametrize("name", ["adagrad", "adadelta", "rmsprop", "adam", "adamw", "adamax", "nadam", "radam", "sgd"])
def test_pytorchs_state_loads_and_ours_has_its_layout(name):
    torch = pytest.importorskip("torch")
    kind = optim.OPTIMIZERS[name].__name__
    options = {"momentum": 0.9} if name in ("sgd", "rmsprop") else {}
    start = np.ones((2, 2), "float32")
    z, w = torch.nn.Parameter(torch.tensor(start)), nn.Parameter(start)
    theirs, ours = getattr(torch.optim, kind)([z], **options), getattr(optim, kind)([w], **options)
    (z * z).sum().backward()
    theirs.step()
    w.value = z.detach().numpy().copy()
    ours.load_state_dict(theirs.state_dict())
    assert set(ours.state_dict()["state"][0]) == set(theirs.state_dict()["state"][0])
    theirs.zero_grad()
    (z * z).sum().backward()
    theirs.step()
    (w * w).sum().backward()
    ours.step()
    np.testing.assert_allclose(w.numpy(), z.detach().numpy(), rtol=1e-5)


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(ArgumentError, match="adam"):
        optim.optimizer("adma", [wg.nn.Parameter([1.0])])
