"""How fast the engine is, against the same rows read and written by hand: `python -m benchmarks --help`."""
