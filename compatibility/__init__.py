"""The tests that need a PostgreSQL, on every version that is supported: run with `make postgres`."""
