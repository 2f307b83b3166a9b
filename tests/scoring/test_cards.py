"""The registry of score cards: by name, by version, and without loading what nobody asked for."""

import subprocess
import sys

import pytest
from disputes import InvalidInput
from disputes.workflows import cards

LIGHT = """
import sys
from disputes.workflows import cards
assert "dhgate@1" in cards.ids()
print(sorted({"ibis", "pyarrow", "duckdb"} & set(sys.modules)))
"""


def test_naming_cards_does_not_load_ibis() -> None:
    ran = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize("card", cards.ids())
def test_a_card_is_found_by_its_id_and_by_its_name(card: str) -> None:
    name = card.partition("@")[0]
    assert cards.get(card).id == card
    assert cards.get(name).name == name
    assert cards.get(card) in cards.all()


def test_an_unknown_card_is_answered_with_what_there_is() -> None:
    with pytest.raises(InvalidInput, match=r"no card 'dhgat'; did you mean 'dhgate'\?; there is .*dhgate@1"):
        cards.get("dhgat")
    with pytest.raises(InvalidInput, match="no card 'dhgate@99'"):
        cards.get("dhgate@99")
