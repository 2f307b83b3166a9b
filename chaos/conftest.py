"""The longer programmes use the tests' PostgreSQL and their helpers."""

from disputes.tests.conftest import postgres_databases, postgres_server, postgres_url

__all__ = ["postgres_databases", "postgres_server", "postgres_url"]
