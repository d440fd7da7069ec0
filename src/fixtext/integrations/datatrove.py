"""datatrove: a formatter that repairs the text of documents.

::

    pipeline = [WarcReader(...), Trafilatura(), fixtext.integrations.datatrove.Fixtext(), ...]

``metadata["fixtext"]`` of a document that had damage holds the counts by kind, and the share of its
characters that were damaged; the step's statistics count kinds over all documents.
"""

from __future__ import annotations

from typing import Unpack

from datatrove.data import DocumentsPipeline
from datatrove.pipeline.formatters.base import BaseFormatter
from datatrove.utils.typeshelper import StatHints

from fixtext.findings import Report
from fixtext.pipeline import Fixer
from fixtext.types import OptionArguments

__all__ = ["Fixtext"]


class Fixtext(BaseFormatter):
    """Repairs each document. Options are the fields of :class:`fixtext.Options`."""

    name = "🩹 fixtext"

    def __init__(self, **options: Unpack[OptionArguments]) -> None:
        super().__init__()
        self.fixer = Fixer(**options)

    def format(self, text: str) -> str:
        """The text, repaired."""
        return self.fixer.fix(text)

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Each document with its text repaired, and what was found in its metadata."""
        for document in data:
            self.stat_update(StatHints.total)
            with self.track_time():
                report = self.fixer.explain(document.text)
                document.text = report.text
                if report.findings:
                    self._tell(document.metadata, report)
            yield document

    def _tell(self, metadata: dict[str, object], report: Report) -> None:
        metadata["fixtext"] = {
            "kinds": dict(report.counts),
            "damaged_share": round(report.damaged_share, 4),
        }
        self.stat_update("damaged")
        for kind, times in report.counts.items():
            self.stat_update(f"kind/{kind}", value=times)
