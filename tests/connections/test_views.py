import pytest
from django.test import Client
from django.urls import reverse

from apps.connections.models import Connection, DefaultConnection, Price
from tests.cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(alice) -> Client:
    return signed_in(alice)


class TestChoose:
    def test_offers_the_practice_service_and_a_real_one(self, owner):
        page = owner.get(reverse("connections:choose")).content.decode()
        assert "Try it free" in page
        assert "Connect a service" in page

    def test_the_practice_service_can_be_switched_off(self, owner, settings):
        settings.PRACTICE_ENABLED = False
        assert "Try it free" not in owner.get(reverse("connections:choose")).content.decode()
        assert owner.post(reverse("connections:try_free")).status_code == 403


class TestTryFree:
    def test_leads_home_with_the_service_chosen(self, owner, alice):
        assert owner.post(reverse("connections:try_free")).url == reverse("gallery:home")
        assert DefaultConnection.objects.get().team == alice.memberships.get().team


class TestUse:
    def test_a_connected_service_becomes_the_teams(self, owner, alice):
        kling = Connection.objects.create(name="Kling", provider="kling", key="sk-1", is_on=True)
        Price.objects.create(connection=kling, mode="std", micros_per_second=1, confirmed_by=alice)
        owner.post(reverse("connections:use", args=[kling.pk]))
        assert DefaultConnection.objects.get().connection == kling

    def test_one_without_a_price_cannot_be(self, owner):
        kling = Connection.objects.create(name="Kling", provider="kling", key="sk-1", is_on=True)
        assert owner.post(reverse("connections:use", args=[kling.pk])).status_code == 404
