from typing import final

from numpy import bool_, int16, uint8, uint16, uint32
from numpy.typing import NDArray

@final
class Scorer:
    def __new__(
        cls,
        characters: NDArray[uint32],
        transitions: NDArray[int16],
        pairs: NDArray[uint16],
        pair_gains: NDArray[uint8],
        ngrams: NDArray[uint16],
        /,
    ) -> Scorer: ...
    def units(self, codes: NDArray[uint32], units: NDArray[int16], /) -> None: ...

@final
class Screen:
    def __new__(
        cls,
        records: NDArray[uint32],
        without_marks: NDArray[uint32],
        transitions: NDArray[int16],
        known: NDArray[uint8],
        /,
    ) -> Screen: ...
    def surprise(
        self, before: NDArray[uint32], here: NDArray[uint32], out: NDArray[int16], /
    ) -> None: ...
    def surprise_along(self, codes: NDArray[uint32], out: NDArray[int16], /) -> None: ...
    def overview(self, codes: NDArray[uint32], /) -> tuple[int, int, int]: ...

@final
class Alphabets:
    def __new__(cls, languages: NDArray[bool_], /) -> Alphabets: ...
    def mixed_lines(
        self, codes: NDArray[uint32], least: int, column: int, vietnamese: int, /
    ) -> list[tuple[int, int]]: ...

def is_in_rows(codes: NDArray[uint32], pairs: NDArray[uint16], first: int, /) -> bool: ...
