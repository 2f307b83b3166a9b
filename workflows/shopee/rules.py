"""The numbers of Shopee's dispute rules, each with its mark and source. The rows are in lifecycle.py."""

from ...engine.deadlines import Duration, Zone

_RULES = "Shopee seller centre on return and refund requests"
_OURS = "our default: no public document gives it"

# Our default: the zone of the company's seat; every length of time here is elapsed time.
ZONE = Zone("Asia/Singapore")

FILING_WINDOW = Duration("FILING_WINDOW", "P15D", "default", _OURS)
RESPONSE_WINDOW = Duration("RESPONSE_WINDOW", "P2D", "found", _RULES)
ADJUSTMENT_WINDOW = Duration("ADJUSTMENT_WINDOW", "P1D", "found", _RULES)
INTERVENTION = Duration("INTERVENTION", "P7D", "default", _OURS)
ARBITRATION_SLA = Duration("ARBITRATION_SLA", "P7D", "default", _OURS)
ARBITRATION_DEFAULT = Duration("ARBITRATION_DEFAULT", "P30D", "default", _OURS)
EXTENSION = Duration("EXTENSION", "P30D", "default", _OURS)
PAUSES = Duration("PAUSES", "P30D", "default", _OURS)

REASONS = {
    "not_received": (),
    "not_as_described": ("wrong_description", "quality", "damaged", "short_shipment", "counterfeit"),
}
"""Each category with its reasons (our default: the codes that other marketplaces share)."""
