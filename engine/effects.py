"""The effects that every workflow has. A row names them; the platform carries them out in its own systems."""

from collections.abc import Mapping

EFFECTS: Mapping[str, str] = {
    "notify_buyer": "Tell the buyer what has happened.",
    "notify_seller": "Tell the seller what has happened.",
    "notify_platform": "Tell the platform's agents that there is something to do.",
    "refund": "Pay the buyer this amount.",
    "recover": "Take this amount back from the buyer.",
    "replace": "Send the goods again.",
}
"""Each with its meaning; a workflow may declare more."""
