"""The data set card: what is in a version, whose words, by what right."""

from __future__ import annotations

import json
from collections import Counter

from studio.domain.dataset import Split, Version
from studio.i18n import _
from studio.services.session import Session


def write_card(session: Session, version: Version) -> str:
    """README.md of a folder that ``datasets.load_dataset`` reads: its files, sources and hash."""
    library = session.library
    books: Counter[tuple[str, str]] = Counter()
    for split in Split:
        for line in library.versions.provenance(version.number, split):
            origin = json.loads(line)
            work = origin.get("book") or origin.get("file") or _("written by hand")
            books[work, origin.get("author") or ""] += 1
    rights = {book.title: book.rights for book in library.books.list()}
    sources = "\n".join(
        f"| {_escape(title)} | {_escape(author)} | {rights.get(title, 'unknown')} | {count:,} |"
        for (title, author), count in books.most_common()
    )
    about = _("Version {n} of a dataset made with Passage Studio.").format(n=version.number)
    rights_note = _("The rights are as the curator entered them; ask where they are unknown.")
    return (
        f"{_write_head(version)}\n\n# {_escape(version.name)}\n\n{about}\n\n"
        f"| | |\n| --- | --- |\n{_write_facts(version)}\n\n"
        "## Sources\n\n| work | author | rights | rows |\n| --- | --- | --- | --- |\n"
        f"{sources}\n\n{rights_note}\n"
    )


def _write_head(version: Version) -> str:
    """What the library ``datasets`` reads: which files are which split."""
    # A split without rows has no file, and one that is named but not there fails the loading.
    files = "\n".join(
        f"  - split: {split}\n    path: data/{split}-*.parquet"
        for split, rows in (("train", version.train), ("validation", version.validation))
        if rows
    )
    return f"---\nconfigs:\n- config_name: default\n  data_files:\n{files}\n---"


def _write_facts(version: Version) -> str:
    facts = (
        ("train", f"{version.train:,} rows, {version.train_tokens:,} tokens"),
        ("validation", f"{version.validation:,} rows, {version.validation_tokens:,} tokens"),
        ("held out by", version.group_by),
        ("seed", version.seed),
        ("SHA-256", version.hash),
    )
    return "\n".join(f"| {name} | {value} |" for name, value in facts)


def _escape(text: str) -> str:
    """Words in a table of Markdown: no line end, no bar."""
    return " ".join(text.split()).replace("|", "¦")
