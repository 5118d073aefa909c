"""Every check of a data set and every kind of finding, gathered from the modules of the lessons.

To add one: write the check in the module of its lesson under ``checks/``, with a ``FindingKind``
for each thing it can find, and a row in that module's ``CHECKS``. The report, the cards, what
export asks before rows leave and the command line know it from there. If something mends it, add
the fix to ``fixes.FIXES`` and name it in the kind.
"""

from __future__ import annotations

from studio.services.preflight.checks import (
    amount,
    answers,
    clean,
    copies,
    endpoints,
    people,
    plan,
    preference,
    questions,
    reading,
    voice,
)

CHECKS = tuple(
    check
    for module in (
        reading,
        clean,
        endpoints,
        preference,
        copies,
        questions,
        people,
        voice,
        amount,
        answers,
        plan,
    )
    for check in module.CHECKS
)
"""Every check of a data set, in the order of the lessons."""
KINDS = {kind.code: kind for check in CHECKS for kind in check.kinds}
"""Every kind of finding, by its code."""
