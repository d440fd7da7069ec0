"""What the table of neighbours is counted from."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest


def test_only_usage_counts_for_what_is_style() -> None:
    from fixtext.hanscript.families import families, occurrences
    from fixtext.hanscript.train import Sample, count
    from fixtext.scan import code_points

    written = Sample(["甲佈乙", "甲後乙"] * 20, [1.0] * 40)
    usage = Sample(["甲布乙", "甲后乙"], [5.0] * 2, words=True, style=True)
    table = count([written, usage])
    for text, best in (("甲布乙", "布"), ("甲后乙", "後")):
        found = occurrences(code_points(text))
        _, forms = families().of(found.simple)
        assert chr(forms[int(table.form_bits(found).argmin())]) == best


def _archive(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as packed:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            packed.addfile(entry, io.BytesIO(data))
    return path


def test_the_words_of_chewing_are_read_with_their_counts(tmp_path: Path) -> None:
    from fixtext.hanscript.chewing import chewing_words
    from fixtext.language.train.problems import TrainingError

    words = ["一", "一併", "布景", "佈景"]
    places = [sum(len(word.encode()) + 1 for word in words[:number]) for number in range(4)]

    def node(syllable: int, first: int, second: int) -> bytes:
        parts = ((syllable, 2), (first, 3), (second, 3))
        return b"".join(value.to_bytes(size, "little") for value, size in parts)

    counts = ((0, 9), (1, 70_000), (2, 60), (3, 466), (3, 5), (2, 0))
    leaves = [node(0, places[number], counted) for number, counted in counts]
    dictionary = "".join(f"{word}\0" for word in words).encode()
    tree = node(0x200, 1, 7) + b"".join(leaves)
    files = {"a/dictionary.dat": dictionary, "a/index_tree.dat": tree}
    found = chewing_words(_archive(tmp_path / "chewing.tgz", files))
    assert found == {"一併": 70_000, "佈景": 466, "布景": 60}
    del files["a/index_tree.dat"]
    with pytest.raises(TrainingError, match="no dictionary of Chewing"):
        chewing_words(_archive(tmp_path / "other.tgz", files))
