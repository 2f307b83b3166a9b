"""PayPal: the life of its disputes."""
