"""Routine -> Plan: what a routine means, flat and exact."""
