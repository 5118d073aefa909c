"""Passage Studio turns books into a fine-tuned model that is proven better than its base.

1. A curator's data moves through eight stages: book → passage → draft pair → reviewed pair →
   dataset version → export → training run → comparison.
2. Every stage has a thing (``domain/``), a place (``store/``), a deed (``services/``), a page
   (``ui/``) and a subcommand (``cli``), and carries the same word in each.
3. Imports point one way, ``domain ← text, store, providers ← services ← ui, cli``, and a test
   holds them to it.
4. Reads go straight to the library; writes go through a service, which names the edit and
   returns what changed.
5. Each outside package has one home: PySide6 in ``ui/``, sqlite-utils in ``store/``, openai in
   ``providers/``, tiktoken in ``text/tokens.py``.
"""

__version__ = "0.1.0"
