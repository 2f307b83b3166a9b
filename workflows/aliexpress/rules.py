"""The numbers of AliExpress' dispute rules, each with its mark and source. The rows are in lifecycle.py."""

from ...engine.deadlines import Duration, Zone
from ...engine.definition import EvidenceLimit

_PRODUCT = "product source documents"
_RULES_2021 = "AliExpress dispute rules for sellers, 2021"
_SELLER_RULES = "AliExpress transaction dispute rules"
_RULES_2016 = "AliExpress dispute rules, until 2016"
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
RETURN_SHIPMENT = Duration("RETURN_SHIPMENT", "P10D", "found", _SELLER_RULES)
RETURN_CONFIRMATION = Duration("RETURN_CONFIRMATION", "P30D", "default", _OURS)
APPEAL_WINDOW = Duration("APPEAL_WINDOW", "P7D", "found", _SELLER_RULES)
APPEAL_DECISION = Duration("APPEAL_DECISION", "P5D", "found", _SELLER_RULES, calendar="business_days")
EXTENSION = Duration("EXTENSION", "P15D", "default", _OURS)
LONG_EXTENSION = Duration("LONG_EXTENSION", "P30D", "default", _OURS)
PAUSES = Duration("PAUSES", "P30D", "default", _OURS)

# The older regime, aliexpress@1.
OLD_FILING_DELAY = Duration("OLD_FILING_DELAY", "P5D", "found", _RULES_2016)
OLD_ESCALATION_OPENS = Duration("OLD_ESCALATION_OPENS", "P4D", "found", _RULES_2016)
OLD_ESCALATION_CLOSES = Duration("OLD_ESCALATION_CLOSES", "P15D", "found", _RULES_2016)
OLD_INTERVENTION = Duration("OLD_INTERVENTION", "P16D", "found", _RULES_2016)

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

REASON_CODES = {
    "not_delivered": "The seller cannot show that the goods arrived.",
    "delivered": "The goods arrived as the tracking shows.",
    "not_as_described": "The goods differ from their description.",
    "as_described": "The goods are as described.",
    "counterfeit": "The goods are counterfeit.",
    "evidence_insufficient": "The evidence does not show what is claimed.",
    "buyer_at_fault": "The buyer gave a wrong address, refused the parcel or did not collect it.",
}
"""The grounds of rulings (our default: no public document lists them)."""
