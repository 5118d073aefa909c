"""Keeps ``None``, ``True`` and ``False`` alive under PySide6, which gives them back too often.

PySide6 6.12 takes one reference too many from ``None`` with each slot that returns nothing, and
from a bool with each signal that carries one. Where these are immortal (Python 3.12 and later)
nobody notices; Python 3.11 stops with "Fatal Python error: none_dealloc" after some thousand slots.
"""

from __future__ import annotations

import ctypes
import sys

SPARE = 1 << 40  # more slots than any desk will ever run


def keep_singletons() -> None:
    """Give the three so many references that they are never freed. Calling it again is harmless."""
    if sys.version_info >= (3, 12):
        return
    for thing in (None, True, False):
        if sys.getrefcount(thing) < SPARE // 2:
            # The count is the first field of every object in CPython.
            ctypes.c_ssize_t.from_address(id(thing)).value += SPARE
