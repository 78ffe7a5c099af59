"""Engines: turn text into clips, one module for each."""
