"""`score load`: facts from files into the scores' database."""


def load() -> None:
    """Take facts in from files."""
