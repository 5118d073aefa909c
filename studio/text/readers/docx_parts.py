"""Where a Word document keeps its parts: the relationships say, whatever the parts are called.

Word on the web writes its words to ``word/document2.xml``, others to any name at all (ECMA-376
part 2, 9: parts are found by relationships, never by name). A file without relationships is read
by the names that Word itself uses.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from lxml import etree  # type: ignore[attr-defined, unused-ignore]

from studio.domain.errors import BookError
from studio.i18n import _
from studio.text.readers.archive import Archive, EntryError
from studio.text.readers.assembly import Tally
from studio.text.readers.markup import parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of Word's elements and attributes."""

_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_PACKAGE_RELATIONS = "_rels/.rels"
_USUAL_MAIN = "word/document.xml"
_MAIN_TYPE = "wordprocessingml.document.main+xml"
_MACRO_TYPE = "ms-word.document.macroEnabled.main+xml"


@dataclass(frozen=True)
class Parts:
    """A Word document's archive, and the part that holds its words."""

    archive: Archive
    main: str

    @classmethod
    def open(cls, raw: bytes) -> Parts:
        """The parts of a file's bytes. Raises ``BookError`` where none of them holds words."""
        archive = Archive.open(
            raw, _("Word document"), _PACKAGE_RELATIONS, _USUAL_MAIN, "[Content_Types].xml"
        )
        main = next(filter(None, _find_main(archive)), "")
        if not main:
            raise BookError(
                _(
                    "This Word document names no part with its text (it has no "
                    "{usual}, and its relationships lead to none). Open it in Word "
                    "or LibreOffice and save it again."
                ).format(usual=_USUAL_MAIN)
            )
        return cls(archive, main)

    def find(self, kind: str, usual: str = "") -> str:
        """The part of this kind that the main part relates to, else the one of the usual name."""
        related = self.find_all(kind)
        folder = posixpath.dirname(self.main)
        return related[0] if related else self.archive.find(posixpath.join(folder, usual or kind))

    def find_all(self, kind: str) -> list[str]:
        """All parts of this kind that the main part relates to."""
        folder, name = posixpath.split(self.main)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        return _find_targets(self.archive, relations, folder, kind)

    def find_properties(self) -> str:
        """The part that holds title and author."""
        related = _find_targets(self.archive, _PACKAGE_RELATIONS, "", "core-properties")
        return related[0] if related else self.archive.find("docProps/core.xml")

    def read(self, part: str) -> etree._Element:
        """The tree of a part, in the namespace that Word usually writes."""
        text = self.archive.text(part)
        if _STRICT not in text:
            return self.archive.parse(text)
        # "Strict Open XML", which Word offers beside its usual format, differs in this alone.
        return self.archive.parse(text.replace(_STRICT, W.strip("{}")))

    def read_beside(self, part: str, tally: Tally) -> etree._Element | None:
        """The tree of a part that a document can do without; named where it is damaged."""
        if not part:
            return None
        try:
            return self.read(part)
        except EntryError:
            tally.mention(f"Parts that are damaged: {part}")
            return None


def _find_main(archive: Archive) -> list[str]:
    """Where the words may be: by relationship, by type, by the usual name."""
    related = _find_targets(archive, _PACKAGE_RELATIONS, "", "officeDocument")
    typed: list[str] = []
    types = archive.find("[Content_Types].xml")
    if types:
        root = parse_xml(archive.text(types))
        for override in root.iter("{*}Override") if root is not None else ():
            if override.get("ContentType", "").endswith((_MAIN_TYPE, _MACRO_TYPE)):
                typed.append(archive.find(override.get("PartName", "")))
    return [*related, *typed, archive.find(_USUAL_MAIN)]


def _find_targets(archive: Archive, relations: str, folder: str, kind: str) -> list[str]:
    """The parts that a list of relationships leads to, of one kind and in the archive.

    The kind is the last word of an address that differs between the two forms of the format.
    """
    if not archive.has(relations):
        return []
    root = parse_xml(archive.text(relations))
    targets = []
    for relation in root.iter("{*}Relationship") if root is not None else ():
        same_kind = relation.get("Type", "").rpartition("/")[2].lower() == kind.lower()
        if same_kind and relation.get("TargetMode", "Internal") != "External":
            target = relation.get("Target", "").replace("\\", "/")
            # One that begins with a slash starts at the root of the archive.
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            targets.append(archive.find(path) or archive.find(target))
    return list(filter(None, targets))
