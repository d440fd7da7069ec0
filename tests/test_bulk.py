"""Documents that went through one chain from end to end: which it was, and all of it undone."""

from __future__ import annotations

import pytest

from fixtext import explain, fix
from fixtext.findings import Report

_CZECH = """\
Včera večer jsme šli na dlouhou procházku podél řeky a povídali si o tom, co přinese příští rok.
Žádný z nás netušil, že se počasí tak rychle změní a že domů dorazíme úplně promočení.
Sousedka nám uvařila horký čaj s medem a půjčila nám suché šaty po svém starším bratrovi.
„To je ale štěstí, že jste se zastavili právě tady,“ řekla a přidala do kamen další poleno.
Její kočka ležela u okna, pomrukávala a vůbec si nevšímala hluku, který jsme způsobili.
Když přestalo pršet, vyšel měsíc a osvětlil celé údolí, takže jsme cestu našli snadno.
Ještě týden nato jsme všichni kýchali, ale na ten večer vzpomínáme dodnes rádi.
"""
_FRENCH = """\
La bibliothèque était déjà fermée quand nous sommes arrivés, mais le gardien nous a laissés entrer.
Il avait préparé une table près de la fenêtre, où l'on voyait la forêt et les premiers étangs gelés.
« Ne restez pas trop tard », a-t-il dit, « la route est dangereuse après la tombée de la nuit. »
Nous avons cherché pendant des heures la lettre que ma grand-mère avait mentionnée à Noël.
Elle était cachée dans un vieux catalogue, pliée en quatre, à côté d'une fleur séchée.
Personne ne l'avait lue depuis l'été où mon arrière-grand-père avait quitté le village.
Le lendemain, la neige avait tout recouvert, et le garçon du café a dû nous aider à partir.
"""


@pytest.mark.parametrize("read", ["iso8859-2", "cp1250"])
def test_code_pages_that_are_nearly_the_same_are_told_apart(read: str) -> None:
    garbled = _misread(_CZECH, read)
    assert fix(garbled) == _CZECH


def test_a_whole_document_that_was_read_wrongly_twice_is_undone_as_one() -> None:
    garbled = _misread(_misread(_FRENCH, "cp1252"), "cp1252")
    report = explain(garbled)
    assert report.text == _FRENCH
    assert _chains(report) == {2}


def _misread(text: str, codec: str) -> str:
    """UTF-8 as a single-byte codec shows it, bytes without a character as controls."""
    shown = [bytes([byte]).decode(codec, "replace") for byte in range(256)]
    return "".join(shown[byte].replace("\ufffd", chr(byte)) for byte in text.encode())


def _chains(report: Report) -> set[int]:
    """How many readings the findings say that their stretches went through."""
    return {finding.note.count("were read as") for finding in report.findings}
