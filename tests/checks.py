"""What holds for every report on any text, as assertions."""

from __future__ import annotations

import json
import pickle

import fixtext
from fixtext import Finding, Report


def replayed(finding: Finding) -> str:
    """What a finding's steps make of ``before``."""
    text = finding.before
    for step in finding.steps:
        assert text[step.start : step.end] == step.before, (finding, step)
        text = text[: step.start] + step.after + text[step.end :]
    return text


def check_report(text: str, report: Report) -> None:
    """A report fits its text, replays, applies, and survives JSON and pickle."""
    position = 0
    for finding in report.findings:
        assert position <= finding.start <= finding.end <= len(text), finding
        assert text[finding.start : finding.end] == finding.before
        assert finding.bits >= 0.0
        assert type(finding.bits) is float  # numpy's own would not be plain data
        assert type(finding.start) is int
        assert type(finding.end) is int
        if finding.after is None:
            assert not finding.steps
        else:
            assert replayed(finding) == finding.after
            assert finding.after != finding.before
            assert finding.steps[0].kind == finding.kind
        position = finding.end
    assert fixtext.apply(text, report.findings) == report.text
    assert report.length == len(text)
    assert report.changed or report.text == text
    assert 0.0 <= report.damaged_share <= 1.0
    assert report.bits_of_damage >= 0.0
    assert bool(report.findings) == (str(report) != "no damage found")
    assert Report.from_dict(json.loads(report.to_json())) == report
    assert pickle.loads(pickle.dumps(report)) == report
