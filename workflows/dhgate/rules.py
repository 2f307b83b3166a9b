"""The numbers of DHgate's dispute rules, each with its mark and source. The rows are in lifecycle.py."""

from ...engine.deadlines import Duration, Zone

_RULES = "DHgate dispute rules for sellers"
_OURS = "our default: no public document gives it"

ZONE = Zone("Asia/Shanghai")

FILING_DELAY_EXPRESS = Duration("FILING_DELAY_EXPRESS", "P5D", "found", _RULES)
FILING_DELAY_EMS = Duration("FILING_DELAY_EMS", "P7D", "found", _RULES)
FILING_DELAY_POST = Duration("FILING_DELAY_POST", "P10D", "found", _RULES)
FILING_WINDOW = Duration("FILING_WINDOW", "P90D", "found", _RULES)
FILING_WINDOW_RELEASED = Duration("FILING_WINDOW_RELEASED", "P30D", "found", _RULES)
RESPONSE_WINDOW = Duration("RESPONSE_WINDOW", "P5D", "found", _RULES)
ESCALATION_OPENS = Duration("ESCALATION_OPENS", "P5D", "found", _RULES)
ESCALATION_OPENS_VIP = Duration("ESCALATION_OPENS_VIP", "P3D", "found", _RULES)
INTERVENTION = Duration("INTERVENTION", "P10D", "found", _RULES)
CONTACT_SLA = Duration("CONTACT_SLA", "PT24H", "found", _RULES)
ARBITRATION_SLA = Duration("ARBITRATION_SLA", "P10D", "found", _RULES)
ARBITRATION_DEFAULT = Duration("ARBITRATION_DEFAULT", "P30D", "default", _OURS)
EVIDENCE_WINDOW = Duration("EVIDENCE_WINDOW", "P3D", "found", _RULES)
RETURN_SHIPMENT = Duration("RETURN_SHIPMENT", "P7D", "found", _RULES)
RETURN_CONFIRMATION = Duration("RETURN_CONFIRMATION", "P30D", "found", _RULES)
EXTENSION = Duration("EXTENSION", "P30D", "default", _OURS)
PAUSES = Duration("PAUSES", "P30D", "default", _OURS)

REASONS = {
    "not_received": ("invalid_tracking", "wrong_address", "in_transit", "customs", "returned_to_seller"),
    "not_as_described": ("wrong_description", "quality", "damaged", "short_shipment", "counterfeit"),
}
"""Each category with its reasons (our default: the codes that other marketplaces share)."""
