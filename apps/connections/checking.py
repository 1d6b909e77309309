"""Trying a connection without spending: does it answer, and does it accept the key?"""

from dataclasses import dataclass

from apps.connections import words
from apps.connections.fields import WrongFieldKey
from apps.connections.models import Connection
from apps.providers.errors import ProviderError


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a test went, in a sentence for staff. It never holds a key, nor what the service wrote."""

    works: bool
    sentence: str


def check(connection: Connection) -> Outcome:
    """Ask the service, as the connection is stored."""
    try:
        account = connection.account
    except WrongFieldKey:
        return Outcome(False, str(words.UNREADABLE))
    if not account.key:
        return Outcome(False, str(words.NO_KEY))
    try:
        found = connection.adapter.check(account)
    except ProviderError as error:
        return Outcome(False, words.trouble(error.reason))
    return Outcome(True, words.works(found.units))
