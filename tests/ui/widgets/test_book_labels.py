"""What readers leave out has words of its own; what follows a colon stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.text import readers
from studio.ui.widgets.book_labels import DROPPED, name_dropped


def test_pages_and_files_stay_as_they_are() -> None:
    assert name_dropped("Parts that are damaged: word/footer1.xml") == (
        "Parts that are damaged: word/footer1.xml"
    )
    assert name_dropped("something a newer reader says") == "something a newer reader says"


@pytest.mark.parametrize("folder", ["en", "ja", "made"])
def test_all_that_is_left_out_of_real_books_has_words(shared_folder: Path, folder: str) -> None:
    for path in sorted((shared_folder / "books" / folder).iterdir()):
        if path.suffix == ".pdf":
            continue  # what its reader says is in the same table; reading one takes long
        for dropped in readers.read(path).dropped:
            assert dropped.what.partition(": ")[0] in DROPPED, path.name
