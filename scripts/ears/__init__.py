"""Voices and texts -> the sounds that the ears are trained on and measured with, and what comes of both."""
