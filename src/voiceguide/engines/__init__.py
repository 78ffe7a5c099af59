"""Engines: text -> clip, one module for each; none imports another."""
