"""Words of a page that nobody sees: hidden by an attribute, a style, or a rule of a style sheet.

Pages carry menus, tips for screen readers and leftovers that way; a book read in a browser or on a
reader never shows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree  # type: ignore[attr-defined, unused-ignore]

HIDDEN = "Hidden text"

_HIDES = re.compile(r"(?i)(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_SIMPLE = re.compile(r"^(?P<tag>[a-z][a-z0-9]*)?(?P<sign>[.#])(?P<name>[\w-]+)$", re.IGNORECASE)
_FOR_LISTENERS = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screenreader-only mw-hidden".split()
)
"""Classes that the usual frameworks hide by a style sheet which a saved page may have lost."""
_LONGEST = 500_000
"""Characters of a style sheet past which it is no book's."""
_NEVER = frozenset(("html", "body"))
"""Pages hide themselves until their script has run."""


@dataclass(frozen=True)
class Hidden:
    """Selectors by which a page's style sheets hide elements: (tag or "", "." or "#", name)."""

    selectors: frozenset[tuple[str, str, str]] = frozenset()

    @classmethod
    def of(cls, sheets: Iterable[str]) -> Hidden:
        """What these style sheets hide on every screen; rules for single devices are passed over."""
        selectors: set[tuple[str, str, str]] = set()
        for sheet in sheets:
            if len(sheet) > _LONGEST:
                continue
            for rule in _without_media(_COMMENT.sub("", sheet)).split("}"):
                selector, _brace, body = rule.partition("{")
                if not _HIDES.search(body):
                    continue
                for single in selector.split(","):
                    match = _SIMPLE.match(single.strip())
                    if match:
                        tag = (match["tag"] or "").lower()
                        selectors.add((tag, match["sign"], match["name"]))
        return cls(frozenset(selectors))

    def hides(self, element: etree._Element, tag: str) -> bool:
        """Whether nobody sees an element."""
        if tag in _NEVER or not element.attrib:
            return False
        if "hidden" in element.attrib or _HIDES.search(element.get("style") or ""):
            return True
        classes = (element.get("class") or "").split()
        if not _FOR_LISTENERS.isdisjoint(classes):
            return True
        if not self.selectors:
            return False
        names = [(".", name) for name in classes] + [("#", element.get("id") or "")]
        return any(
            (named, sign, name) in self.selectors for named in ("", tag) for sign, name in names
        )


def find_sheets(root: etree._Element) -> list[str]:
    """The style sheets that stand in a page itself."""
    return ["".join(element.itertext()) for element in root.iter("{*}style", "style")]


def _without_media(sheet: str) -> str:
    """The sheet without rules in rules: they are for paper, for one make of reader and the like."""
    plain: list[str] = []
    depth = 0
    begin = at = 0
    for match in re.finditer(r"[{}]", sheet):
        if match[0] == "{":
            if depth == 0:
                begin = max(at, sheet.rfind(";", at, match.start()) + 1)
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                if not sheet[begin : match.start()].lstrip().startswith("@"):
                    plain.append(sheet[begin : match.end()])
                at = match.end()
    return "".join(plain)
