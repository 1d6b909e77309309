"""``manage.py rotate_keys``: the stored keys of services, encrypted with another key."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from apps.connections.rotation import rotate


class Command(BaseCommand):
    help = (
        "Encrypt the stored keys of all services anew, with the first of FIELD_KEYS. "
        "(1) Make a new key: openssl rand -base64 32 | tr +/ -_ "
        "(2) Put it first: FIELD_KEYS=<new key>,<old key>. Without FIELD_KEYS, the old one is in DATA_DIR/field_key. "
        "(3) Restart the studio, so that all of it reads both. "
        "(4) Run this command. "
        "(5) When it names no connection, take the old key out of FIELD_KEYS and restart."
    )

    def handle(self, *arguments: Any, **options: Any) -> None:
        rotated, unreadable = rotate()
        self.stdout.write(f"Encrypted with the first of FIELD_KEYS: {rotated}.")
        if unreadable:
            self.stderr.write(
                f"Not one of FIELD_KEYS reads what these connections hold, and it stays as it was: "
                f"{', '.join(unreadable)}. Add the key that is missing, or enter theirs again in the admin site."
            )
            sys.exit(1)
