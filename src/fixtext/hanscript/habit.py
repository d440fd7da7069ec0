"""Which variants of traditional characters a text uses: 為 or 爲, 裡 or 裏, 著 or 着."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixtext.hanscript.characters import (
    HONGKONG_FORM,
    TAIWAN_FORM,
    character_classes,
    counted,
)
from fixtext.hanscript.conversion import dictionary
from fixtext.hanscript.families import canonical
from fixtext.hanscript.tables import REACH

__all__ = ["Habit"]

_FIRST_IDEOGRAPH = 0x2E80


class Habit:
    """How a text writes canonical forms.

    ``region`` (``tw`` or ``hk``) settles it. Otherwise a character is written as the text writes
    it elsewhere; one that it does not have, as Taiwan does, or as Hong Kong if the text has more
    of its forms. ``region`` is then the one of these.
    """

    region: str

    def __init__(self, codes: NDArray[np.uint32], region: str | None) -> None:
        self._forms = np.zeros(0, np.uint32)
        self._own = self._forms
        if region is not None:
            self.region = region
            self._table = dictionary(region).characters
            return
        used, counts = counted(codes[(codes >= _FIRST_IDEOGRAPH) & (codes < REACH)])
        flags = character_classes(used) & (TAIWAN_FORM | HONGKONG_FORM)
        taiwan, hongkong = (int(counts[flags == f].sum()) for f in (TAIWAN_FORM, HONGKONG_FORM))
        self.region = "hk" if hongkong > taiwan else "tw"
        self._table = dictionary(self.region).characters
        # The most frequent variant of each form comes last of its kind, and stays.
        forms = canonical().take(used)
        order = np.lexsort((counts, forms))
        last = np.append(forms[order][1:] != forms[order][:-1], True) if len(order) else order > 0
        self._forms, self._own = forms[order][last], used[order][last]

    def regional(self, forms: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """OpenCC's standard forms as the text's region writes them."""
        return self._table.take(forms)

    def write(self, forms: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Canonical forms as this text would write them."""
        result = self._table.take(forms)
        if len(self._forms):
            places = np.minimum(np.searchsorted(self._forms, forms), len(self._forms) - 1)
            known = self._forms[places] == forms
            result[known] = self._own[places[known]]
        return result
