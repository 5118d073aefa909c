"""What a passage is about: its key terms, and tags from a small list of a mentor's subjects."""

from __future__ import annotations

import re
from collections import Counter

from studio.text.languages import find_language

MOST_TERMS = 6
MOST_TAGS = 3


def find_key_terms(text: str, language: str = "") -> tuple[str, ...]:
    """The words a passage comes back to, the most telling first; at most ``MOST_TERMS``.

    English: words that are not common ones, lower case. Japanese: runs of kanji or katakana.
    """
    row = find_language(language)
    if not row.spaced:
        counts = Counter(t for t in row.term.findall(text) if t not in row.stopwords)
        ranked = sorted(counts, key=lambda t: (-counts[t] * min(len(t), 4), text.index(t)))
        return tuple(ranked[:MOST_TERMS])
    terms = (word.lower().replace("’", "'") for word in row.term.findall(text))
    counts = Counter(word for word in terms if len(word) > 3 and word not in row.stopwords)
    # Longer words say more; of equals, the one that comes first is what the passage begins with.
    first = {word: at for at, word in reversed(list(enumerate(counts)))}
    ranked = sorted(counts, key=lambda w: (-counts[w] * min(len(w), 8), first[w]))
    return tuple(ranked[:MOST_TERMS])


def suggest_tags(text: str, language: str = "") -> tuple[str, ...]:
    """Up to ``MOST_TAGS`` subjects that a passage speaks of most."""
    subjects = find_language(language).subjects
    counts = [(len(re.findall(pattern, text, re.IGNORECASE)), tag) for tag, pattern in subjects]
    ranked = sorted((pair for pair in counts if pair[0]), key=lambda pair: -pair[0])
    return tuple(tag for _count, tag in ranked[:MOST_TAGS])
