"""What lies in files and folders that a curator drops: books, rows, and what is neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.services.books import dropped_files
from studio.services.books.dropped_files import sort_files


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with a book, rows, a picture, a hidden file and a folder within."""
    folder = tmp_path / "shelf"
    (folder / "inner").mkdir(parents=True)
    for name in ("b.txt", "inner/a.epub", "rows.jsonl", "cover.jpg", ".hidden.txt"):
        (folder / name).write_text("x")
    return folder


def names(paths: tuple[Path, ...]) -> list[str]:
    return [path.name for path in paths]


def test_files_of_a_folder_are_told_apart_by_their_names(shelf: Path) -> None:
    files = sort_files([shelf])
    assert names(files.books) == ["b.txt", "a.epub"]
    assert names(files.rows) == ["rows.jsonl"]
    assert names(files.others) == ["cover.jpg"]


def test_a_file_that_was_named_is_left_to_its_reader(shelf: Path) -> None:
    assert names(sort_files([shelf / "cover.jpg"]).books) == ["cover.jpg"]


def test_links_that_lead_out_of_the_folder_are_left_alone(shelf: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("no book of this shelf")
    (shelf / "link.txt").symlink_to(secret)
    (shelf / "up").symlink_to(tmp_path)
    (shelf / "again.txt").symlink_to(shelf / "b.txt")
    (shelf / "broken.txt").symlink_to(shelf / "missing.txt")
    files = sort_files([shelf])
    assert names(files.books) == ["again.txt", "b.txt", "a.epub"]
    assert names(files.others) == ["cover.jpg", "link.txt"]
    assert names(sort_files([shelf / "link.txt"]).books) == ["link.txt"]


def test_a_folder_with_too_many_files_is_refused_whole(shelf: Path, monkeypatch) -> None:
    monkeypatch.setattr(dropped_files, "MOST_FILES", 3)
    files = sort_files([shelf, shelf / "b.txt"])
    assert names(files.books) == ["b.txt"]
    assert "more than 3 files" in str(files.refused[0][1])
