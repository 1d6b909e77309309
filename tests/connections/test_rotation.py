from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection as database

from apps.connections.models import SECRETS, Connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def kling() -> Connection:
    return Connection.objects.create(
        name="Kling", provider="kling", key="ak-1", secret="sk-1", webhook_secret="whsec_1"
    )


def rotate() -> tuple[int, str]:
    """The exit code of the command, and what it said."""
    said = StringIO()
    try:
        call_command("rotate_keys", stdout=said, stderr=said)
    except SystemExit as end:
        return end.code, said.getvalue()
    return 0, said.getvalue()


def stored() -> list[tuple[str, ...]]:
    with database.cursor() as cursor:
        cursor.execute("SELECT key, secret, webhook_secret FROM connections_connection ORDER BY name")
        return cursor.fetchall()


class TestRotateKeys:
    def test_afterwards_the_old_key_is_not_needed_any_more(self, kling, settings):
        Connection.objects.create(name="Practice service", provider="kling", is_practice=True)
        new = Fernet.generate_key().decode()
        settings.FIELD_KEYS = [new, *settings.FIELD_KEYS]
        code, said = rotate()
        assert (code, said) == (0, "Encrypted with the first of FIELD_KEYS: 3.\n")
        settings.FIELD_KEYS = [new]
        kling = Connection.objects.get(name="Kling")
        assert [getattr(kling, secret) for secret in SECRETS] == ["ak-1", "sk-1", "whsec_1"]
        assert stored()[1] == ("", "", "")

    def test_names_what_no_key_reads_and_leaves_it_alone(self, kling, settings):
        before = stored()
        settings.FIELD_KEYS = [Fernet.generate_key().decode()]
        Connection.objects.create(name="Comet", provider="cometapi", key="sk-2")
        code, said = rotate()
        assert code == 1
        assert "Encrypted with the first of FIELD_KEYS: 1." in said
        assert "it stays as it was: Kling." in said
        assert stored()[1:] == before

    def test_says_no_secret(self, kling, settings):
        settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
        said = rotate()[1]
        assert not [secret for secret in ("ak-1", "sk-1", "whsec_1") if secret in said]
