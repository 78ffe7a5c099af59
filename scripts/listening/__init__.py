"""Routines and voices -> what a recogniser hears of them, and how many of its words are wrong."""
