"""The small marks of lists, boxes and fields: drawn in a scheme's colours, kept in memory alone."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QResource, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter, QPen

MARKS: dict[str, tuple[str, tuple[tuple[float, float], ...]]] = {
    "down": ("muted", ((3, 6), (8, 11), (13, 6))),
    "up": ("muted", ((3, 10), (8, 5), (13, 10))),
    "check": ("on_accent", ((3.5, 8.5), (6.5, 11.5), (12.5, 4.5))),
}
"""What a style sheet takes as a picture: the colour and the points of each, on a field of 16.

To add one: a row here; the style sheet has it under its name.
"""

SIZES = {"": 1, "@2x": 2}
"""What stands behind the name of a picture that Qt takes where a point has so many pixels."""

_registered: dict[str, bytes] = {}
"""What Qt reads, by scheme: it makes no copy, so this stays as long as the program."""

FOLDER, FILE = 2, 0
ANY_COUNTRY, ANY_LANGUAGE = 0, 1


def register_marks(scheme: str, colours: Mapping[str, str]) -> dict[str, str]:
    """Make the marks of a scheme known to Qt; the address of each by its name.

    A style sheet takes pictures by an address. Qt's own resources have one and lie in memory, so
    that no file is left behind, however the program ends.
    """
    if scheme not in _registered:
        _registered[scheme] = pack(
            {
                f"{name}{suffix}.png": _draw(points, QColor(colours[token]), scale)
                for name, (token, points) in MARKS.items()
                for suffix, scale in SIZES.items()
            }
        )
        QResource.registerResourceData(_registered[scheme], f"/marks/{scheme}")
    return {name: f":/marks/{scheme}/{name}.png" for name in MARKS}


def pack(files: Mapping[str, bytes]) -> bytes:
    """One folder of files as Qt reads resources: version 1 of the format of its tool ``rcc``."""
    tree, names, contents = struct.pack(">IHII", 0, FOLDER, len(files), 1), b"", b""
    # Qt looks a name up by halving, in the order of their hashes.
    for name in sorted(files, key=_hash_name):
        tree += struct.pack(">IHHHI", len(names), FILE, ANY_COUNTRY, ANY_LANGUAGE, len(contents))
        names += struct.pack(">HI", len(name), _hash_name(name)) + name.encode("utf-16-be")
        contents += struct.pack(">I", len(files[name])) + files[name]
    head = struct.calcsize(">4sIIII")
    to_names = head + len(contents)
    # Each part's distance from the beginning: the tree stands last.
    parts = (1, to_names + len(names), head, to_names)
    return struct.pack(">4sIIII", b"qres", *parts) + contents + names + tree


def _hash_name(name: str) -> int:
    """Qt's hash of a name in a resource (``qt_hash``, qtbase/src/corelib/tools/qhash.cpp)."""
    value = 0
    for letter in name:
        value = (value << 4) + ord(letter)
        value ^= (value & 0xF0000000) >> 23
        value &= 0x0FFFFFFF
    return value


def _draw(points: tuple[tuple[float, float], ...], ink: QColor, scale: int) -> bytes:
    """A line through these points as a PNG."""
    image = QImage(16 * scale, 16 * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(ink, 1.7, Qt.PenStyle.SolidLine, round_cap, round_join))
    painter.drawPolyline([QPointF(x, y) for x, y in points])
    painter.end()
    file = QBuffer()
    file.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(file, b"PNG").write(image)
    return bytes(file.data().data())
