from collections.abc import Callable, Sequence
from typing import Literal, final

from numpy import bool_, float32, float64, int16, int32, int64, uint8, uint16, uint32, uint64
from numpy.typing import NDArray

_Open = tuple[str, NDArray[uint32] | None, NDArray[uint32] | None, NDArray[uint32] | None]

@final
class KeptOpen: ...

@final
class WaysKeptOpen: ...

@final
class TriesKeptOpen: ...

_Decoder = _Open | KeptOpen
_Read = tuple[NDArray[uint32], NDArray[int64]]
_Whole = tuple[int, int, bytes, float, tuple[int, int, float] | None]
_Lossy = tuple[int, int, bytes, float, int, float]
_Steps = tuple[bytes, bytes, bytes]
_Weighed = tuple[bytes, bytes, bytes, bytes, bytes, bytes, bytes, int, int, int]
Told = tuple[int, bytes, bytes, Sequence[_Whole], Sequence[_Lossy], _Steps | None, _Weighed | None]
Unexplained = tuple[int, int, int, list[tuple[int, int]], int, float]
WeaklyUnexplained = tuple[int, int, int, float]

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
    def sums(
        self,
        codes: NDArray[uint32],
        starts: NDArray[int64],
        ends: NDArray[int64],
        sums: NDArray[int64],
        /,
    ) -> None: ...
    def cost(
        self, context: NDArray[uint32], char: NDArray[uint32], bits: NDArray[float32], /
    ) -> None: ...
    def saved(
        self,
        codes: NDArray[uint32],
        starts: NDArray[int64],
        ends: NDArray[int64],
        back: NDArray[uint32],
        lows: NDArray[int64],
        highs: NDArray[int64],
        saved: NDArray[int64],
        /,
    ) -> None: ...
    def saved_by_routes(
        self,
        codes: NDArray[uint32],
        bits: NDArray[float64],
        cores: NDArray[int64],
        ways: WaysKeptOpen,
        saved: NDArray[float64],
        /,
    ) -> None: ...
    def candidates(
        self,
        codes: NDArray[uint32],
        bits: NDArray[float64],
        edges: NDArray[int64],
        tries: TriesKeptOpen,
        numbers: NDArray[int32],
        known: NDArray[bool_],
        needed: NDArray[float64],
        share: NDArray[float64],
        every: bool,
        read: Callable[[int, bytes | None, tuple[int, ...]], _Read],
        /,
    ) -> list[tuple[int, int, tuple[int, ...], int, int, Told]] | None: ...
    def cheaper_readings(
        self,
        data: bytes,
        decoders: tuple[_Decoder, ...],
        before: str,
        behind: str,
        most: int,
        lost: int,
        cost: float,
        /,
    ) -> list[tuple[int, int]]: ...
    def surprising(
        self,
        codes: NDArray[uint32],
        traits: NDArray[uint16],
        foreign: NDArray[bool_],
        strongly: NDArray[int16],
        weakly: NDArray[int16],
        least: float,
        drop: float,
        least_weakly: float,
        many: bool,
        /,
    ) -> tuple[list[tuple[int, int, int]], list[tuple[int, int, int]], bytes] | None: ...
    def surprising_near(
        self,
        codes: NDArray[uint32],
        traits: NDArray[uint16],
        foreign: NDArray[bool_],
        strongly: NDArray[int16],
        weakly: NDArray[int16],
        places: NDArray[int64],
        radius: int,
        least: float,
        drop: float,
        least_weakly: float,
        many: bool,
        /,
    ) -> tuple[bytes, bytes, bytes] | None: ...
    def unexplained(
        self,
        text: str,
        traits: NDArray[uint16],
        foreign: NDArray[bool_],
        strongly: NDArray[int16],
        weakly: NDArray[int16],
        least: float,
        drop: float,
        weak_least: float,
        many: bool,
        few: int,
        most_of_few: float,
        most_of_it: float,
        needed_then: float,
        needed: float,
        ways: WaysKeptOpen,
        in_brief: bool,
        mixed: list[tuple[int, int]],
        /,
    ) -> tuple[list[Unexplained], list[WeaklyUnexplained]] | None: ...
    def likely_routes(
        self,
        codes: NDArray[uint32],
        bits: NDArray[float64],
        cores: list[tuple[int, int]],
        needed: float,
        ways: WaysKeptOpen,
        /,
    ) -> tuple[list[int], int] | None: ...
    def may_save(
        self,
        codes: NDArray[uint32],
        units: NDArray[int32],
        groups: tuple[
            tuple[
                NDArray[uint16],
                int,
                int,
                tuple[_Decoder, ...],
                NDArray[float64],
                NDArray[float64],
                NDArray[bool_],
                int,
            ],
            ...,
        ],
        needed: float,
        forgiven: float,
        once: bool,
        cores: list[tuple[NDArray[uint32], NDArray[int32]]],
        /,
    ) -> list[tuple[int, int]]: ...
    def may_be_halves(
        self, text: str, traits: NDArray[uint16], parts: NDArray[int64], least: int, /
    ) -> bool: ...
    def may_be_shifted(
        self, codes: NDArray[uint32], parts: NDArray[int64], ways: WaysKeptOpen, least: int, /
    ) -> bytes: ...
    def one_byte_off(
        self,
        codes: NDArray[uint32],
        to_bytes: NDArray[uint16],
        single: NDArray[uint32],
        pairs: NDArray[uint32],
        to_the_end: int,
        anywhere: int,
        of_ascii: int,
        /,
    ) -> list[tuple[int, int]] | None: ...
    def best_ways(
        self,
        text: NDArray[uint32],
        text_ends: NDArray[int64],
        first: NDArray[bool_],
        kinds: NDArray[int64],
        kind_ends: NDArray[int64],
        options: NDArray[uint32],
        option_ends: NDArray[int64],
        penalties: NDArray[float64],
        costs: NDArray[float64],
        parents: NDArray[int64],
        choices: NDArray[int64],
        counts: NDArray[int64],
        /,
    ) -> None: ...

_Unexplained = tuple[list[Unexplained], list[WeaklyUnexplained]]
TextLook = tuple[int, int, int, int, int, bool, bool | _Unexplained | None]
QuickSearch = tuple[
    NDArray[uint16],
    NDArray[bool_],
    NDArray[int16],
    NDArray[int16],
    NDArray[int64],
    NDArray[float64],
    NDArray[float64],
    NDArray[uint8],
    tuple[float, float, float],
    tuple[float, float, float, float, float, float],
    tuple[int, int, int, int, int],
    float,
    float,
    WaysKeptOpen,
]

@final
class Leftovers:
    def __new__(
        cls,
        simplification: Phrases,
        traditionalisation: Phrases,
        forms: Forms,
        told: NDArray[uint8],
        classes: NDArray[uint8],
        simplified: int,
        traditional: int,
        fewest: tuple[int, int, int, int],
        least: float,
        no_form: float,
        enough: float,
        /,
    ) -> Leftovers: ...
    def may_be_in(self, codes: NDArray[uint32], /) -> bool: ...

@final
class LongLeftovers:
    def __new__(
        cls,
        simplification: Phrases,
        traditionalisation: Phrases,
        forms: Forms,
        tables: tuple[
            NDArray[uint8],
            NDArray[uint32],
            NDArray[uint32],
            NDArray[float32],
            NDArray[uint16],
            NDArray[uint8],
            NDArray[uint16],
            NDArray[uint8],
            NDArray[uint64],
            NDArray[int32],
        ],
        fewest: tuple[int, int, int],
        least: float,
        no_form: float,
        bits: tuple[float, float, float, float, float],
        /,
    ) -> LongLeftovers: ...
    def most_in(
        self, codes: NDArray[uint32], enough: float, /
    ) -> tuple[float, bytes, int, bool] | None: ...

@final
class QuickLook:
    def __new__(
        cls,
        screen: Screen,
        scorer: Scorer,
        rules: dict[int, int],
        classes: NDArray[uint32],
        traits: NDArray[uint16],
        flags: NDArray[uint8],
        flag: int,
        enough: NDArray[int64],
        lengths: tuple[int, int, int, int, int, int],
        meant: NDArray[uint16],
        alphabets: Alphabets,
        vietnamese: int,
        leftovers: Leftovers | None,
        page_look: PageLook | None,
        search: QuickSearch | None,
        /,
    ) -> QuickLook: ...
    def look(self, text: str, /) -> TextLook | None: ...
    def look_at_each(
        self, texts: list[str], most: int, /
    ) -> list[tuple[int, TextLook | Literal[False]]]: ...

@final
class PageLook:
    def __new__(
        cls,
        classes: NDArray[uint8],
        marks: NDArray[uint8],
        each: NDArray[float64],
        at_ends: NDArray[float64],
        traits: NDArray[uint8],
        cells: NDArray[uint8],
        folds: NDArray[uint8],
        weights: NDArray[float64],
        letters: int,
        within: int,
        rules: tuple[float, float, float, float, float, int, int, int],
        fewest: int,
        share: float,
        fewest_marks: int,
        each_full: float,
        least: float,
        /,
    ) -> PageLook: ...
    def may_be_wrapped(self, codes: NDArray[uint32], /) -> bool: ...
    def may_be_folded(self, codes: NDArray[uint32], /) -> bool: ...

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
    def sampled(
        self, codes: NDArray[uint32], places: list[int], size: int, /
    ) -> tuple[int, int, int, int, int]: ...
    def suspicious(self, codes: NDArray[uint32], least: int, /) -> bytes: ...
    def suspicious_among(self, codes: NDArray[uint32], least: int, /) -> bytes: ...

@final
class Alphabets:
    def __new__(cls, languages: NDArray[bool_], /) -> Alphabets: ...
    def has_vietnamese(self, codes: NDArray[uint32], /) -> bool: ...
    def mixed_lines(
        self, codes: NDArray[uint32], column: int, vietnamese: int, /
    ) -> list[tuple[int, int]]: ...
    def strangers(self, codes: NDArray[uint32], column: int, /) -> int: ...

@final
class Traits:
    def __new__(cls, traits: NDArray[uint16], foreign: NDArray[bool_], /) -> Traits: ...
    def add_costs(
        self, codes: NDArray[uint32], units: NDArray[int16], traits: NDArray[uint16], /
    ) -> bool: ...

@final
class DoubleByte:
    def __new__(
        cls,
        single: NDArray[uint16],
        pairs: NDArray[uint16],
        beyond: NDArray[uint32],
        threes: NDArray[uint16],
        fours: NDArray[uint16],
        /,
    ) -> DoubleByte: ...
    def decode(self, data: bytes, /) -> tuple[str, int]: ...

def keep_open(decoder: _Open, /) -> KeptOpen: ...
def keep_tries_open(
    tries: tuple[
        NDArray[uint8],
        NDArray[bool_],
        NDArray[float64],
        int,
        int,
        int,
        Alphabets,
        int,
        tuple[
            tuple[NDArray[uint16], dict[int, tuple[int, ...]], int, int, int, bool, bool, int], ...
        ],
        tuple[tuple[_Decoder, float, int, int, bool, bool, bool], ...],
    ],
    /,
) -> TriesKeptOpen: ...
def keep_ways_open(
    ways: tuple[
        NDArray[uint8],
        NDArray[uint32],
        NDArray[uint8],
        tuple[NDArray[uint16], NDArray[uint32], NDArray[uint32]],
        tuple[NDArray[uint16], NDArray[uint32], NDArray[uint32]],
        tuple[NDArray[uint16], NDArray[uint32], NDArray[uint32]],
        tuple[NDArray[uint16], NDArray[uint32], NDArray[uint32]],
        tuple[NDArray[uint16], NDArray[uint32], NDArray[uint32]],
        NDArray[float64],
        NDArray[float64],
        NDArray[float64],
        NDArray[bool_],
        tuple[_Decoder, ...],
        tuple[
            tuple[NDArray[uint16], dict[int, tuple[int, ...]], NDArray[int32], int, int, bool], ...
        ],
    ],
    /,
) -> WaysKeptOpen: ...
def beyond_ascii(codes: NDArray[uint32], /) -> int: ...
def code_points(text: str, /) -> bytes: ...
def count_characters(codes: NDArray[uint32], /) -> bytes: ...
def count_flags(codes: NDArray[uint32], flags: NDArray[uint8], /) -> list[int]: ...
def rich_rows(
    codes: NDArray[uint32],
    flags: NDArray[uint8],
    parts: NDArray[int64],
    flag: int,
    shift: int,
    bits: int,
    fewest: int,
    share: float,
    /,
) -> bytes: ...
def line_ends(
    codes: NDArray[uint32], traits: NDArray[uint8], cells: NDArray[uint8], /
) -> int | bytes: ...
def line_widths(
    codes: NDArray[uint32], classes: NDArray[uint8], letters: int, within: int, narrowest: int, /
) -> tuple[int, int, int, bytes]: ...
def most_of_blocks(
    codes: NDArray[uint32],
    traits: NDArray[uint8],
    cells: NDArray[uint8],
    each: NDArray[float64],
    at_ends: NDArray[float64],
    rules: tuple[float, float, float, float, float, int, int, int],
    /,
) -> float | None: ...
def most_of_widths(
    codes: NDArray[uint32],
    marks: NDArray[uint8],
    each: NDArray[float64],
    at_ends: NDArray[float64],
    rules: tuple[float, float, float, float, float, int, int, int],
    /,
) -> float | None: ...
def measured_lines(codes: NDArray[uint32], /) -> bytes: ...
def glance_by_blocks(
    text: str,
    classes: NDArray[uint32],
    traits: NDArray[uint16],
    flags: NDArray[uint8],
    blocks: NDArray[uint64],
    /,
) -> int: ...
def glance(text: str, classes: NDArray[uint32], traits: NDArray[uint16], /) -> int: ...
def has_enough(
    codes: NDArray[uint32], flags: NDArray[uint8], flag: int, enough: int, /
) -> bool: ...
def alike_regions(
    data: NDArray[uint8],
    holes: NDArray[uint8],
    begins: NDArray[uint8],
    lows: NDArray[int64],
    highs: NDArray[int64],
    following: NDArray[int64],
    scripts: NDArray[int64],
    kinds: NDArray[int64],
    /,
) -> int: ...
def best_path(
    lengths: NDArray[int64],
    prices: NDArray[float64],
    inside: NDArray[bool_],
    costs: NDArray[float32],
    start: int,
    stop: int,
    character: float,
    put_in: float,
    drop: float,
    /,
) -> list[tuple[int, int, int]]: ...
def best_stretches(
    gains: NDArray[float64], borders: NDArray[float64], least: float, /
) -> tuple[bytes, bytes, bytes]: ...
def fields_read(
    codes: NDArray[uint32], meant: NDArray[uint16], most: int, /
) -> tuple[list[tuple[int, int]], int, bool]: ...
def line_breaks(codes: NDArray[uint32], /) -> bytes: ...
def lonely(codes: NDArray[uint32], /) -> list[int]: ...
def set_likely_pairs(
    records: NDArray[uint32],
    transitions: NDArray[int16],
    pairs: NDArray[uint16],
    pair_gains: NDArray[uint8],
    bits: NDArray[uint8],
    /,
) -> None: ...
def surprise(
    units: NDArray[int16],
    traits: NDArray[uint16],
    strongly: NDArray[int16],
    weakly: NDArray[int16],
    strong: NDArray[int16],
    weak: NDArray[int16],
    many: bool,
    /,
) -> None: ...

@final
class Phrases:
    def __new__(
        cls,
        characters: NDArray[uint32],
        symbols: NDArray[uint16],
        base: NDArray[int32],
        check: NDArray[int32],
        payload: NDArray[uint16],
        override_ends: NDArray[uint16],
        override_offsets: NDArray[uint8],
        override_characters: NDArray[uint32],
        /,
    ) -> Phrases: ...
    def apply(
        self,
        codes: NDArray[uint32],
        segments: NDArray[uint8] | None,
        frozen: NDArray[bool_] | None,
        result: NDArray[uint32],
        words: NDArray[uint8],
        /,
    ) -> None: ...
    def members(
        self,
        codes: NDArray[uint32],
        number: NDArray[uint16],
        mask: NDArray[bool_] | None,
        result: NDArray[uint32],
        words: NDArray[uint8],
        /,
    ) -> bytes: ...

@final
class Forms:
    def __new__(
        cls,
        number: NDArray[uint16],
        begins: NDArray[int64],
        forms: NDArray[uint32],
        canonical: NDArray[uint32],
        plain: NDArray[float32],
        hashes: NDArray[uint32],
        records: NDArray[uint8],
        buckets: NDArray[int32],
        levels: NDArray[float32],
        weights: NDArray[float32],
        /,
    ) -> Forms: ...
    def odds(
        self,
        codes: NDArray[uint32],
        proposal: NDArray[uint32],
        words: NDArray[uint8],
        places: NDArray[int64],
        odds: NDArray[float32],
        /,
    ) -> None: ...
    def revise(
        self,
        codes: NDArray[uint32],
        result: NDArray[uint32],
        words: NDArray[uint8],
        styled: NDArray[bool_],
        commonest: float,
        sure: float,
        /,
    ) -> None: ...
    def standing(
        self,
        simplified: NDArray[uint32],
        proposal: NDArray[uint32],
        codes: NDArray[uint32],
        words: NDArray[uint8],
        places: NDArray[int64],
        odds: NDArray[float32],
        /,
    ) -> None: ...
    def doubt(
        self,
        simplified: NDArray[uint32],
        proposal: NDArray[uint32],
        codes: NDArray[uint32],
        words: NDArray[uint8],
        places: NDArray[int64],
        least: float,
        no_form: float,
        enough: float,
        /,
    ) -> float: ...

def blocks_of_lines(codes: NDArray[uint32], mask: NDArray[bool_], size: int, /) -> bytes: ...
def mark_code_lines(
    codes: NDArray[uint32], places: NDArray[int64], may_be: NDArray[bool_], /
) -> None: ...
def mark_words(
    codes: NDArray[uint32],
    parts: NDArray[int64],
    letters: NDArray[uint8],
    firsts: NDArray[uint64],
    seconds: NDArray[uint64],
    words: NDArray[uint8],
    found: NDArray[bool_],
    /,
) -> None: ...
def references(codes: NDArray[uint32], parts: NDArray[int64], /) -> tuple[bytes, bytes]: ...
def mark_eligible(
    codes: NDArray[uint32], told: NDArray[uint8], quotation: int, mask: NDArray[bool_], /
) -> int: ...
def add_scripts(
    codes: NDArray[uint32],
    classes: NDArray[uint8],
    costs: NDArray[float32],
    ideograph: int,
    taiwan: int,
    hongkong: int,
    sums: NDArray[float64],
    letters: NDArray[int64],
    forms: NDArray[int64],
    /,
) -> None: ...
def high_stretches(
    codes: NDArray[uint32], gains: NDArray[int16], least: float, drop: float, fewest: int, /
) -> list[tuple[int, int, int]]: ...
def marginals(
    parents: NDArray[int64],
    choices: NDArray[int64],
    counts: NDArray[int64],
    first: NDArray[bool_],
    weights: NDArray[float64],
    options: NDArray[int64],
    shares: NDArray[float64],
    kept: NDArray[int64],
    /,
) -> None: ...
def mixture(
    codes: NDArray[uint32],
    scripts: NDArray[uint8],
    foreign: NDArray[bool_],
    costs: NDArray[float64],
    first_kana: int,
    last_kana: int,
    near: int,
    bits: NDArray[float64],
    /,
) -> None: ...
def utf8_runs(data: bytes, least: int, /) -> list[tuple[int, int]]: ...
def ways_to_fill(
    data: bytes,
    kinds: bytes,
    holes: tuple[tuple[int, int, NDArray[uint8], NDArray[float64], NDArray[int64]], ...],
    likely: NDArray[float64],
    rows: NDArray[float64],
    foreign: NDArray[float64],
    drawn: float,
    each: float,
    most_ways: int,
    most_halves: int,
    most_whole: int,
    most_begun: int,
    most: int,
    /,
) -> tuple[tuple[tuple[int, ...], ...], tuple[float, ...]] | None: ...
def written_lines(
    codes: NDArray[uint32], to_bytes: NDArray[uint16], data: NDArray[uint8], /
) -> bytes: ...
def written_pairs(
    codes: NDArray[uint32], to_bytes: NDArray[uint16], data: NDArray[uint8], /
) -> bytes: ...
