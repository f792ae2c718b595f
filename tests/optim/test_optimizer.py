"""The shell: groups, live learning rates, state, saving, compiled steps, and what it refuses."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn, optim
from wengert.errors import ArgumentError


def descend(model, optimizer, steps=1):
    x = np.ones((2, 3), "float32")
    for _ in range(steps):
        optimizer.zero_grad()
        (model(x) * model(x)).sum().backward()
        optimizer.step()


def test_groups_have_options_of_their_own():
    a, b = nn.Parameter([1.0]), nn.Parameter([1.0])
    optimizer = optim.SGD([{"params": [a]}, {"params": b, "lr": 0.0}], lr=0.5)
    (a + b).sum().backward()
    optimizer.step()
    assert (a.item(), b.item()) == (0.5, 1.0)


def test_a_parameter_without_gradient_stays_where_it_is():
    a, b = nn.Parameter([1.0]), nn.Parameter([1.0])
    optimizer = optim.Adam([a, b], lr=0.1)
    a.sum().backward()
    optimizer.step()
    assert b.item() == 1
    assert optimizer.state[b]["step"].item() == 0


def test_zero_grad_drops_or_zeroes():
    w = nn.Parameter([1.0])
    optimizer = optim.SGD([w])
    w.sum().backward()
    optimizer.zero_grad(set_to_none=False)
    assert w.grad.tolist() == [0.0]
    optimizer.zero_grad()
    assert w.grad is None


def test_a_closure_evaluates_the_loss():
    w = nn.Parameter([2.0])
    optimizer = optim.SGD([w], lr=0.1)

    def closure():
        loss = (w * w).sum()
        loss.backward()
        return loss

    assert optimizer.step(closure).item() == 4
    np.testing.assert_allclose(w.numpy(), [1.6])


def test_a_compiled_step_follows_the_eager_one_and_a_schedule_costs_no_compilation():
    models = [nn.mlp("4", 3, 2, generator=wg.random.Generator(0)) for _ in range(2)]
    eager, compiled = (optim.Adam(m, lr=0.1) for m in models)

    def body(x):
        compiled.zero_grad()
        loss = (models[1](x) * models[1](x)).sum()
        loss.backward()
        compiled.step()
        compiled.zero_grad()
        return loss

    step = wg.compile(body, state=(models[1], compiled))
    x = np.ones((2, 3), "float32")
    for k in range(5):
        for optimizer in (eager, compiled):
            optimizer.param_groups[0]["lr"] = 0.1 / (k + 1)
        descend(models[0], eager)
        step(x)
    assert len(step.recompiles) == 1
    for p, q in zip(models[0].parameters(), models[1].parameters(), strict=True):
        assert q.dtype == np.float32
        np.testing.assert_allclose(q.numpy(), p.numpy(), atol=1e-6)


def test_a_new_option_is_noticed_by_a_compiled_step():
    w = nn.Parameter([1.0])
    optimizer = optim.SGD([w], lr=0.5)

    def body():
        w.sum().backward()
        optimizer.step()
        optimizer.zero_grad()

    step = wg.compile(body, state=optimizer)
    step()
    optimizer.param_groups[0]["weight_decay"] = 1.0
    step()
    assert w.item() == 1 - 0.5 - 0.5 * (1 + 0.5)
    assert len(step.recompiles) == 2
    optimizer.param_groups[0]["momentum"] = 0.5
    step()
    step()
    assert optimizer.state[w]["momentum_buffer"].item() == 0.75
    assert len(step.recompiles) == 3


def test_the_learning_rate_reads_as_a_number():
    optimizer = optim.SGD([nn.Parameter([1.0])], lr=0.5)
    optimizer.param_groups[0]["lr"] *= 0.5
    assert float(optimizer.param_groups[0]["lr"]) == 0.25
    assert "lr: 0.25" in repr(optimizer)


def test_saving_and_going_on_is_as_if_nothing_had_happened():
    model = nn.Linear(3, 2)
    optimizer = optim.Adam(model, lr=0.1)
    descend(model, optimizer, 3)
    weights, state = model.state_dict(), optimizer.state_dict()
    descend(model, optimizer, 3)

    other = nn.Linear(3, 2)
    other.load_state_dict(weights)
    resumed = optim.Adam(other, lr=7.0)
    resumed.load_state_dict(state)
    descend(other, resumed, 3)
    np.testing.assert_array_equal(other.weight.numpy(), model.weight.numpy())


def test_the_state_has_pytorchs_layout():
    torch = pytest.importorskip("torch")
    w = torch.nn.Parameter(torch.ones(2))
    theirs = torch.optim.Adam([w])
    w.sum().backward()
    theirs.step()
    ours = optim.Adam([nn.Parameter(np.ones(2, "float32"))])
    assert set(ours.state_dict()["state"][0]) == set(theirs.state_dict()["state"][0])
    assert ours.state_dict()["param_groups"][0]["params"] == [0]
    ours.load_state_dict(theirs.state_dict())
    assert next(iter(ours.state.values()))["step"].item() == 1


def test_a_state_of_another_model_is_refused():
    optimizer = optim.Adam(nn.Linear(3, 2))
    with pytest.raises(ArgumentError, match="groups of other sizes"):
        optimizer.load_state_dict(optim.Adam(nn.Linear(3, 2, bias=False)).state_dict())
    with pytest.raises(ArgumentError, match="names of the state do not fit"):
        optimizer.load_state_dict(optim.SGD(nn.Linear(3, 2)).state_dict())


def test_state_tensors_stay_the_same_objects():
    model = nn.Linear(3, 2)
    optimizer = optim.Adam(model)
    before = [id(t) for t in optimizer.state_tensors()]
    descend(model, optimizer, 2)
    assert [id(t) for t in optimizer.state_tensors()] == before
    assert len(before) == 1 + 2 * 3 + 2


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: optim.SGD([]), "there are no parameters"),
        (lambda: optim.SGD(nn.ReLU()), "there are no parameters"),
        (lambda: optim.SGD(nn.Parameter([1.0])), "params is no list"),
        (lambda: optim.SGD([np.ones(2)]), "can only move leaves"),
        (lambda: optim.SGD([nn.Parameter([1.0]) * 2]), "can only move leaves"),
        (lambda: optim.SGD([w := nn.Parameter([1.0]), w]), "given twice"),
        (lambda: optim.SGD([{"params": [nn.Parameter([1.0])], "rate": 1}]), "unknown option"),
        (lambda: optim.Optimizer([nn.Parameter([1.0])], {}), "defines no rule"),
    ],
)
def test_nonsense_is_refused(make, says):
    with pytest.raises(ArgumentError, match=says):
        make()
