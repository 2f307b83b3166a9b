"""The numbers of PayPal's dispute rules, each with its mark and source. The rows are in lifecycle.py."""

from ...engine.deadlines import Duration, Zone

_RULES = "PayPal User Agreement and help pages on disputes"
_SECONDARY = "secondary sources on PayPal's claims"
_OURS = "our default: no public document gives it"

# Our default: the zone of the company's seat; every length of time here is elapsed time.
ZONE = Zone("America/Los_Angeles")

FILING_WINDOW = Duration("FILING_WINDOW", "P180D", "found", _RULES)
INQUIRY = Duration("INQUIRY", "P20D", "found", _RULES)
OFFER_WINDOW = Duration("OFFER_WINDOW", "P10D", "found", _RULES)
RESPONSE_WINDOW = Duration("RESPONSE_WINDOW", "P10D", "found", _SECONDARY)
ARBITRATION_SLA = Duration("ARBITRATION_SLA", "P30D", "found", _RULES)
ARBITRATION_DEFAULT = Duration("ARBITRATION_DEFAULT", "P60D", "default", _OURS)
APPEAL_WINDOW = Duration("APPEAL_WINDOW", "P10D", "default", _OURS)
APPEAL_DECISION = Duration("APPEAL_DECISION", "P30D", "default", _OURS)
EXTENSION = Duration("EXTENSION", "P30D", "default", _OURS)
PAUSES = Duration("PAUSES", "P30D", "default", _OURS)

REASONS = {
    "not_received": (),
    "not_as_described": ("wrong_description", "quality", "damaged", "short_shipment", "counterfeit"),
}
"""Each category with its reasons (our default: the codes that other marketplaces share)."""
