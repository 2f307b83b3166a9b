"""What runs apart from the ordinary tests: every version of PostgreSQL (`make postgres`), Spark (`make spark`)."""
