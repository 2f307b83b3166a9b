"""How sellers stand on a marketplace: the medal and level that scores gave them, version by version."""

from .fields import Id, Instant, Text, input_record
from .inputs import Actor, Medal


@input_record
class Standing:
    """A seller's medal and level on a marketplace, and where they come from.

    `source` names it, such as `aliexpress/level 2026-10 revision 1`. `version` counts from 1; the engine gives
    it, with `set_at` and `by`, when the standing is set.
    """

    seller: Id
    medal: Medal | None = None
    level: Id | None = None
    source: Text | None = None
    marketplace: Id = "default"
    version: int | None = None
    set_at: Instant | None = None
    by: Actor | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Whose it is: the marketplace and the seller."""
        return self.marketplace, self.seller

    @property
    def content(self) -> tuple[str | None, ...]:
        """What it says."""
        return self.medal, self.level, self.source
