"""DHgate: the life of its disputes, and how it grades merchants."""
