"""The report: one file, nothing fetched, every part there."""

import re
from html.parser import HTMLParser

import numpy as np

from wengert.train import History
from wengert.train.backward import BackwardLine
from wengert.train.report import Report, curves, shaded


class Tags(HTMLParser):
    """Collects tags, and addresses that a browser would fetch."""

    def __init__(self):
        super().__init__()
        self.tags, self.fetched = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.fetched += [v for k, v in attrs if k in ("src", "href", "xlink:href") and not (v or "").startswith("#")]


def example():
    history = History([{"epoch": k, "loss": 1 / k, "accuracy": 0.5, "val_loss": 1.0} for k in (1, 2, 3)])
    line = BackwardLine("v₁", "affine(x, <w>)", (3, 2), "v̄₂ @ w", 0.25)
    confusion = np.array([[8, 2], [0, 5]])
    return Report("digits & more", {"seed": "0"}, history, {"accuracy": 0.9876}, ("<cat>", "dog"), confusion, [line])


def test_it_is_one_file_with_every_part():
    html = example().html()
    page = Tags()
    page.feed(html)
    assert {"svg", "table", "h1", "style"} <= set(page.tags)
    assert page.fetched == []
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)
    for part in ("98.76 %", "digits &amp; more", "&lt;cat&gt;", "v̄₂ @ w", "3 × 2", "0.25", "<td style"):
        assert part in html


def test_it_is_the_same_at_every_writing(tmp_path):
    example().write(tmp_path / "a.html")
    example().write(tmp_path / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_parts_that_are_not_there_leave_no_heading():
    html = Report("t", {}, History(), {}).html()
    assert "Confusion" not in html
    assert "backward pass" not in html


def test_curves_have_a_picture_for_each_number():
    picture = curves(example().history)
    assert all(word in picture for word in ("loss", "accuracy", "validation", "epoch"))
    assert curves(History()) == ""


def test_shares_are_those_of_the_true_class():
    assert shaded(np.array([[8, 2], [0, 0]])) == [[(8, 0.8), (2, 0.2)], [(0, 0.0), (0, 0.0)]]
    assert shaded(None) == []
