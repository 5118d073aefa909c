"""Preflight: what would make a training fail, said before it costs money.

``inspection.check`` looks, ``fixes.mend`` mends, ``report`` writes what was found as HTML or JSON.
"""
