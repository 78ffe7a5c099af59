"""Routine -> Plan: what a routine means, as a flat list of exact events."""
