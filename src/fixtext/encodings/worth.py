"""Which places of doubt in a long text are worth a search by all routes.

A first and a second look tell by which routes each may save enough; what these save there, of a
reading, decides. That takes a twentieth of what a search does, and hardly any is left then.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.encodings.blocks import Block
from fixtext.encodings.candidates import Part
from fixtext.encodings.first_look import likely_routes
from fixtext.encodings.quick_search import least_to_save
from fixtext.encodings.reversal import DEPTH, saved_in_each, share_of_first_step
from fixtext.encodings.routes import ROUTES, Route
from fixtext.encodings.screening import Screened, promising
from fixtext.encodings.second_look import may_save, may_save_by_any
from fixtext.language import Model
from fixtext.scan import beyond_ascii

__all__ = ["Place", "screened_block", "worth_a_search"]

Place = tuple[object, Block, Part]
"""What a block is remembered by, the block, and its text."""
_FEW_PLACES = 256
"""Without loops, more blocks are screened together, which takes less than a look at each."""


def worth_a_search(
    document: Document, places: Sequence[Place], routes: Sequence[Route]
) -> NDArray[np.int64]:
    """Which blocks are worth a search by all routes: the best of some saves enough there."""
    model = document.model
    screened = [screened_block(document, block, part) for _, block, part in places]
    if len(places) > _FEW_PLACES and model.scorer is None:
        good = np.flatnonzero(promising(model, screened, routes)[0])
        # several cores together promise much that what lies between them does not keep
        whole = [screened[index].alone for index in good.tolist()]
        closer, by = promising(model, whole, routes, thorough=True)
        good = good[closer]
        each: list[Sequence[Route]] = [by] * good.size
    else:
        looked = [
            _looked_at(model, block, one, routes)
            for (_, block, _), one in zip(places, screened, strict=True)
        ]
        good = np.flatnonzero(list(map(bool, looked)))
        each = [looked[index] for index in good.tolist()]
    parts = [screened[index].whole for index in good.tolist()]
    needed = np.array([screened[index].needed for index in good.tolist()])
    share = share_of_first_step(DEPTH)
    saved = saved_in_each(model, parts, each, share * needed, depth=1)
    further = np.flatnonzero((saved < needed) & (saved >= share * needed)).tolist()
    some, by_which = [parts[index] for index in further], [each[index] for index in further]
    saved[further] = saved_in_each(model, some, by_which, needed[further], depth=DEPTH)
    return good[saved >= needed]


def screened_block(document: Document, block: Block, part: Part) -> Screened:
    """A block with its cores, and what a stretch of it must save."""
    beyond = beyond_ascii(part.codes)
    needed = least_to_save(beyond, document.beyond_ascii, document.options.min_bits)
    return Screened(part, block.cores_of(part, block.start), needed)


def _looked_at(
    model: Model, block: Block, screened: Screened, routes: Sequence[Route]
) -> Sequence[Route]:
    """The routes by which a block may save enough, as far as a first and a second look tell."""
    likely = None
    if not block.letters:
        likely = likely_routes(model, screened.whole, block.inside, screened.needed)
    if likely is None:
        return may_save_by_any(model, screened, routes)
    if routes is not ROUTES:
        likely = [route for route in likely if route in routes]
    return may_save(model, screened, likely) if likely else ()
