"""One garbled word in right text of its language, and right words that look like one."""

from __future__ import annotations

import pytest

import fixtext


@pytest.mark.parametrize("codec", ["cp437", "mac_roman"])
@pytest.mark.parametrize("word", ["passé", "fraîche", "liberté", "armée", "supérieur"])
def test_signs_inside_of_a_french_word_are_letters(codec: str, word: str) -> None:
    text = "On peut voir ici, après ça, que la {} est là où elle était."
    bad = word.encode("utf-8").decode(codec)
    assert fixtext.fix(text.format(bad)) == text.format(word)


@pytest.mark.parametrize("text", ["Tree:\n├─┬ été\n│ ├ à\n└─ é", "y√2 + 2√a·b ≈ é", "n≈≥m l'été"])
def test_signs_beside_words_stay(text: str) -> None:
    assert fixtext.explain(text, select="mojibake").findings == ()


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("přece", "Vždyť to {} není tak těžké, řekl starý učitel."),
        ("česká", "To je {} píseň, řekl starý učitel těžce."),
        ("děti", "Jeho {} už byly těžce nemocné, říkal starý učitel."),
    ],
)
def test_a_letter_foreign_to_a_czech_line_is_read_anew(word: str, text: str) -> None:
    bad = word.encode("cp1250").decode("cp1252")
    assert fixtext.fix(text.format(bad)) == text.format(word)


@pytest.mark.parametrize("name", ["Molière", "Tromsø", "Niccolò", "Cefalù", "Forlì", "François"])
@pytest.mark.parametrize(
    "text",
    [
        "Příběh, který napsal {}, ještě nečetl žádný z nás.",
        "Wczoraj {} powiedział, że źródło jest już gdzieś w pobliżu, cóż począć.",
        "Az író {} több könyvet írt, mert szükség volt rá, és őszintén szólt.",
    ],
)
def test_foreign_names_stay(text: str, name: str) -> None:
    assert fixtext.explain(text.format(name), select="mojibake").findings == ()
