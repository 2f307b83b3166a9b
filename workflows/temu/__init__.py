"""Temu: how it rates shops, and what it takes for quality problems."""
