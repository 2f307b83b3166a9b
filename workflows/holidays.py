"""Public holidays, frozen: `make holidays` writes them with the package `holidays`. Do not edit.

Another list of days is another workflow: give those that use it a new version.
"""

from datetime import date

US_FEDERAL = frozenset(
    {
        date(2024, 1, 1),  # New Year's Day
        date(2024, 1, 15),  # Martin Luther King Jr. Day
        date(2024, 2, 19),  # Washington's Birthday
        date(2024, 5, 27),  # Memorial Day
        date(2024, 6, 19),  # Juneteenth National Independence Day
        date(2024, 7, 4),  # Independence Day
        date(2024, 9, 2),  # Labor Day
        date(2024, 10, 14),  # Columbus Day
        date(2024, 11, 11),  # Veterans Day
        date(2024, 11, 28),  # Thanksgiving Day
        date(2024, 12, 25),  # Christmas Day
        date(2025, 1, 1),  # New Year's Day
        date(2025, 1, 20),  # Martin Luther King Jr. Day
        date(2025, 2, 17),  # Washington's Birthday
        date(2025, 5, 26),  # Memorial Day
        date(2025, 6, 19),  # Juneteenth National Independence Day
        date(2025, 7, 4),  # Independence Day
        date(2025, 9, 1),  # Labor Day
        date(2025, 10, 13),  # Columbus Day
        date(2025, 11, 11),  # Veterans Day
        date(2025, 11, 27),  # Thanksgiving Day
        date(2025, 12, 25),  # Christmas Day
        date(2026, 1, 1),  # New Year's Day
        date(2026, 1, 19),  # Martin Luther King Jr. Day
        date(2026, 2, 16),  # Washington's Birthday
        date(2026, 5, 25),  # Memorial Day
        date(2026, 6, 19),  # Juneteenth National Independence Day
        date(2026, 7, 3),  # Independence Day (observed)
        date(2026, 7, 4),  # Independence Day
        date(2026, 9, 7),  # Labor Day
        date(2026, 10, 12),  # Columbus Day
        date(2026, 11, 11),  # Veterans Day
        date(2026, 11, 26),  # Thanksgiving Day
        date(2026, 12, 25),  # Christmas Day
        date(2027, 1, 1),  # New Year's Day
        date(2027, 1, 18),  # Martin Luther King Jr. Day
        date(2027, 2, 15),  # Washington's Birthday
        date(2027, 5, 31),  # Memorial Day
        date(2027, 6, 18),  # Juneteenth National Independence Day (observed)
        date(2027, 6, 19),  # Juneteenth National Independence Day
        date(2027, 7, 4),  # Independence Day
        date(2027, 7, 5),  # Independence Day (observed)
        date(2027, 9, 6),  # Labor Day
        date(2027, 10, 11),  # Columbus Day
        date(2027, 11, 11),  # Veterans Day
        date(2027, 11, 25),  # Thanksgiving Day
        date(2027, 12, 24),  # Christmas Day (observed)
        date(2027, 12, 25),  # Christmas Day
        date(2027, 12, 31),  # New Year's Day (observed)
        date(2028, 1, 1),  # New Year's Day
        date(2028, 1, 17),  # Martin Luther King Jr. Day
        date(2028, 2, 21),  # Washington's Birthday
        date(2028, 5, 29),  # Memorial Day
        date(2028, 6, 19),  # Juneteenth National Independence Day
        date(2028, 7, 4),  # Independence Day
        date(2028, 9, 4),  # Labor Day
        date(2028, 10, 9),  # Columbus Day
        date(2028, 11, 10),  # Veterans Day (observed)
        date(2028, 11, 11),  # Veterans Day
        date(2028, 11, 23),  # Thanksgiving Day
        date(2028, 12, 25),  # Christmas Day
        date(2029, 1, 1),  # New Year's Day
        date(2029, 1, 15),  # Martin Luther King Jr. Day
        date(2029, 2, 19),  # Washington's Birthday
        date(2029, 5, 28),  # Memorial Day
        date(2029, 6, 19),  # Juneteenth National Independence Day
        date(2029, 7, 4),  # Independence Day
        date(2029, 9, 3),  # Labor Day
        date(2029, 10, 8),  # Columbus Day
        date(2029, 11, 11),  # Veterans Day
        date(2029, 11, 12),  # Veterans Day (observed)
        date(2029, 11, 22),  # Thanksgiving Day
        date(2029, 12, 25),  # Christmas Day
        date(2030, 1, 1),  # New Year's Day
        date(2030, 1, 21),  # Martin Luther King Jr. Day
        date(2030, 2, 18),  # Washington's Birthday
        date(2030, 5, 27),  # Memorial Day
        date(2030, 6, 19),  # Juneteenth National Independence Day
        date(2030, 7, 4),  # Independence Day
        date(2030, 9, 2),  # Labor Day
        date(2030, 10, 14),  # Columbus Day
        date(2030, 11, 11),  # Veterans Day
        date(2030, 11, 28),  # Thanksgiving Day
        date(2030, 12, 25),  # Christmas Day
        date(2031, 1, 1),  # New Year's Day
        date(2031, 1, 20),  # Martin Luther King Jr. Day
        date(2031, 2, 17),  # Washington's Birthday
        date(2031, 5, 26),  # Memorial Day
        date(2031, 6, 19),  # Juneteenth National Independence Day
        date(2031, 7, 4),  # Independence Day
        date(2031, 9, 1),  # Labor Day
        date(2031, 10, 13),  # Columbus Day
        date(2031, 11, 11),  # Veterans Day
        date(2031, 11, 27),  # Thanksgiving Day
        date(2031, 12, 25),  # Christmas Day
        date(2032, 1, 1),  # New Year's Day
        date(2032, 1, 19),  # Martin Luther King Jr. Day
        date(2032, 2, 16),  # Washington's Birthday
        date(2032, 5, 31),  # Memorial Day
        date(2032, 6, 18),  # Juneteenth National Independence Day (observed)
        date(2032, 6, 19),  # Juneteenth National Independence Day
        date(2032, 7, 4),  # Independence Day
        date(2032, 7, 5),  # Independence Day (observed)
        date(2032, 9, 6),  # Labor Day
        date(2032, 10, 11),  # Columbus Day
        date(2032, 11, 11),  # Veterans Day
        date(2032, 11, 25),  # Thanksgiving Day
        date(2032, 12, 24),  # Christmas Day (observed)
        date(2032, 12, 25),  # Christmas Day
        date(2032, 12, 31),  # New Year's Day (observed)
    }
)
"""The federal holidays of the United States as observed, 2024 to 2032."""
