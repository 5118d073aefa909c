"""Formulas of a workbook that no program has calculated: their cells hold no value to read.

Libraries that write workbooks (openpyxl, exports of web services) leave it to Excel to calculate
them when it opens the file. Whoever reads the file before that sees empty cells.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

Formulas = Mapping[tuple[int, int], str]
"""Formulas without a value by their row, from 1, and their column, from 0."""

_RELATIONS = "xl/_rels/workbook.xml.rels"
_WORKBOOK = "xl/workbook.xml"


def find_formulas(path: Path) -> dict[str, Formulas]:
    """The formulas without a value, by the name of their sheet; none where they can't be told."""
    formulas: dict[str, Formulas] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for name, entry in _list_sheets(archive):
                if b"<f" in archive.read(entry) or b":f" in archive.read(entry):
                    formulas[name] = dict(_read_formulas(archive, entry))
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile, ValueError):
        # Whatever is wrong with the file, its reader says it.
        return formulas
    return formulas


def _list_sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name, and the entry it is in."""
    targets = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in ElementTree.fromstring(archive.read(_RELATIONS))
    }
    for element in ElementTree.fromstring(archive.read(_WORKBOOK)).iter():
        if _local(element.tag) == "sheet":
            number = next((v for k, v in element.attrib.items() if _local(k) == "id"), "")
            entry = posixpath.normpath(posixpath.join("/xl", targets.get(number, ""))).lstrip("/")
            if entry in archive.namelist():
                yield element.get("name", ""), entry


def _read_formulas(archive: zipfile.ZipFile, entry: str) -> Iterator[tuple[tuple[int, int], str]]:
    with archive.open(entry) as stream:
        for _event, element in ElementTree.iterparse(stream):
            if _local(element.tag) == "c":
                formula = next((inner for inner in element if _local(inner.tag) == "f"), None)
                value = next((inner for inner in element if _local(inner.tag) == "v"), None)
                cell = _place_of(element.get("r", ""))
                if formula is not None and cell and (value is None or not value.text):
                    yield cell, formula.text or ""
            elif _local(element.tag) == "row":
                # A long sheet would fill the memory.
                element.clear()


def _place_of(reference: str) -> tuple[int, int] | None:
    """Row and column of a cell's name: B9 is (9, 1)."""
    letters = reference.rstrip("0123456789")
    number = reference[len(letters) :]
    if not number or not letters.isascii() or not letters.isalpha():
        return None
    column = 0
    for letter in letters.upper()[:3]:
        column = column * 26 + ord(letter) - 64
    return int(number), column - 1


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
