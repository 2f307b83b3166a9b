"""Shein: how it grades sellers."""
