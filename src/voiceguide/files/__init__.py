"""Blocks -> a file or sound in the air, by one module for each kind; none of them knows another."""
