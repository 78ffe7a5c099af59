"""Speakers: sound in the air, one module for each library that plays; none imports another."""
