"""Collects the sentences of the studio into catalogues, and compiles them; ``build/translations``.

A sentence that changed by a letter keeps its old translation, marked fuzzy, which counts as
missing until a translator has looked at it.
"""

from __future__ import annotations

import argparse
import io
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
RESOURCES = ROOT / "resources"
LOCALE = RESOURCES / "locale"
DATA = {
    "endpoints.toml": frozenset({"title", "note", "tunes", "status"}),
    "models.toml": frozenset({"note"}),
}
"""Data files with sentences that the window shows, and the keys under which they stand."""
KEYWORDS = {"_": None, "N_": None, "plural": (1, 2)}
TRANSLATED = ("ja",)
WIDTH = 100
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


def collect() -> Catalog:
    """Every sentence in the code, with the files it stands in."""
    template = Catalog(project="Passage Studio", charset="utf-8")
    sentences = extract_from_dir(
        str(ROOT / "studio"),
        [("**.py", "python")],
        keywords=KEYWORDS,
        comment_tags=["Translators:"],
    )
    # In the order of names: a folder is listed in another order on another computer.
    for name, _line, message, comments, context in sorted(
        sentences, key=lambda sentence: sentence[:2]
    ):
        # Without line numbers: else every edit above a sentence would change the catalogue.
        template.add(
            message,
            locations=[(f"studio/{name}", 0)],
            auto_comments=comments,
            context=context,
        )
    for name, keys in DATA.items():
        for sentence in read_sentences(tomllib.loads((RESOURCES / name).read_text("utf-8")), keys):
            template.add(sentence, locations=[(f"resources/{name}", 0)])
    return template


def read_sentences(value: object, keys: frozenset[str]) -> Iterator[str]:
    """What stands under these keys anywhere in a table of data, if it is words."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key in keys and isinstance(part, str) and part:
                yield part
            else:
                yield from read_sentences(part, keys)
    elif isinstance(value, list):
        for part in value:
            yield from read_sentences(part, keys)


def catalogue_file(language: str) -> Path:
    """Where a language's catalogue lies; the compiled one stands beside it."""
    return LOCALE / language / "LC_MESSAGES" / "studio.po"


def merge(language: str, template: Catalog) -> Catalog:
    """The language's catalogue with the sentences of today; what is gone is dropped."""
    path = catalogue_file(language)
    if path.exists():
        catalogue = read_po(io.BytesIO(path.read_bytes()), locale=language)
    else:
        catalogue = Catalog(locale=language, project="Passage Studio", charset="utf-8")
    catalogue.update(template)
    catalogue.obsolete.clear()
    # One date for ever: the files change when a sentence does, and at no other time.
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    return catalogue


def to_po(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(
        buffer, catalogue, width=WIDTH, omit_header=False, sort_by_file=True, include_lineno=False
    )
    # The dates of the header say nothing that git does not know.
    lines = buffer.getvalue().split(b"\n")
    return b"\n".join(line for line in lines if not line.startswith((b'"POT-Cre', b'"PO-Rev')))


def to_mo(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def missing(catalogue: Catalog) -> Iterator[Message]:
    """The sentences that wait for a translator."""
    for message in catalogue:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and (message.fuzzy or not all(strings)):
            yield message


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    args = parser.parse_args()
    template, waiting, stale = collect(), 0, False
    for language in TRANSLATED:
        catalogue, path = merge(language, template), catalogue_file(language)
        for file, content in (
            (path, to_po(catalogue)),
            (path.with_suffix(".mo"), to_mo(catalogue)),
        ):
            if file.exists() and file.read_bytes() == content:
                continue
            stale = True
            if not args.check:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
        sentences = list(missing(catalogue))
        waiting += len(sentences)
        for message in sentences:
            print(f"{language}: {message.id!r}", file=sys.stderr)
    print(f"{len(template)} sentences, {waiting} to be translated")
    return int(args.check and (stale or waiting > 0))


if __name__ == "__main__":
    sys.exit(main())
