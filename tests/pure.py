"""What is compiled beside what is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from unittest import mock

import pytest

from fixtext import compiled
from fixtext.encodings import as_it_is
from fixtext.language import Model, load
from fixtext.language import model as model_module

_Result = TypeVar("_Result")

needs_loops = pytest.mark.skipif(
    not compiled.IS_COMPILED, reason="fixtext.compiled was not built, or FIXTEXT_PURE is set"
)
"""For tests of what is compiled."""


def pure_model() -> Model:
    """A model that does without what is compiled."""
    with mock.patch.object(compiled, "IS_COMPILED", False):
        model = model_module._load.__wrapped__(load().path)
        assert model.scorer is None
        assert model.screen is not None
    return model


def both(work: Callable[[], _Result]) -> tuple[_Result, _Result]:
    """What is made of the same by what is compiled, and without it."""
    ours = work()
    with (
        mock.patch.object(compiled, "IS_COMPILED", False),
        mock.patch.object(as_it_is, "_compiled", return_value=None),
    ):
        return ours, work()
