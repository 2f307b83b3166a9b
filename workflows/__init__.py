"""The workflows that come with the engine, one room per marketplace, those that are installed, and how to find them."""

from functools import cache

from ..engine.definition import Workflow
from ..engine.registry import Registry
from .aliexpress.lifecycle import ALIEXPRESS_1, ALIEXPRESS_2
from .dhgate.lifecycle import DHGATE_1
from .ebay.lifecycle import EBAY_1
from .installed import installed
from .paypal.lifecycle import PAYPAL_1
from .shopee.lifecycle import SHOPEE_1

SHIPPED: tuple[Workflow, ...] = (ALIEXPRESS_1, ALIEXPRESS_2, DHGATE_1, EBAY_1, PAYPAL_1, SHOPEE_1)


def get(name: str) -> Workflow:
    """The workflow of this name, the newest version or a pinned one: `aliexpress`, `aliexpress@2`.

    InvalidInput lists what there is.
    """
    return _registry().get(name)


def all() -> tuple[Workflow, ...]:
    """Every shipped workflow and version, and those that installed distributions offer."""
    return (*SHIPPED, *installed())


@cache
def _registry() -> Registry:
    return Registry(all())
