"""The numbers of the parties' behaviour: their shape, and how they are read from TOML.

What each number means is said in `parties.toml`, beside its value.
"""

import tomllib
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ..engine.errors import InvalidInput

SHIPPED = "parties.toml"

T = TypeVar("T")

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Hours = Annotated[float, Field(gt=0, le=24 * 365, allow_inf_nan=False)]


class _Table(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Shares(_Table):
    """Shares of one whole; what they leave goes to the choice that is not named."""

    @model_validator(mode="after")
    def _at_most_one(self) -> "_Shares":
        total = sum(float(getattr(self, name)) for name in type(self).model_fields)
        if total > 1 + 1e-9:
            raise ValueError(f"the shares add up to {total:g}, more than 1")
        return self

    def choose(self, random: Random) -> str:
        """The name of one share, drawn by its weight; `rest` for what they leave."""
        drawn = random.random()
        for name in type(self).model_fields:
            drawn -= getattr(self, name)
            if drawn < 0:
                return name
        return "rest"


class Between(_Table):
    """A share drawn evenly between two."""

    least: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
    most: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]

    @model_validator(mode="after")
    def _ordered(self) -> "Between":
        if self.least > self.most:
            raise ValueError("least must not be above most")
        return self

    def draw(self, random: Random) -> float:
        """A share between `least` and `most`."""
        return random.uniform(self.least, self.most)


class Delay(_Table):
    """A number of hours between `least` and `most`, most often near `usual`."""

    least: Hours
    usual: Hours
    most: Hours

    @model_validator(mode="after")
    def _ordered(self) -> "Delay":
        if not self.least <= self.usual <= self.most:
            raise ValueError("must be least <= usual <= most")
        return self

    def draw(self, random: Random) -> timedelta:
        """A length of time, in whole seconds."""
        return timedelta(seconds=round(3600 * random.triangular(self.least, self.most, self.usual)))


class ByCategory(_Table, Generic[T]):
    """A value for each category of reasons."""

    not_received: T
    not_as_described: T
    buyer_reason: T

    def of(self, category: str) -> T:
        """The value of a category."""
        value: T = getattr(self, category)
        return value


class Orders(_Table):
    """What the files do not know about sellers and orders."""

    silver_sellers: Share
    gold_sellers: Share
    after_sales_guarantee: Share
    platform_logistics: Share

    @model_validator(mode="after")
    def _medals(self) -> "Orders":
        if self.silver_sellers + self.gold_sellers > 1:
            raise ValueError("silver_sellers and gold_sellers add up to more than 1")
        return self


class BuyerMeets(_Shares):
    """What a buyer does with the seller's answer."""

    accepts: Share
    changes_claim: Share
    withdraws: Share


class Buyer(_Table):
    """How buyers behave."""

    has_evidence: Share
    pictures_at_most: Annotated[int, Field(ge=1, le=5)]
    files_again_when_too_early: Share
    files_again_with_evidence: Share
    files_twice: Share
    withdraws_when_goods_arrive: Share
    changes_claim_at_most: Annotated[int, Field(ge=0, le=10)]
    gives_in_by: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)]
    accepts_proposal: Share
    settles_in_arbitration: Share
    withdraws_in_arbitration: Share
    asks_for_everything: ByCategory[Share]
    asks_for: Between
    meets_offer: BuyerMeets
    meets_refusal: BuyerMeets
    answers_after: Delay
    comes_back_after: Delay
    notices_arrival_after: Delay


class SellerMeets(_Shares):
    """What a seller does with a claim."""

    accepts: Share
    offers: Share


class Seller(_Table):
    """How sellers behave."""

    silent: Share
    accepts_changed_claim: Share
    accepts_proposal: Share
    gives_in_in_arbitration: Share
    answers_after: Delay
    meets_claim: ByCategory[SellerMeets]
    offers: Between


class Verdict(_Shares):
    """Whom the platform finds in the right."""

    buyer: Share
    both: Share


class Blame(_Shares):
    """Whom the platform finds liable."""

    seller: Share
    carrier: Share
    platform: Share


class Platform(_Table):
    """How the platform behaves."""

    agents: Annotated[int, Field(ge=1, le=10_000)]
    takes_case_early: Share
    silent: Share
    proposes: Share
    takes_case_after: Delay
    decides_after: Delay
    splits: Between
    finds: ByCategory[Verdict]
    blames: ByCategory[Blame]


class Parameters(_Table):
    """All numbers of the model of the parties."""

    orders: Orders
    buyer: Buyer
    seller: Seller
    platform: Platform


def shipped_text() -> str:
    """The shipped parameters as they stand in their file, comments and all."""
    return files(__name__.rpartition(".")[0]).joinpath(SHIPPED).read_text(encoding="utf-8")


def load_parameters(path: Path | None = None) -> Parameters:
    """The parameters in a TOML file, the shipped ones by default; InvalidInput lists all that is wrong."""
    where = SHIPPED if path is None else str(path)
    try:
        text = shipped_text() if path is None else path.read_text(encoding="utf-8")
        return Parameters.model_validate(tomllib.loads(text))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(where, f"cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(where, f"is not valid TOML: {error}") from None
    except ValidationError as error:
        raise InvalidInput.of(error, where) from None
