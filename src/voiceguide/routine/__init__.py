"""Reads routine files: text -> Routine, or problems with their places and hints."""
