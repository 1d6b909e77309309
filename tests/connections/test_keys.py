import pytest
from cryptography.fernet import Fernet
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from apps.connections.actions import use
from apps.connections.models import SECRETS, Connection, Price
from tests.connections.desk import KEY, LIST, add, change, page_of, press_test

pytestmark = pytest.mark.django_db


class TestKeys:
    @pytest.mark.parametrize("secret", SECRETS)
    def test_cannot_be_read_again(self, admin, secret):
        connection = Connection.objects.create(name="Kling", provider="kling", **{secret: KEY})
        page = admin.get(page_of(connection)).content.decode()
        assert "sk-secret" not in page
        assert "One ending in 1234 is stored." in page

    def test_a_short_one_is_not_shown_at_all(self, admin):
        connection = Connection.objects.create(name="Kling", provider="kling", key="sk-1234")
        assert "1234" not in admin.get(page_of(connection)).content.decode()

    def test_leaving_it_empty_keeps_it(self, admin, kling):
        assert change(admin, kling, new_key="", name="Kling Europe") == ""
        kling.refresh_from_db()
        assert (kling.name, kling.key) == ("Kling Europe", KEY)

    def test_appears_on_no_page_and_in_no_history(self, admin, refusing):
        """Added, refused, changed, listed, tested: whatever staff does, it stays here."""
        secrets = {
            "new_key": "ak-never-seen-1",
            "new_secret": "sk-never-seen-2-but-long-enough-to-sign",
            "new_webhook_secret": "whsec_never-3",
        }
        pages = [add(admin, **secrets, name=""), add(admin, **secrets)]
        connection = Connection.objects.get()
        assert (connection.key, connection.secret, connection.webhook_secret) == tuple(secrets.values())
        pages += [
            change(admin, connection, **secrets, max_seconds="many"),
            change(admin, connection, **secrets, base_url=refusing.url, may_be_private="on"),
            press_test(admin, Connection.objects.get()),
            *(admin.get(address).content.decode() for address in (LIST, page_of(connection))),
            admin.get(reverse("admin:connections_connection_history", args=[connection.pk])).content.decode(),
            admin.get(reverse("admin:connections_connection_delete", args=[connection.pk])).content.decode(),
            *(entry.change_message + entry.object_repr for entry in LogEntry.objects.all()),
        ]
        assert LogEntry.objects.count() == 2
        assert refusing.seen
        assert not [page for page in pages if "never" in page]

    def test_a_stored_one_is_never_sent_to_a_new_address(self, admin, kling):
        page = change(admin, kling, new_key="", base_url="https://elsewhere.example")
        kling.refresh_from_db()
        assert "belongs to the old address" in page
        assert kling.base_url == ""

    def test_neither_are_the_secrets_beside_it(self, admin, kling):
        Connection.objects.update(secret="sk-old", webhook_secret="whsec_old")
        assert change(admin, kling, new_key="sk-new", base_url="https://elsewhere.example") == ""
        kling = Connection.objects.get()
        assert (kling.key, kling.secret, kling.webhook_secret) == ("sk-new", "", "")

    def test_an_access_key_comes_with_its_secret_key(self, admin, kling):
        assert "belong together" in change(admin, kling, new_key="", new_secret="sk-2")
        assert change(admin, kling, new_key="ak-2", new_secret="sk-2") == ""
        assert Connection.objects.get().account.secret == "sk-2"
        assert change(admin, kling, new_key="api-key-kling-3") == ""
        assert Connection.objects.get().account.secret == ""

    def test_one_with_blanks_in_it_is_refused(self, admin):
        assert "no blanks" in add(admin, new_key="sk 1")

    def test_one_that_cannot_be_read_any_more_is_asked_for_again(self, admin, kling, settings):
        settings.FIELD_KEYS = [Fernet.generate_key().decode()]
        assert admin.get(LIST).status_code == 200
        assert "Enter it again" in admin.get(page_of(kling)).content.decode()
        assert "Enter it again" in press_test(admin, kling)
        assert change(admin, kling, new_key="sk-new-key") == ""
        assert Connection.objects.get().key == "sk-new-key"

    def test_one_that_cannot_be_read_is_not_lost_by_another_change(self, admin, kling, settings):
        keys, settings.FIELD_KEYS = settings.FIELD_KEYS, [Fernet.generate_key().decode()]
        assert change(admin, kling, new_key="", name="Kling Europe") == ""
        settings.FIELD_KEYS = keys
        kling = Connection.objects.get()
        assert (kling.name, kling.key) == ("Kling Europe", KEY)

    def test_every_list_opens_where_one_cannot_be_read(self, admin, kling, team, staff, settings):
        Price.objects.create(connection=kling, what="std", micros=1, confirmed_by=staff)
        use(team, kling)
        settings.FIELD_KEYS = [Fernet.generate_key().decode()]
        for model in ("price", "defaultconnection"):
            address = reverse(f"admin:connections_{model}_changelist")
            assert admin.get(address).status_code == 200
        address = reverse("admin:connections_defaultconnection_change", args=[team.default_connection.pk])
        assert admin.get(address).status_code == 200
