"""A workflow for the holiday rules: AliExpress with holidays that make the five and the seven days longer by three."""

from dataclasses import replace
from datetime import date

from disputes import workflows
from disputes.engine.deadlines import Duration, HolidayRange, Zone

_LONGER = HolidayRange(
    "spring",
    date(2026, 3, 9),
    date(2026, 3, 15),
    Duration("SPRING_HOLIDAYS", "P3D", "default", "made up for the scenarios"),
    ("RESPONSE_WINDOW", "INTERVENTION"),
)
HOLIDAY = replace(
    workflows.get("aliexpress@2"), name="holiday", version=1, zone=Zone("America/Los_Angeles", ranges=(_LONGER,))
)
"""Days of Los Angeles, the first and the last included: 9 to 15 March 2026."""
