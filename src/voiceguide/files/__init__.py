"""Sinks: one module for each kind of file and each loudspeaker; none of them imports another."""
