"""Rows people already have, in any file and any shape, as training rows and back again."""

from __future__ import annotations

from studio.text.row_files.arrow import is_folder_of_rows
from studio.text.row_files.containers import CONTAINERS, records
from studio.text.row_files.record import Fault, Record, RowFault, Taken
from studio.text.row_files.shapes import SHAPES, Detected, detect, give, take

__all__ = [
    "CONTAINERS",
    "SHAPES",
    "Detected",
    "Fault",
    "Record",
    "RowFault",
    "Taken",
    "detect",
    "give",
    "is_folder_of_rows",
    "records",
    "take",
]
