"""The rules of DHgate, PayPal, eBay and Shopee that must have a scenario, and the ways their disputes end."""

DHGATE = (
    "open",
    "plans",
    "seller answers within",
    "buyer may ask for mediation",
    "mediation",
    "escalated not as described without evidence",
    "buyer ships the return within",
    "seller does not confirm",
    "not as described after release of payment",
    "ending seller silent",
    "ending agreed",
    "ending withdrawn",
    "ending ruled",
    "ending platform silent",
    "ending lapsed",
    "ending return not shipped",
)

PAYPAL = (
    "open within 180 days",
    "inquiry, 20 days to escalate",
    "an offer unanswered for 10 days",
    "seller answers a claim in 10 days, else full refund",
    "platform decides",
    "one appeal",
    "ending seller silent",
    "ending agreed",
    "ending withdrawn",
    "ending ruled",
    "ending overturned",
    "ending platform silent",
    "ending lapsed",
)

EBAY = (
    "filing",
    "3 business days, then the buyer may escalate",
    "platform decides within 48 h",
    "refund due 2 business days after the return arrived",
    "nobody escalates in 21 business days",
    "appeal 30 days, new evidence",
    "no defect if nobody is at fault",
    "ending agreed",
    "ending withdrawn",
    "ending ruled",
    "ending overturned",
    "ending platform silent",
    "ending lapsed",
    "ending return not shipped",
    "ending return refunded",
)

SHOPEE = (
    "filing",
    "seller 2 days, silence approves",
    "buyer 1 day for an adjusted refund",
    "silence goes to the platform",
    "then platform",
    "ending seller silent",
    "ending agreed",
    "ending withdrawn",
    "ending ruled",
    "ending platform silent",
)

MARKETPLACES = tuple(
    f"{name}: {rule}"
    for name, rules in (("dhgate", DHGATE), ("paypal", PAYPAL), ("ebay", EBAY), ("shopee", SHOPEE))
    for rule in rules
)
