"""Writes workflows/holidays.py: the holidays that business days pass over, as the package `holidays` knows them.

They are frozen, so that a new release of that package cannot move a deadline under a workflow version that is in use.
When this writes other days than before, the workflows that use them need a new version.
"""

from pathlib import Path

import holidays

FILE = Path(__file__).parents[1] / "workflows" / "holidays.py"
YEARS = range(2024, 2033)

HEAD = '''"""Public holidays, frozen: `make holidays` writes them with the package `holidays`. Do not edit.

Another list of days is another workflow: give those that use it a new version.
"""

from datetime import date
'''


def text() -> str:
    """The whole file."""
    return f"{HEAD}\n{_days('US_FEDERAL', 'US', 'federal holidays of the United States as observed')}"


def _days(name: str, country: str, meaning: str) -> str:
    found = holidays.country_holidays(country, years=YEARS, language="en_US")
    lines = [f"        {day!r},  # {title}" for day, title in sorted(found.items()) if day.year in YEARS]
    days = "\n".join(line.replace("datetime.", "") for line in lines)
    return f'{name} = frozenset(\n    {{\n{days}\n    }}\n)\n"""The {meaning}, {YEARS[0]} to {YEARS[-1]}."""\n'


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
