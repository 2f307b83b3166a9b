def showcase() -> None:
    """x"""
