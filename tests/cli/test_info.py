"""`wengert info`: what a bug report needs."""

import pytest
from typer.testing import CliRunner

import wengert
from wengert.cli.entry import app
from wengert.errors import ArgumentError


def test_versions_devices_and_names_are_told():
    done = CliRunner().invoke(app, ["info"])
    assert done.exit_code == 0
    for part in (wengert.__version__, "numpy", "cpu", "digits", "adam"):
        assert part in done.output.lower()


def test_what_is_known_of_a_kind_is_told():
    done = CliRunner().invoke(app, ["info", "penalties"])
    assert done.exit_code == 0
    assert "GroupLasso" in done.output
    with pytest.raises(ArgumentError, match="unknown table"):
        CliRunner().invoke(app, ["info", "penalty"], catch_exceptions=False)
