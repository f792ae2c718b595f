"""Pages in a real browser: Debian's Chromium, driven through its own path; without one these tests are skipped.

Knows how pages are written, opened and watched. Says nothing about what they show.
"""

import shutil

import numpy as np
import pytest

import wengert as wg
from wengert import losses, nn
from wengert.explain.page import Reading, explained, payload_of, save_page

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium():
    """The browser, started once."""
    library = pytest.importorskip("playwright.sync_api", reason="needs playwright, of the dev extra")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("needs a Chromium: apt-get install chromium")
    with library.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium, tmp_path):
    """Opens a payload; fails at the end when the page had an error or asked for anything from outside."""
    complaints, contexts = [], []

    def open_page(payload, **options):
        path = save_page(payload, tmp_path / f"page{len(contexts)}.html")
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda r: complaints.append(r.url) if not r.url.startswith(("file:", "data:")) else None)
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def classic(x1, x2):
    return wg.log(x1) + x1 * x2 - wg.sin(x2)


@pytest.fixture(scope="session")
def classic_payload():
    """The classic function at the classic point, variables as the list calls them."""
    return payload_of(wg.trace(classic, 2.0, 5.0), "log x₁ + x₁x₂ − sin x₂")


def network():
    model = nn.Sequential(nn.Linear(2, 3, dtype="float64"), nn.Tanh(), nn.Linear(3, 2, dtype="float64"))
    rng = np.random.default_rng(0)
    for parameter in model.parameters():
        parameter.value = rng.normal(size=parameter.value.shape)
    return model


@pytest.fixture(scope="session")
def network_explanation():
    """Two layers, two samples, cross-entropy."""
    x, y = np.array([[1.0, 2.0], [-0.5, 0.25]]), np.array([1, 0])
    return wg.explain(network(), x, target=y, loss=losses.CrossEntropyLoss(), lr=0.1)


@pytest.fixture(scope="session")
def network_payload(network_explanation):
    """Its page."""
    return explained(network_explanation, "A network of two layers")


def long(x, w):
    for k in range(333):
        x = wg.tanh(x * w + 0.1) if k % 2 else wg.sin(x) + w * 0.5 + x
    return x


@pytest.fixture(scope="session")
def long_payload():
    """More than a thousand steps without a module."""
    return payload_of(wg.trace(long, 0.5, 0.9), "A thousand steps", Reading())
