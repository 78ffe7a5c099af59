"""Screens: show a session in letters that fill a terminal, or as plain lines."""
