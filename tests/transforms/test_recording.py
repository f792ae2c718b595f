"""Recording is switched off and on as in PyTorch: blocks, decorators, nesting, exceptions."""

import threading

import pytest

import wengert as wg


def leaf():
    return wg.tensor(3.0, requires_grad=True)


def test_nothing_is_recorded_inside_no_grad():
    x = leaf()
    with wg.no_grad():
        y = x * x
    assert y.requires_grad is False
    assert y.grad_fn is None
    assert (x * x).requires_grad


@pytest.mark.parametrize("spelling", [lambda: wg.no_grad, wg.no_grad, lambda: wg.set_grad_enabled(False)])
def test_each_spelling_decorates_a_function(spelling):
    @spelling()
    def double(x):
        """Twice x."""
        return 2 * x

    assert double(leaf()).requires_grad is False
    assert double.__doc__ == "Twice x."
    assert wg.is_grad_enabled()


def test_enable_grad_inside_no_grad_records_again():
    x = leaf()
    with wg.no_grad():
        with wg.enable_grad():
            assert (x * x).requires_grad
        assert not (x * x).requires_grad
    assert wg.enable_grad(lambda: wg.is_grad_enabled())()


def test_an_error_inside_a_block_restores_what_was_before():
    with pytest.raises(KeyError), wg.no_grad():
        raise KeyError
    assert wg.is_grad_enabled()


def test_one_object_may_be_entered_again_while_it_is_active():
    block = wg.no_grad()
    with block, block:
        pass
    assert wg.is_grad_enabled()


def test_set_grad_enabled_takes_effect_at_once_and_as_a_block_restores():
    wg.set_grad_enabled(False)
    try:
        assert not (leaf() * 2.0).requires_grad
    finally:
        wg.set_grad_enabled(True)
    with wg.set_grad_enabled(False):
        assert not wg.is_grad_enabled()
    assert wg.is_grad_enabled()


def test_the_mode_belongs_to_its_thread():
    seen = []
    with wg.no_grad():
        thread = threading.Thread(target=lambda: seen.append(wg.is_grad_enabled()))
        thread.start()
        thread.join()
    assert seen == [True]
