"""Speakers: one module for each library that plays; none imports another."""
