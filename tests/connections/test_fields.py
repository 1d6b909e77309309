import pytest
from cryptography.fernet import Fernet
from django.db import connection as database

from apps.connections.fields import WrongFieldKey
from apps.connections.models import Connection

pytestmark = pytest.mark.django_db
SECRET = "sk-live-very-secret"


def stored() -> str:
    with database.cursor() as cursor:
        cursor.execute("SELECT key FROM connections_connection")
        return cursor.fetchone()[0]


class TestEncryptedTextField:
    def test_the_column_holds_no_plain_text(self):
        Connection.objects.create(name="Kling", provider="kling", key=SECRET)
        assert SECRET not in stored()
        assert Connection.objects.get().key == SECRET

    def test_an_older_key_still_reads_after_a_new_one_was_put_first(self, settings):
        Connection.objects.create(name="Kling", provider="kling", key=SECRET)
        settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
        assert Connection.objects.get().key == SECRET

    def test_a_wrong_key_raises_and_never_yields_the_cipher_text(self, settings):
        Connection.objects.create(name="Kling", provider="kling", key=SECRET)
        settings.FIELD_KEYS = [Fernet.generate_key().decode()]
        with pytest.raises(WrongFieldKey):
            Connection.objects.get()

    def test_no_key_stays_no_key(self):
        Connection.objects.create(name="Kling", provider="kling")
        assert stored() == ""
