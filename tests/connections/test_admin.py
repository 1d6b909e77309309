import pytest
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse

from apps.connections.actions import try_free
from apps.connections.models import Connection, Price
from tests.cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(staff) -> Client:
    return signed_in(staff)


def form(**changes: object) -> dict[str, object]:
    return {
        "name": "Kling",
        "provider": "kling",
        "base_url": "",
        "new_key": "sk-secret-1234",
        "min_seconds": 2,
        "max_seconds": 300,
        "places": 1,
        "prices-TOTAL_FORMS": 1,
        "prices-INITIAL_FORMS": 0,
        "prices-0-mode": "std",
        "prices-0-micros_per_second": 56_000,
        "prices-0-valid_from_0": "2026-01-01",
        "prices-0-valid_from_1": "00:00",
        **changes,
    }


class TestConnectionAdmin:
    def test_connects_a_service_and_says_who_confirmed_the_price(self, admin, staff):
        answer = admin.post(reverse("admin:connections_connection_add"), form(is_on="on"))
        assert answer.status_code == 302, answer.context["errors"]
        assert Connection.objects.usable().get().key == "sk-secret-1234"
        assert Price.objects.get().confirmed_by == staff

    def test_the_key_cannot_be_read_again(self, admin):
        connection = Connection.objects.create(name="Kling", provider="kling", key="sk-secret-1234")
        page = admin.get(reverse("admin:connections_connection_change", args=[connection.pk])).content.decode()
        assert "sk-secret" not in page
        assert "1234" in page

    def test_leaving_the_key_empty_keeps_it(self, admin):
        connection = Connection.objects.create(name="Kling", provider="kling", key="sk-secret-1234")
        fields = form(new_key="", name="Kling Europe")
        admin.post(reverse("admin:connections_connection_change", args=[connection.pk]), fields)
        connection.refresh_from_db()
        assert (connection.name, connection.key) == ("Kling Europe", "sk-secret-1234")

    def test_nothing_is_switched_on_without_a_key(self, admin):
        answer = admin.post(reverse("admin:connections_connection_add"), form(new_key="", is_on="on"))
        assert "needs a key" in answer.content.decode()
        assert not Connection.objects.exists()

    def test_a_stored_key_is_never_sent_to_a_new_address(self, admin):
        connection = Connection.objects.create(name="Kling", provider="kling", key="sk-secret-1234")
        fields = form(new_key="", base_url="https://elsewhere.example")
        answer = admin.post(reverse("admin:connections_connection_change", args=[connection.pk]), fields)
        connection.refresh_from_db()
        assert "belongs to the old address" in answer.content.decode()
        assert connection.base_url == ""

    def test_a_connection_stays_with_its_service(self, admin, team, alice):
        practice = try_free(team, alice)
        fields = form(new_key="sk-1", name="Practice service", places=3)
        admin.post(reverse("admin:connections_connection_change", args=[practice.pk]), fields)
        practice.refresh_from_db()
        assert practice.is_practice

    def test_a_key_that_cannot_be_read_any_more_is_asked_for_again(self, admin, settings):
        connection = Connection.objects.create(name="Kling", provider="kling", key="sk-secret-1234")
        settings.FIELD_KEYS = [Fernet.generate_key().decode()]
        assert admin.get(reverse("admin:connections_connection_changelist")).status_code == 200
        address = reverse("admin:connections_connection_change", args=[connection.pk])
        assert "Enter it again" in admin.get(address).content.decode()
        admin.post(address, form(new_key="sk-new-key"))
        assert Connection.objects.get().key == "sk-new-key"
