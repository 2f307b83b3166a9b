"""DHgate: the life of its disputes."""
