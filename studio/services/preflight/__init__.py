"""Preflight: what would make a training fail, said before it costs money.

``look.check`` looks, ``fixes.fix`` mends, ``report`` writes what was found as HTML or JSON.
"""
