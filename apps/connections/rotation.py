"""Changing the key that encrypts the stored secrets."""

from django.db import transaction

from apps.connections.fields import WrongFieldKey
from apps.connections.models import SECRETS, Connection


@transaction.atomic
def rotate() -> tuple[int, list[str]]:
    """Encrypt every stored secret anew, with the first of FIELD_KEYS.

    Answers with how many were, and with the names of the connections that hold one which no key reads: it stays as
    it is.
    """
    rotated, unreadable = 0, []
    for connection in Connection.objects.without_secrets().select_for_update().order_by("name"):
        for secret in SECRETS:
            try:
                is_stored = bool(getattr(connection, secret))
            except WrongFieldKey:
                unreadable.append(connection.name)
                continue
            if is_stored:
                connection.save(update_fields=[secret])
                rotated += 1
    return rotated, list(dict.fromkeys(unreadable))
