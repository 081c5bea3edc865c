"""Prints plans as SQL with SQLAlchemy Core: no SQL text from input, ever."""
