"""Shopee: the life of its disputes."""
