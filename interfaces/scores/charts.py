"""Charts of scores as Vega-Lite, drawn by vl-convert without a browser or a network: SVG, or one HTML file."""

from collections.abc import Mapping, Sequence
from html import escape
from importlib import import_module
from typing import Any

from ...engine.errors import InvalidInput
from ...scoring.card import Card
from ...scoring.distributing import bands, distribution, latest, scale
from ...scoring.numbers import so_many
from ...scoring.published import Published
from ...scoring.wording import STAR, star

Chart = dict[str, Any]
"""A Vega-Lite specification."""

BEST_TO_WORST = ("#1b7837", "#5aae61", "#e08214", "#b2182b", "#762a83", "#4d4d4d")
"""Grades from the first to the last, told apart also by those who do not see red and green as others do."""
UNGRADED = "#2166ac"
INK = "#222222"
WIDTH, HEIGHT = 760, 340
DAYS: Chart = {
    "field": "day", "type": "temporal", "title": "day",
    "axis": {"format": "%Y-%m-%d", "labelOverlap": True, "labelSeparation": 12},
}  # fmt: skip


def distribution_chart(card: Card, scores: Sequence[Published]) -> Chart:
    """All sellers of one day: a histogram of totals under the grades' bands; of cards without points, the grades."""
    found = distribution(card, scores)
    day = f" on {scores[0].day}" if scores else ""
    without = sum(count for _, count in found.not_scored)
    reasons = "; ".join(f"{count:,}: {why}" for why, count in found.not_scored[:3])
    under = f"{so_many(found.sellers, 'sellers')}, {without:,} of them not scored{f' ({reasons})' if reasons else ''}"
    title = _title(f"{card.title}{day}", under + _ours(card))
    if not card.parts:
        return _base(title) | _grade_bars(card, dict(found.grades))
    rows = [
        {"low": float(bar.low), "high": float(bar.high), "grade": bar.grade or "no grade", "sellers": bar.sellers}
        for bar in found.bars
    ]
    bars = {
        "data": {"values": rows},
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 0.5},
        "encoding": {
            "x": {"field": "low", "type": "quantitative", "bin": "binned", **_total_axis(card)},
            "x2": {"field": "high"},
            "y": {"field": "sellers", "type": "quantitative", "stack": True, "title": "sellers",
                  "axis": _whole(rows)},
            "color": _colour(card),
            "tooltip": [{"field": "low", "title": "from"}, {"field": "high", "title": "below"}, {"field": "grade"},
                        {"field": "sellers"}],
        },
    }  # fmt: skip
    return _base(title) | {"layer": [*_bands(card, "x"), bars]}


def history_chart(card: Card, history: Sequence[Published]) -> Chart:
    """One seller's score over time in the grades' bands; a gap is a day without a score, a diamond a month's mean."""
    known = latest(history)
    seller = f": seller {known[0].seller}" if known else ""
    span = f"{known[0].day} to {known[-1].day}" if known else "no scores"
    if any(one.why_not for one in known) and card.parts:
        span += "; ticks at the bottom: days without a score"
    if any(one.period == "month" and one.total is not None for one in known) and card.parts:
        span += "; diamonds: means of months"
    title = _title(card.title + seller, span + _ours(card))
    rows = [_point(one) for one in known]
    if not card.parts:
        return _base(title) | {"data": {"values": rows}, **_grade_points(card)}
    y = {"field": "total", "type": "quantitative", **_total_axis(card)}
    colour = _colour(card)
    tips = [{"field": name} for name in ("date", "period", "shown", "grade", "category", "revision", "why_not")]
    layers: list[Chart] = [
        {"transform": [{"filter": "datum.period == 'day'"}], "mark": {"type": "line", "color": INK, "strokeWidth": 1},
         "encoding": {"x": DAYS, "y": y, "detail": {"field": "category"}}},
        {"transform": [{"filter": "datum.period == 'day' && isValid(datum.total)"}],
         "mark": {"type": "circle", "size": 36, "opacity": 1},
         "encoding": {"x": DAYS, "y": y, "color": colour, "tooltip": tips}},
        {"transform": [{"filter": "datum.period == 'month' && isValid(datum.total)"}],
         "mark": {"type": "point", "shape": "diamond", "size": 170, "filled": True, "stroke": INK, "opacity": 1},
         "encoding": {"x": DAYS, "y": y, "color": colour, "tooltip": tips}},
        {"transform": [{"filter": "!isValid(datum.total)"}],
         "mark": {"type": "tick", "orient": "vertical", "color": INK, "size": 10},
         "encoding": {"x": DAYS, "y": {"value": HEIGHT - 5}, "tooltip": tips}},
    ]  # fmt: skip
    data = {"data": {"values": rows}}
    return _base(title) | {"layer": [*_bands(card, "y"), *({**data, **layer} for layer in layers)]}


def to_svg(chart: Chart) -> str:
    """The chart as SVG."""
    return _drawer().vegalite_to_svg(chart)


def to_html(chart: Chart) -> str:
    """The chart as one HTML file that needs nothing else."""
    made: str = _drawer().vegalite_to_html(chart, bundle=True)
    return made.replace("<title>Chart</title>", f"<title>{escape(chart['title']['text'])}</title>", 1)


def _drawer() -> Any:
    try:
        return import_module("vl_convert")
    except ModuleNotFoundError as error:
        raise InvalidInput("charts", 'need the extra `charts`: pip install "dispute-engine[charts]"') from error


def _base(title: Chart) -> Chart:
    axis = {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 13, "titleFontWeight": "normal",
            "gridColor": "#dddddd"}  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": title, "width": WIDTH, "height": HEIGHT, "background": "white", "padding": 16,
        "config": {"font": "Verdana, DejaVu Sans, Geneva, sans-serif", "axis": axis,
                   "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 13}},
    }  # fmt: skip


def _title(text: str, under: str) -> Chart:
    return {
        "text": text, "subtitle": under, "anchor": "start", "color": INK, "subtitleColor": INK, "fontSize": 16,
        "subtitleFontSize": 12, "offset": 26, "subtitlePadding": 4,
    }  # fmt: skip


def _total_axis(card: Card) -> Chart:
    least, most = scale(card)
    unit = "stars" if most == 5 else "points"
    limits = [float(least), float(most)]
    ends = f"{least.normalize():f} to {most.normalize():f}"
    axis = {"tickCount": 10, "format": "~f"}
    return {"scale": {"domain": limits, "nice": False}, "title": f"score ({unit}, {ends})", "axis": axis}


def _whole(rows: Sequence[Mapping[str, Any]]) -> Chart:
    """An axis of counts: few have a tick each, since Vega would put ticks between them, rounded to the next."""
    most = sum(row["sellers"] for row in rows)
    few = {"values": list(range(most + 1))} if most <= 10 else {"tickMinStep": 1}
    return few | {"format": ",d"}


def _colour(card: Card) -> Chart:
    if not card.grades:
        return {"value": UNGRADED}
    colours = _colours(card)
    legend = {"legend": None} if bands(card) else {}
    return {"field": "grade", "type": "nominal", "title": "grade", **legend,
            "scale": {"domain": [*colours], "range": [*colours.values()]}}  # fmt: skip


def _colours(card: Card) -> Mapping[str, str]:
    return {grade: BEST_TO_WORST[place % len(BEST_TO_WORST)] for place, grade in enumerate(card.ranked)}


def _named(card: Card) -> dict[str, str]:
    """The names of the grades that have a band, with a star where its cut is our default."""
    return {one.grade: one.grade + star(*card.grounds(card.grades, one.grade)) for one in bands(card)}


def _ours(card: Card) -> str:
    """What the stars of bands say."""
    return f"; {STAR} by a bound that is our default" if any(STAR in name for name in _named(card).values()) else ""


def _bands(card: Card, along: str) -> list[Chart]:
    """The grades as shaded bands with their names, along the axis that shows totals."""
    names = _named(card)
    found = [
        {"grade": one.grade, "name": names[one.grade], "low": float(one.low), "high": float(one.high)}
        for one in bands(card)
    ]
    if not found:
        return []
    field = {"field": "low", "type": "quantitative", **_total_axis(card)}
    ends = {along: field, f"{along}2": {"field": "high"}, "color": _colour(card)}
    data = {"data": {"values": found}}
    middle = {"transform": [{"calculate": "(datum.low + datum.high) / 2", "as": "middle"}]}
    place = {along: {"field": "middle", "type": "quantitative", **_total_axis(card)}}
    text = {"type": "text", "color": INK, "fontSize": 12}
    name = (
        {"mark": text | {"baseline": "bottom"}, "encoding": place | {"y": {"value": -6}, "text": {"field": "name"}}}
        if along == "x"
        else {"mark": text | {"align": "left"}, "encoding": place | {"x": {"value": WIDTH + 6},
                                                                     "text": {"field": "name"}}}
    )  # fmt: skip
    return [{**data, "mark": {"type": "rect", "opacity": 0.14}, "encoding": ends}, {**data, **middle, **name}]


def _grade_bars(card: Card, counts: Mapping[str, int]) -> Chart:
    rows = [{"grade": name, "sellers": count} for name, count in counts.items()]
    x = {"field": "grade", "type": "nominal", "sort": list(counts), "title": "grade", "axis": {"labelAngle": 0}}
    y = {"field": "sellers", "type": "quantitative", "title": "sellers", "axis": _whole(rows)}
    label = {"type": "text", "dy": -8, "color": INK, "fontSize": 12}
    shared = {"x": x, "y": y}
    return {
        "data": {"values": rows},
        "layer": [
            {"mark": "bar", "encoding": shared | {"color": _colour(card) | {"legend": None}}},
            {"mark": label, "encoding": shared | {"text": {"field": "sellers", "format": ",d"}}},
        ],
    }


def _grade_points(card: Card) -> Chart:
    names = [*card.ranked, "not scored"]
    return {
        "mark": {"type": "circle", "size": 90, "opacity": 1, "stroke": INK, "strokeWidth": 0.5},
        "encoding": {
            "x": DAYS,
            "y": {"field": "grade", "type": "ordinal", "title": "grade", "scale": {"domain": names},
                  "axis": {"grid": True}},
            "color": {"field": "grade", "type": "nominal", "legend": None,
                      "scale": {"domain": names, "range": [*_colours(card).values(), "#999999"]}},
            "tooltip": [{"field": name} for name in ("date", "grade", "category", "revision", "why_not")],
        },
    }  # fmt: skip


def _point(one: Published) -> dict[str, Any]:
    grade = one.grade or ("not scored" if one.why_not else "none")
    return {
        # Noon, so that no reader's time zone moves it to another day.
        "day": f"{one.day}T12:00:00", "date": one.day.isoformat(), "period": one.period,
        "total": None if one.shown is None else float(one.shown), "shown": one.shown,
        "grade": grade, "category": one.category or "", "revision": one.revision,
        "why_not": one.why_not or "",
    }  # fmt: skip
