"""The row that a provider complains of is found in the library, by the words it really uses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio.domain.run import Hyperparameters
from studio.domain.work import finish
from studio.services.session import Session
from studio.services.training.faulty_rows import find_faulty_pairs, read_lines
from studio.services.training.follow import follow_run
from studio.services.training.start import start_run
from tests.services.provider_server import MODEL, ProviderServer, failed


@pytest.mark.parametrize(
    ("message", "lines"),
    [
        ("Invalid file format. Example 100, message 2 Discriminator 'role' is missing", [100]),
        ('Invalid file format. Line 1, message 3, key "content": Input should be a string', [1]),
        (
            "This file failed moderation safety checks. ... Flagged lines: 4, 13, 14 ...",
            [4, 13, 14],
        ),
        ("Training file has 7 example(s), but must have at least 10 examples", []),
        ("row 7 is too long", [7]),
        ("", []),
    ],
)
def test_lines_are_read_out_of_what_providers_say(message: str, lines: list[int]) -> None:
    assert read_lines(message) == lines


def test_the_pair_in_that_line_is_found(
    desk: Session, version: int, server: ProviderServer
) -> None:
    server.script = [failed("Invalid file format. Line 3, message 2: no content")]
    finish(start_run(desk, version, "custom", MODEL))
    finish(follow_run(desk, 1))
    run = desk.library.runs.get(1)
    (pair,) = find_faulty_pairs(desk, run)
    sent = server.contents[0].splitlines()[2].decode()
    assert desk.library.pairs.get(pair).prompt in sent
    half = replace(run, hyperparameters=Hyperparameters(share=0.5))
    assert find_faulty_pairs(desk, half) != [pair]
    validation = replace(run, error="The validation file is invalid: line 2 has no answer")
    (held_out,) = find_faulty_pairs(desk, validation)
    assert desk.library.pairs.get(held_out).prompt in server.contents[1].splitlines()[1].decode()
    assert find_faulty_pairs(desk, replace(run, error="Line 999 is bad")) == []
