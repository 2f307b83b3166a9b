"""`make scores`: the half year with every day scored, as a summary and as plots in build/scores.

A round a month, or with `--daily` a round a day, as the daemon would: an hour.
"""

import shutil
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter

from disputes.interfaces.cli.output import add_row, show, table
from disputes.interfaces.scores.charts import distribution_chart, history_chart, to_html, to_svg
from disputes.scoring.published import Published

from .half_year import DAILY_ROUNDS, FOLDER, MARKETPLACE, MONTHLY_ROUNDS, HalfYear, House, half_year, published

TO = Path("build") / "scores"


def main() -> int:
    """Run it; without the data say where it belongs."""
    if not FOLDER.is_dir():
        sys.stderr.write(f"The Olist subset may not be shipped: put its files into {FOLDER}.\n")
        return 1
    shutil.rmtree(TO, ignore_errors=True)
    TO.mkdir(parents=True)
    begun = perf_counter()

    def say(text: str) -> None:
        sys.stderr.write(f"{perf_counter() - begun:6.0f} s  {text}\n")

    done = half_year(FOLDER, TO, rounds_at=DAILY_ROUNDS if "--daily" in sys.argv else MONTHLY_ROUNDS, say=say)
    say("every round done")
    summarise(done)
    for house in done.houses:
        draw(house, done)
    say(f"plots are in {TO}")
    done.engine.close()
    return 0


def summarise(done: HalfYear) -> None:
    """The funnel of the disputes, what the runs of each card did, and each card's newest scores."""
    funnel = done.report.funnel
    show(f"{funnel.orders:,} orders, {funnel.filed:,} disputes filed, {sum(funnel.outcomes.values()):,} ended")
    made = table("Card", "Of", "Runs", "Days", "Published", "Revised", "Unchanged", keep=(0,))
    for name, period in dict.fromkeys((run.card, run.period) for run in done.runs):
        runs = [run for run in done.runs if (run.card, run.period) == (name, period)]
        days = len({day for run in runs for day in run.days})
        counts = (
            sum(run.new for run in runs),
            sum(len(run.revised) for run in runs),
            sum(run.unchanged for run in runs),
        )
        add_row(made, name, period, *(f"{count:,}" for count in (len(runs), days, *counts)))
    show("", made)
    made = table("Card", "Of", "Newest", "Sellers", "Scored", "How", keep=(0,))
    for house in done.houses:
        newest = {(card.id, period): (day, found) for card, period, day, found in published(house, done.clock)}
        for (name, period), (day, found) in newest.items():
            scored = [one for one in found if one.why_not is None]
            said = Counter(one.grade or one.why_not or "scored" for one in found).most_common(4)
            how = ", ".join(f"{count:,} {what}" for what, count in said)
            add_row(made, name, period, str(day), f"{len(found):,}", f"{len(scored):,}", how)
    show("", made)


def draw(house: House, done: HalfYear) -> None:
    """Every card's sellers on its newest day, and the seller of whom it counts most, as SVG and HTML."""
    with house.open(done.clock) as scores:
        for card in house.cards:
            found = scores.newest(card.id, MARKETPLACE)
            charts = {card.name: distribution_chart(card, found)}
            scored = [one for one in found if one.why_not is None]
            if scored:
                busiest = max(scored, key=_rows)
                history = scores.history(card.id, busiest.seller, marketplace=MARKETPLACE)
                charts[f"{card.name}-seller"] = history_chart(card, history)
            for name, chart in charts.items():
                (TO / f"{name}.svg").write_text(to_svg(chart), encoding="utf-8")
                (TO / f"{name}.html").write_text(to_html(chart), encoding="utf-8")


def _rows(score: Published) -> int:
    """How many rows its score counts."""
    return sum(of for windows in score.counts.values() for _, of in windows)


if __name__ == "__main__":
    sys.exit(main())
