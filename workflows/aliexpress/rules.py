"""The numbers of AliExpress' dispute rules, each with its mark and source. The rows are in lifecycle.py."""

from ...engine.deadlines import Duration, Zone
from ...engine.definition import EvidenceLimit

_PRODUCT = "product source documents"
_RULES_2021 = "AliExpress dispute rules for sellers, 2021"
_SELLER_RULES = "AliExpress transaction dispute rules"
_OURS = "our default: no public document gives it"

ZONE = Zone("America/Los_Angeles")

FILING_DELAY = Duration("FILING_DELAY", "P10D", "found", _RULES_2021)
FAST_DELIVERY = Duration("FAST_DELIVERY", "P5D", "found", _RULES_2021)
FILING_WINDOW = Duration("FILING_WINDOW", "P15D", "found", _SELLER_RULES)
RESPONSE_WINDOW = Duration("RESPONSE_WINDOW", "P5D", "stated", _PRODUCT)
RESPONSE_REMINDER = Duration("RESPONSE_REMINDER", "P2D", "default", _OURS)
INTERVENTION = Duration("INTERVENTION", "P7D", "stated", _PRODUCT)
ACCEPTANCE_WINDOW = Duration("ACCEPTANCE_WINDOW", "P3D", "default", _OURS)
ARBITRATION_SLA_GOLD = Duration("ARBITRATION_SLA_GOLD", "PT24H", "default", _OURS)
ARBITRATION_SLA_SILVER = Duration("ARBITRATION_SLA_SILVER", "PT48H", "stated", _PRODUCT)
ARBITRATION_SLA = Duration("ARBITRATION_SLA", "P5D", "default", _OURS, calendar="business_days")
ARBITRATION_DEFAULT = Duration("ARBITRATION_DEFAULT", "P30D", "default", _OURS)

# 1 MB is 1,000,000 bytes (SI), as the unit is written.
IMAGES = EvidenceLimit("image", 5, 5_000_000, "default", _OURS)
VIDEOS = EvidenceLimit("video", 1, 500_000_000, "default", _OURS)

REASONS = {
    "not_received": (
        "invalid_tracking",
        "wrong_address",
        "in_transit",
        "customs",
        "returned_to_seller",
        "refused_by_buyer",
        "other_shipping_method",
        "abnormal_tracking",
    ),
    "not_as_described": ("wrong_description", "quality", "damaged", "short_shipment", "counterfeit"),
    "buyer_reason": (),
}
"""Each category with its reasons (found: AliExpress transaction dispute rules)."""
