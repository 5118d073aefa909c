"""None outlives any number of slots."""

import sys

import pytest
from PySide6.QtCore import QObject, Signal

from studio.ui.singletons import keep_singletons


class Bell(QObject):
    rung = Signal(bool)


def test_none_and_true_outlive_twenty_thousand_slots(qapp):
    keep_singletons()
    bell = Bell()
    bell.rung.connect(lambda _loud: None)
    for _ in range(20_000):
        bell.rung.emit(True)
    assert sys.getrefcount(None) > 1_000
    assert sys.getrefcount(True) > 1_000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="they are immortal here")
def test_keeping_them_twice_adds_nothing():
    keep_singletons()
    before = sys.getrefcount(False)
    keep_singletons()
    assert abs(sys.getrefcount(False) - before) < 100
