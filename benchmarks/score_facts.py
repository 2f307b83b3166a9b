"""A big marketplace of random but repeatable facts, made by DuckDB itself."""

from disputes.storage.warehouse import Warehouse

DAY = "2026-05-01"
"""The day that is scored: its window is the 90 days before it."""

# Orders are paid over 125 days up to the scored day; sellers differ in size, the biggest have a thousand times the
# orders of the smallest. `n(i, salt, below)` is a repeatable random number.
_MACROS = """
CREATE OR REPLACE TEMP MACRO n(i, salt, below) AS (hash(i, salt) % below)::BIGINT;
CREATE OR REPLACE TEMP MACRO local_day(moment) AS (make_timestamp(moment) + INTERVAL 8 HOUR)::DATE;
CREATE OR REPLACE TEMP MACRO seller_of(i, sellers) AS
    's' || (sellers * pow(n(i, 'seller', 1000000) / 1000000.0, 1.6))::BIGINT;
CREATE OR REPLACE TEMP MACRO paid_at(i) AS
    epoch_us(TIMESTAMP '2025-12-27') + n(i, 'paid', 125 * 86400) * 1000000;
"""

_SELLERS = """
INSERT INTO dispute_fact_sellers BY NAME
SELECT 'default' AS marketplace, 's' || i AS id, 1 AS version, moment AS joined_at, local_day(moment) AS joined_on,
       n(i, 'verified', 50) > 0 AS verified, true AS company_verified, true AS enterprise,
       CASE n(i, 'status', 100) WHEN 0 THEN 'closed' WHEN 1 THEN 'left' ELSE 'open' END AS status,
       false AS evading, 1 AS load
FROM (SELECT i, epoch_us(TIMESTAMP '2018-01-01') + n(i, 'joined', 2500) * 86400000000 AS moment
      FROM range({sellers} + 1) AS t(i))
"""

_ORDERS = """
INSERT INTO dispute_fact_orders BY NAME
WITH timed AS (
    SELECT i, paid_at(i) AS paid_at, paid_at(i) + 604800000000 AS ship_by_at,
           CASE WHEN n(i, 'shipped', 100) < 98
                THEN paid_at(i) + n(i, 'shipping', 8 * 86400) * 1000000 END AS shipped_at,
           CASE WHEN n(i, 'cancelled', 200) = 0 THEN paid_at(i) + 86400000000 END AS cancelled_at
    FROM range({first}, {last}) AS t(i)
), ended AS (
    SELECT *, CASE WHEN n(i, 'end', 100) < 80 THEN shipped_at + (3 + n(i, 'way', 20)) * 86400000000 END AS confirmed_at,
           CASE WHEN n(i, 'end', 100) BETWEEN 80 AND 94 THEN shipped_at + 2592000000000 END AS timed_out_at
    FROM timed
)
SELECT 'default' AS marketplace, 'o' || i AS id, 1 AS version, seller_of(i, {sellers}) AS seller,
       'b' || n(i, 'buyer', {orders} // 3) AS buyer, 'c' || n(i, 'category', 30) AS category,
       CASE n(i, 'kind', 500) WHEN 0 THEN 'test' WHEN 1 THEN 'wash' ELSE 'real' END AS kind,
       50 + n(i, 'price', 9000) AS paid, paid_at, local_day(paid_at) AS paid_on, ship_by_at,
       local_day(ship_by_at) AS ship_by_on, shipped_at, local_day(shipped_at) AS shipped_on,
       shipped_at + 86400000000 AS online_at, local_day(shipped_at + 86400000000) AS online_on,
       confirmed_at AS signed_at, local_day(confirmed_at) AS signed_on, confirmed_at,
       local_day(confirmed_at) AS confirmed_on,
       timed_out_at, local_day(timed_out_at) AS timed_out_on, confirmed_at AS completed_at,
       local_day(confirmed_at) AS completed_on, cancelled_at, local_day(cancelled_at) AS cancelled_on,
       CASE WHEN cancelled_at IS NOT NULL THEN ['seller', 'buyer', 'platform'][n(i, 'for', 3) + 1] END AS cancelled_for,
       false AS worry_free, 2 AS load
FROM ended
"""

_SHIPMENTS = """
INSERT INTO dispute_fact_shipments BY NAME
SELECT marketplace, 't' || id AS id, 1 AS version, seller, id AS "order", shipped_at AS entered_at,
       shipped_on AS entered_on,
       CASE WHEN n(id, 'tracked', 10) < 9 THEN shipped_at + 3600000000 END AS tracked_at,
       CASE WHEN n(id, 'tracked', 10) < 9 THEN local_day(shipped_at + 3600000000) END AS tracked_on,
       n(id, 'false', 200) = 0 AS "false", 3 AS load
FROM dispute_fact_orders WHERE shipped_at IS NOT NULL
"""

_REVIEWS = """
INSERT INTO dispute_fact_reviews BY NAME
SELECT marketplace, 'r' || id AS id, 1 AS version, seller, id AS "order", confirmed_at + 86400000000 AS given_at,
       local_day(confirmed_at + 86400000000) AS given_on, 5 - n(id, 'stars', 12) // 10 AS stars,
       5 - n(id, 'description', 14) // 10 AS description, 5 - n(id, 'service', 16) // 10 AS service,
       CASE WHEN n(id, 'rated', 10) > 0 THEN 5 - n(id, 'logistics', 18) // 9 END AS logistics,
       CASE n(id, 'filtered', 100) WHEN 0 THEN 'advertising' END AS filtered, false AS reply_templated, 4 AS load
FROM dispute_fact_orders WHERE confirmed_at IS NOT NULL AND n(id, 'reviewed', 10) < 5
"""

_COMPLAINTS = """
INSERT INTO dispute_fact_review_complaints BY NAME
SELECT marketplace, 'c' || id AS id, 1 AS version, seller, id AS review, given_at AS filed_at, given_on AS filed_on,
       'insult' AS ground, n(id, 'upheld', 3) = 0 AS upheld, 5 AS load
FROM dispute_fact_reviews WHERE n(id, 'complaint', 300) = 0
"""

_DISPUTES = """
INSERT INTO dispute_fact_disputes BY NAME
WITH filed AS (SELECT *, shipped_at + 864000000000 AS moment FROM dispute_fact_orders
               WHERE shipped_at IS NOT NULL AND n(id, 'dispute', 1000) < 18)
SELECT marketplace, 'd' || id AS id, 1 AS version, seller, buyer, id AS "order", '1' AS line, 'dhgate@1' AS workflow,
       ['not_received', 'not_as_described', 'buyer_reason'][n(id, 'reason', 3) + 1] AS reason,
       ['not_received', 'not_as_described', 'buyer_reason'][n(id, 'reason', 3) + 1] AS category_of_reason,
       moment AS filed_at, local_day(moment) AS filed_on,
       CASE WHEN n(id, 'answer', 10) < 8 THEN moment + n(id, 'after', 432000) * 1000000 END AS answered_at,
       CASE WHEN n(id, 'answer', 10) < 8 THEN local_day(moment + n(id, 'after', 432000) * 1000000) END AS answered_on,
       CASE n(id, 'answer', 10) WHEN 8 THEN moment + 432000000000 END AS timed_out_at,
       CASE n(id, 'answer', 10) WHEN 8 THEN local_day(moment + 432000000000) END AS timed_out_on,
       CASE n(id, 'withdrawn', 20) WHEN 0 THEN moment + 86400000000 END AS withdrawn_at,
       CASE n(id, 'withdrawn', 20) WHEN 0 THEN local_day(moment + 86400000000) END AS withdrawn_on,
       moment + 864000000000 AS ended_at, local_day(moment + 864000000000) AS ended_on,
       ['agreed', 'ruled', 'seller_timeout'][n(id, 'resolution', 3) + 1] AS resolution,
       ['seller', 'carrier', 'nobody'][n(id, 'liable', 3) + 1] AS liable, false AS guarantee,
       false AS platform_logistics, false AS with_return, 1 AS revision, 6 AS load
FROM filed
"""

_LISTINGS = """
INSERT INTO dispute_fact_listings BY NAME
SELECT 'default' AS marketplace, 'l' || i AS id, 1 AS version, 's' || n(i, 'seller', {sellers}) AS seller,
       'c' || n(i, 'category', 30) AS category, moment AS listed_at, local_day(moment) AS listed_on,
       CASE n(i, 'delisted', 4) WHEN 0 THEN moment + 8640000000000 END AS delisted_at,
       CASE n(i, 'delisted', 4) WHEN 0 THEN local_day(moment + 8640000000000) END AS delisted_on, 7 AS load
FROM (SELECT i, epoch_us(TIMESTAMP '2025-06-01') + n(i, 'listed', 330) * 86400000000 AS moment
      FROM range({sellers} * 10) AS t(i))
"""

_VIOLATIONS = """
INSERT INTO dispute_fact_violations BY NAME
SELECT marketplace, 'v' || id AS id, 1 AS version, seller, id AS listing, 'brand' AS what,
       listed_at + 2592000000000 AS found_at, local_day(listed_at + 2592000000000) AS found_on, 0 AS points,
       false AS serious, 8 AS load
FROM dispute_fact_listings WHERE n(id, 'violation', 100) = 0
"""

_CHUNK = 1_000_000


def fill(warehouse: Warehouse, *, sellers: int, orders: int) -> None:
    """Put a marketplace into an empty DuckDB warehouse."""
    run = warehouse.connection.raw_sql
    for macro in _MACROS.split(";"):
        if macro.strip():
            run(macro)
    run(_SELLERS.format(sellers=sellers))
    for first in range(0, orders, _CHUNK):
        last = min(first + _CHUNK, orders)
        run(_ORDERS.format(first=first, last=last, sellers=sellers, orders=orders))
    for statement in (_SHIPMENTS, _REVIEWS, _COMPLAINTS, _DISPUTES, _LISTINGS, _VIOLATIONS):
        run(statement.format(sellers=sellers))
    run("CHECKPOINT")
