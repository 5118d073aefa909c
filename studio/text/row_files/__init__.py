"""Rows people already have, in any file and any shape, as training rows and back again."""

from __future__ import annotations

from studio.text.row_files.arrow import is_folder_of_rows
from studio.text.row_files.containers import CONTAINERS, read_records
from studio.text.row_files.record import Fault, Record, RowFault, SourceRow
from studio.text.row_files.shapes import (
    SHAPES,
    Detected,
    detect,
    read_detected,
    read_rows,
    write_record,
)

__all__ = [
    "CONTAINERS",
    "SHAPES",
    "Detected",
    "Fault",
    "Record",
    "RowFault",
    "SourceRow",
    "detect",
    "is_folder_of_rows",
    "read_detected",
    "read_records",
    "read_rows",
    "write_record",
]
