"""The marks of the style sheet: Qt reads them from memory, sharp on any screen, without a file."""

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QFile, QIODevice, QResource, QSize
from PySide6.QtGui import QImage

from studio.ui import theme
from studio.ui.marks import MARKS, SIZES, pack, register_marks


@pytest.mark.parametrize("scheme", sorted(theme.SCHEMES))
def test_every_mark_is_drawn_in_its_colour_of_the_scheme(qapp, scheme):
    colours = theme.SCHEMES[scheme]
    for name, address in register_marks(scheme, colours).items():
        image = QImage(address)
        assert image.size().toTuple() == (16, 16)
        strongest = max(
            (image.pixelColor(x, y) for x in range(16) for y in range(16)), key=lambda c: c.alpha()
        )
        assert strongest.name().upper() == colours[MARKS[name][0]]


def test_a_sharp_screen_finds_a_sharper_picture_beside_it(qapp):
    for address in register_marks("light", theme.LIGHT).values():
        for suffix, scale in SIZES.items():
            side = 16 * scale
            assert QImage(address.replace(".png", f"{suffix}.png")).size() == QSize(side, side)


def test_what_is_packed_is_found_again_under_its_name(qapp):
    files = {f"file-{n}.txt": f"{n}".encode() * n for n in range(40)}
    packed = pack(files)
    assert QResource.registerResourceData(packed, "/packed-in-a-test")
    try:
        for name, content in files.items():
            file = QFile(f":/packed-in-a-test/{name}")
            assert file.open(QIODevice.OpenModeFlag.ReadOnly)
            assert bytes(file.readAll().data()) == content
    finally:
        QResource.unregisterResourceData(packed, "/packed-in-a-test")


def test_a_program_that_ends_at_once_leaves_no_file(tmp_path):
    program = (
        "import os; from PySide6.QtWidgets import QApplication, QCheckBox; "
        "from studio.ui import theme; application = QApplication([]); "
        "theme.apply(application, 'light'); box = QCheckBox('x'); box.setChecked(True); "
        "box.grab(); os._exit(7)"
    )
    environment = {"QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(tmp_path), "TEMP": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **environment}, check=False
    )
    assert done.returncode == 7
    assert not list(tmp_path.iterdir())
