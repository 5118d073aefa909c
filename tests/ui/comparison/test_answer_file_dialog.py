"""Where a comparison's table is written: with the ending of the kind that was chosen."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from studio.ui.comparison.answer_file_dialog import ask_answer_file


@pytest.mark.parametrize(
    ("path", "title", "wanted"),
    [
        ("a.csv", "Table (*.csv)", Path("a.csv")),
        ("a.csv", "JSON lines (*.jsonl)", Path("a.jsonl")),
        ("a", "Table (*.csv)", Path("a.csv")),
        ("a.txt", "Table (*.csv)", Path("a.txt")),
        ("", "", None),
    ],
)
def test_the_file_ends_as_its_kind_does(monkeypatch, path, title, wanted):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (path, title))
    assert ask_answer_file(None, "mentor", 3) == wanted
