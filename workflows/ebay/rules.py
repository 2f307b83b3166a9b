"""The numbers of eBay's dispute rules, each with its mark and source. The rows are in lifecycle.py."""

from ...engine.deadlines import Duration, Zone
from ..holidays import US_FEDERAL

_RULES = "eBay Money Back Guarantee policy"
_SECONDARY = "secondary sources on the eBay Money Back Guarantee"
_OURS = "our default: no public document gives it"

# Our default: the zone of the company's seat, and the holidays of its country.
ZONE = Zone("America/Los_Angeles", holidays=US_FEDERAL)

FILING_WINDOW = Duration("FILING_WINDOW", "P30D", "default", _OURS)
RESPONSE_WINDOW = Duration("RESPONSE_WINDOW", "P3D", "found", _RULES, calendar="business_days")
ESCALATION_CLOSES = Duration("ESCALATION_CLOSES", "P21D", "found", _SECONDARY, calendar="business_days")
ARBITRATION_SLA = Duration("ARBITRATION_SLA", "PT48H", "found", _RULES)
ARBITRATION_DEFAULT = Duration("ARBITRATION_DEFAULT", "P30D", "default", _OURS)
RETURN_SHIPMENT = Duration("RETURN_SHIPMENT", "P15D", "default", _OURS, calendar="business_days")
RETURN_CONFIRMATION = Duration("RETURN_CONFIRMATION", "P30D", "default", _OURS)
REFUND_DUE = Duration("REFUND_DUE", "P2D", "found", _RULES, calendar="business_days")
APPEAL_WINDOW = Duration("APPEAL_WINDOW", "P30D", "found", _RULES)
APPEAL_DECISION = Duration("APPEAL_DECISION", "P30D", "default", _OURS)
EXTENSION = Duration("EXTENSION", "P30D", "default", _OURS)
PAUSES = Duration("PAUSES", "P30D", "default", _OURS)

REASONS = {
    "not_received": (),
    "not_as_described": ("wrong_description", "quality", "damaged", "short_shipment", "counterfeit"),
}
"""Each category with its reasons (our default: the codes that other marketplaces share)."""
