"""The checks of a data set, a module for each lesson.

To add one: write a row into ``CHECKS`` of its lesson's module, and the kind of finding it makes
into the table of kinds; the inspection, the cards, the report and the command line see it.
"""
