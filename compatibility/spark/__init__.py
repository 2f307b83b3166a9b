"""The same scores on Spark, in an environment of its own: run with `make spark`."""
