"""What was done with many videos at once, kept in the button that takes it back: signed, and good for a day.

Nothing is stored about it, so that it works for whoever did it, in the page in which they read of it, and nowhere else.
"""

from datetime import timedelta
from typing import Any, NamedTuple

from django.core import signing

from apps.teams.models import Team, User

GOOD_FOR = timedelta(days=1)
SALT = "gallery.undo"


class TooLate(Exception):
    """The button is older than a day, or somebody else's."""


class Deed(NamedTuple):
    """`kind` says what was done; `about` is what it takes to undo it, as JSON."""

    kind: str
    about: dict[str, Any]


def token(team: Team, by: User, deed: Deed) -> str:
    return signing.dumps([team.pk, by.pk, *deed], salt=SALT, compress=True)


def deed_of(sent: str, by: User) -> tuple[int, Deed]:
    """What a button of this person undoes, and the pk of the team in which. Raises TooLate."""
    try:
        team, person, kind, about = signing.loads(sent, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature as error:
        raise TooLate from error
    if person != by.pk:
        raise TooLate
    return team, Deed(kind, about)
