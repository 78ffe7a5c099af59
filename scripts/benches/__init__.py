"""Measure what voiceguide promises, each figure beside a standard of comparison; one module for each row."""
