"""The checks of a data set, a module for each lesson."""
