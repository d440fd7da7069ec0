"""Kinds of garbling that are small enough to foresee, for tests of what is around the kinds."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fixtext import Candidate, Fixer, Inference
from fixtext.document import Document
from fixtext.garbling import Edit, Garbling, Seen, Treatment
from fixtext.language.layout import CHARACTERS, CLASSES, FORMAT, UNITS
from fixtext.tables import write_table


class Holes(Garbling):
    """``#`` stands for a lost character; ``##`` cannot be restored."""

    name = "holes"
    title = "a hash stands for a character"
    group = "character"
    lossless = False
    signal = (Seen.NOTHING,)

    def find(self, document: Document) -> list[Edit]:
        """A guess for every hole."""
        holes = re.finditer("#+", document.text)
        return [_hole(hole.start(), hole.end()) for hole in holes]

    def garble(self, text: str, chance: random.Random) -> str:
        """Every x gone."""
        return text.replace("x", "#")


def _hole(start: int, end: int) -> Edit:
    def candidates() -> tuple[Candidate, ...]:
        return Candidate("<y>", 0.2), Candidate("<z>", 0.05)

    def inferences() -> tuple[Inference, ...]:
        return (Inference(1, 2, "x", 0.75, (Candidate("y", 0.2), Candidate("z", 0.05))),)

    if end - start > 1:
        return Edit(start, end, None, 25.0, candidates=candidates)
    return Edit(
        *(start, end, "<x>", 40.0),
        inferred=True,
        note="a hole",
        inferences=inferences,
        candidates=candidates,
    )


class Echo(Garbling):
    """``!`` proves what ``?`` alone does not."""

    name = "echo"
    title = "a question mark that an exclamation mark explains"
    group = "character"
    lossless = False
    signal = (Seen.NOTHING,)
    cause = "echo"

    def find(self, document: Document) -> list[Edit]:
        """All exclamation marks, and the question marks if there is evidence elsewhere."""
        marks = re.finditer("[!?]" if document.proven(self.cause) else "!", document.text)
        return [Edit(mark.start(), mark.end(), "", 40.0) for mark in marks]

    def garble(self, text: str, chance: random.Random) -> str:
        """As it is."""
        return text


class Ends(Garbling):
    """Brackets are missing around a text: edits where windows meet."""

    name = "ends"
    title = "the ends of a text"
    group = "character"
    lossless = False
    signal = (Seen.NOTHING,)

    def find(self, document: Document) -> list[Edit]:
        """Brackets around the text."""
        if document.text.startswith("[") or not document.text:
            return []
        end = len(document.text)
        return [Edit(0, 0, "[", 30.0), Edit(end, end, "]", 30.0)]

    def garble(self, text: str, chance: random.Random) -> str:
        """As it is."""
        return text


def toy_fixer(
    *kinds: Garbling,
    window: int | None = None,
    to: str | None = None,
    model: Path | None = None,
) -> Fixer:
    """A fixer for these kinds alone, with windows of so many code points."""
    fixer = Fixer(to=to, model=model)
    fixer._garblings = tuple((kind, Treatment.REPAIR) for kind in kinds)
    if window is not None:
        fixer._window = window
    return fixer


def flat_model(path: Path) -> Path:
    """The file of a language model to which every character costs ten bits."""
    arrays: dict[str, NDArray[Any]] = {
        "characters": np.full(CHARACTERS, 10 * UNITS << 16, np.uint32),
        "transitions": np.zeros(CLASSES**2, np.int16),
        "pairs": np.zeros(1, np.uint16),
        "pair_gains": np.zeros(1, np.uint8),
        "ngrams": np.zeros(1, np.uint16),
    }
    write_table(path, {"release": "own", "format": FORMAT}, arrays)
    return path
