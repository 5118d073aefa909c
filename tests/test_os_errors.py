"""What the system says of a file is said in the language that is spoken."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from studio import i18n
from studio.os_errors import REASONS, explain_os_error


def test_a_file_that_is_not_there_is_said_in_every_language(tmp_path: Path) -> None:
    with pytest.raises(OSError) as missing:
        (tmp_path / "gone.txt").read_bytes()
    assert explain_os_error(missing.value) == "it is not there"
    i18n.use_language("ja")
    assert explain_os_error(missing.value) == "見つかりません"
    i18n.use_language("en")


@pytest.mark.parametrize("number", sorted(REASONS))
def test_each_reason_is_a_clause_in_place_of_the_systems_words(number: int) -> None:
    said = explain_os_error(OSError(number, os.strerror(number)))
    assert said != os.strerror(number) and not said.endswith(".")


def test_what_we_have_no_words_for_is_said_by_the_system() -> None:
    assert explain_os_error(OSError(errno.EPIPE, "Broken pipe")) == "Broken pipe"
    assert explain_os_error(OSError("no number at all")) == "no number at all"
