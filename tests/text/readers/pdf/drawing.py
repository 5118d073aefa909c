"""Small PDFs drawn for the tests: pages with lines in their places, across the page or down it."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 420.0, 595.0  # points
LATIN, BOLD = "Times-Roman", "Times-Bold"
JAPANESE, UPRIGHT = "HeiseiMin-W3", "HeiseiKakuGo-W5"
pdfmetrics.registerFont(UnicodeCIDFont(JAPANESE))
pdfmetrics.registerFont(UnicodeCIDFont(UPRIGHT, isVertical=True))

_WORDS = (
    "money is in some respects like fire it is a very excellent servant but a terrible master "
    "when you have it mastering you when interest is constantly piling up against you it will "
    "keep you down in the worst kind of slavery but let money work for you and you have the most "
    "devoted servant in the world"
).split()


def sentences(count: int, first: int = 0) -> str:
    """That many sentences, no two alike; another ``first`` gives others."""
    made = []
    for number in range(first, first + count):
        begin = number * 7 % len(_WORDS)
        words = (_WORDS[begin:] + _WORDS)[: 12 + number % 5]
        made.append(f"Rule {chr(65 + number % 26)}{chr(97 + number // 26)} says {' '.join(words)}.")
    return " ".join(made)


class Paper:
    """Pages to write on; places are points from the left and from the top."""

    def __init__(self, title: str = "", author: str = "", password: str = "") -> None:
        self.raw = io.BytesIO()
        lock = StandardEncryption(password) if password else None
        self.canvas = Canvas(self.raw, pagesize=(WIDTH, HEIGHT), encrypt=lock, pageCompression=0)
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)

    def write(self, x: float, y: float, text: str, size: float = 11, font: str = LATIN) -> float:
        """One line that begins here; gives the place where it ends."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, HEIGHT - y, text)
        return x + stringWidth(text, font, size)

    def lines(
        self,
        lines: Sequence[str],
        x: float = 50,
        y: float = 80,
        size: float = 11,
        font: str = LATIN,
    ) -> float:
        """Lines one under the other; gives the place of the next."""
        for line in lines:
            self.write(x, y, line, size, font)
            y += 1.3 * size
        return y

    def prose(
        self,
        text: str,
        x: float = 50,
        y: float = 80,
        width: float = 320,
        indent: float = 18,
        foot: float = HEIGHT,
    ) -> float:
        """A paragraph wrapped to a width, its first line indented; gives the place of the next.

        What would stand below ``foot`` goes on overleaf.
        """
        line = ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if stringWidth(longer, LATIN, 11) + indent > width:
                self.write(x + indent, y, line)
                y, indent, longer = y + 14, 0, word
                if y > foot:
                    self.page()
                    y = 80
            line = longer
        self.write(x + indent, y, line)
        return y + 14

    def downwards(
        self, lines: Sequence[str], x: float = 360, y: float = 60, size: float = 12
    ) -> None:
        """Lines from top to bottom, each to the left of the one before."""
        for number, line in enumerate(lines):
            self.write(x - 20 * number, y, line, size, UPRIGHT)

    def page(self) -> None:
        self.canvas.showPage()

    def done(self) -> bytes:
        """The file; what was written last has to be ended by ``page``."""
        self.canvas.save()
        return self.raw.getvalue()


def draw_nested_forms(depth: int) -> bytes:
    """A page that draws a form ten times, which draws the next one ten times, and so on."""

    def stream(words: str, keys: str = "") -> str:
        return f"<<{keys}/Length {len(words)}>>stream\n{words}\nendstream"

    forms = []
    for at in range(depth):
        inner = f"/XObject<</X {7 + at} 0 R>>" if at < depth - 1 else ""
        drawn = "/X Do " * 10 if inner else "BT /F 12 Tf 50 300 Td (x) Tj ET"
        keys = f"/Subtype/Form/BBox[0 0 400 600]/Resources<</Font<</F 5 0 R>>{inner}>>"
        forms.append(stream(drawn, keys))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents 4 0 R"
        "/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>",
        stream("BT /F 12 Tf 50 500 Td (Words that are read) Tj ET /X Do"),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *forms,
    ]
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{one}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF"
    return body + (head + end).encode()
