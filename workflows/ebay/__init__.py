"""eBay: the life of the requests under its money back guarantee."""
