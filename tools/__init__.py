"""Programmes for those who maintain the project; none of it is in the wheel."""
