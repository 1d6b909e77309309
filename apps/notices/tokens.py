"""What stands in the address under a mail that ends mails like it: whose, and of which kinds.

It is signed and does not end, and it works without signing in; all that it opens is to turn those mails off.
"""

from collections.abc import Iterable

from django.core import signing
from django.urls import reverse

from apps.notices.models import Kind
from apps.teams.models import User

SALT = "notices.stop"


class WrongToken(Exception):
    """It was not made here, or its person is gone."""


def stop_path(person: User, kinds: Iterable[str]) -> str:
    """The path of the page that turns these kinds off."""
    return reverse("notices:stop", args=[signing.dumps([person.pk, sorted(set(kinds))], salt=SALT)])


def read(token: str) -> tuple[User, list[str]]:
    """Who it is about, and which kinds. Raises WrongToken."""
    try:
        pk, kinds = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise WrongToken from error
    person = User.objects.filter(pk=pk).first()
    if person is None:
        raise WrongToken
    return person, [kind for kind in kinds if kind in Kind.values]
