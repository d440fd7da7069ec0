"""What stops a training, told to whoever started it."""

from __future__ import annotations

from fixtext.errors import FixtextError

__all__ = ["TrainingError"]


class TrainingError(FixtextError):
    """A model cannot be trained: each line names a file or source, what is wrong, what to do."""
