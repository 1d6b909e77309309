import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.connections.actions import ensure_practice, try_free
from apps.connections.models import Connection, DefaultConnection, Price
from apps.providers.registry import PROVIDERS
from apps.teams.models import User
from tests.cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(alice) -> Client:
    return signed_in(alice)


def make_real(by: User, name: str = "Kling") -> Connection:
    connection = Connection.objects.create(name=name, provider="kling", key="sk-1", is_on=True)
    Price.objects.create(connection=connection, what="std", micros=1, confirmed_by=by)
    return connection


class TestChoose:
    def test_offers_the_practice_service_and_a_real_one(self, owner):
        page = owner.get(reverse("connections:choose")).content.decode()
        assert "Try it free" in page
        assert "Connect a service" in page

    def test_the_practice_service_can_be_switched_off(self, owner, settings):
        settings.PRACTICE_ENABLED = False
        assert "Try it free" not in owner.get(reverse("connections:choose")).content.decode()
        assert owner.post(reverse("connections:try_free")).status_code == 403

    def test_other_services_stand_under_more_with_play_money_marked(self, owner, alice):
        ensure_practice()
        page = owner.get(reverse("connections:choose")).content.decode()
        assert page.count("Play money") == len(PROVIDERS) - 1
        assert "<details" in page
        assert " open>" not in page
        real = make_real(alice)
        page = owner.get(reverse("connections:choose")).content.decode()
        assert " open>" in page
        assert reverse("connections:use", args=[real.pk]) in page

    def test_says_which_one_is_in_use(self, owner, alice):
        page = owner.get(reverse("connections:choose")).content.decode()
        assert "In use" not in page
        try_free(alice.memberships.get().team)
        assert "In use" in owner.get(reverse("connections:choose")).content.decode().split("More services")[0]
        other = Connection.objects.get(provider="cometapi")
        owner.post(reverse("connections:use", args=[other.pk]))
        page = owner.get(reverse("connections:choose")).content.decode()
        assert page.count("In use") == 1
        assert "In use" in page.split("Practice: CometAPI")[1].split("</h2>")[0]

    def test_without_other_services_there_is_no_more(self, owner, alice):
        try_free(alice.memberships.get().team)
        Connection.objects.exclude(provider="kling").update(is_on=False)
        assert "More services" not in owner.get(reverse("connections:choose")).content.decode()

    def test_one_that_is_kept_for_another_team_is_not_offered(self, owner, alice, charlie):
        real = make_real(alice)
        real.teams.add(charlie.memberships.get().team)
        assert "Videos cost real money" not in owner.get(reverse("connections:choose")).content.decode()
        assert owner.post(reverse("connections:use", args=[real.pk])).status_code == 404

    def test_staff_is_led_to_the_admin_site_and_others_are_told_whom_to_ask(self, owner, alice):
        add = reverse("admin:connections_connection_add")
        page = owner.get(reverse("connections:choose")).content.decode()
        assert add not in page
        assert "Ask the person who looks after this studio" in page
        alice.is_staff = True
        alice.save()
        assert add in owner.get(reverse("connections:choose")).content.decode()

    def test_asks_the_same_number_of_questions_for_any_number_of_services(
        self, owner, alice, django_assert_max_num_queries
    ):
        ensure_practice()
        with CaptureQueriesContext(database) as few:
            owner.get(reverse("connections:choose"))
        for number in range(3):
            make_real(alice, f"Kling {number}")
        with django_assert_max_num_queries(len(few)):
            owner.get(reverse("connections:choose"))


class TestTryFree:
    def test_leads_home_with_the_service_chosen(self, owner, alice):
        assert owner.post(reverse("connections:try_free")).url == reverse("gallery:home")
        assert DefaultConnection.objects.get().team == alice.memberships.get().team


class TestUse:
    def test_a_connected_service_becomes_the_teams(self, owner, alice):
        kling = make_real(alice)
        owner.post(reverse("connections:use", args=[kling.pk]))
        assert DefaultConnection.objects.get().connection == kling

    def test_one_without_a_price_cannot_be(self, owner):
        kling = Connection.objects.create(name="Kling", provider="kling", key="sk-1", is_on=True)
        assert owner.post(reverse("connections:use", args=[kling.pk])).status_code == 404
