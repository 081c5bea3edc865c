"""Families past their time are erased: what of them goes, when, and the function that does it."""
