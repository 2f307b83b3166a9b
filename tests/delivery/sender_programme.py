"""A process that sends what is due, with short leases, until it is killed: `sender_programme URL LEASE_SECONDS`."""

import sys
from datetime import timedelta

from disputes import DeliverySettings, DisputeEngine, Limits


def main(url: str, lease: str) -> None:
    """Run a daemon in the foreground."""
    settings = DeliverySettings(lease=timedelta(seconds=float(lease)), limits=Limits(attempt_seconds=30))
    with DisputeEngine(url, delivery=settings) as engine:
        engine.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
