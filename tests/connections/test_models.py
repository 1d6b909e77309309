from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from apps.connections.actions import ensure_practice, try_free, use
from apps.connections.models import Connection, DefaultConnection, Price
from apps.providers.base import Mode
from apps.providers.registry import PROVIDERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def kling() -> Connection:
    return Connection.objects.create(name="Kling", provider="kling", key="sk-1", is_on=True)


class TestTryFree:
    def test_connects_the_practice_service_with_prices_and_uses_it(self, alice, team):
        connection = try_free(team)
        assert DefaultConnection.objects.connection_of(team) == connection
        assert connection.price_at(Mode.PRO, timezone.now()).micros == 112_000

    def test_twice_is_once(self, alice, team):
        assert try_free(team) == try_free(team)
        assert DefaultConnection.objects.count() == 1

    def test_address_and_key_are_computed_and_never_stored(self, alice, team, settings):
        connection = try_free(team)
        settings.PRACTICE_ORIGIN = "http://127.0.0.1:9123"
        assert connection.account.base_url == "http://127.0.0.1:9123/practice/kling"
        assert (connection.base_url, connection.key) == ("", "")


class TestEnsurePractice:
    def test_makes_one_connection_for_each_service(self):
        made = ensure_practice()
        assert [(connection.provider, str(connection)) for connection in made] == [
            ("kling", "Practice service"),
            *((slug, f"Practice: {service.name}") for slug, service in list(PROVIDERS.items())[1:]),
        ]
        assert all(connection.is_practice and connection.is_on for connection in made)
        assert {connection.provider: connection.max_seconds for connection in made}["cometapi"] == 60

    def test_twice_is_once(self):
        made = ensure_practice()
        counted = Price.objects.count()
        assert ensure_practice() == made
        assert (Connection.objects.count(), Price.objects.count()) == (len(PROVIDERS), counted)

    def test_prices_are_play_money_that_nobody_confirmed(self):
        kling, uniall, *_others = ensure_practice()
        prices = {price.what: (price.micros, price.confirmed_by) for price in kling.prices.all()}
        assert prices == {
            "std": (56_000, None),
            "pro": (112_000, None),
            "speech": (7_000, None),
            "unit": (140_000, None),
        }
        assert set(uniall.prices.values_list("what", flat=True)) == {"std", "pro"}

    def test_what_staff_changed_stays(self):
        Connection.objects.filter(pk=ensure_practice()[1].pk).update(is_on=False, name="Ours", places=7)
        assert [(made.is_on, made.name, made.places) for made in ensure_practice()][1] == (False, "Ours", 7)

    def test_one_from_before_gets_the_prices_that_it_lacks(self):
        old = Connection.objects.create(name="Practice service", provider="kling", is_practice=True)
        Price.objects.create(connection=old, what="std", micros=1)
        assert ensure_practice()[0] == old
        assert {price.what: price.micros for price in old.prices.all()}["std"] == 1
        assert old.prices.count() == 4

    def test_makes_none_where_practice_is_switched_off(self, settings):
        settings.PRACTICE_ENABLED = False
        assert ensure_practice() == []
        assert not Connection.objects.exists()


class TestConnection:
    def test_without_a_price_it_cannot_be_chosen(self, kling, alice):
        assert not Connection.objects.usable().exists()
        Price.objects.create(connection=kling, what="std", micros=1, confirmed_by=alice)
        assert Connection.objects.usable().get() == kling

    def test_switched_off_is_no_teams_service(self, kling, team):
        use(team, kling)
        Connection.objects.update(is_on=False)
        assert DefaultConnection.objects.connection_of(team) is None

    def test_the_newest_price_that_is_valid_counts(self, kling, alice):
        now = timezone.now()
        for micros, days in ((10, -9), (20, -1), (30, 1)):
            valid_from = now + timedelta(days=days)
            Price.objects.create(connection=kling, what="std", micros=micros, valid_from=valid_from, confirmed_by=alice)
        assert kling.price_at(Mode.STANDARD, now).micros == 20
        assert kling.price_at(Mode.STANDARD, now - timedelta(days=10)) is None

    def test_its_usual_address_is_used_when_none_is_given(self, kling):
        assert kling.account.base_url == "https://api-singapore.klingai.com"

    def test_the_key_is_in_no_text_of_the_account(self, kling):
        assert "sk-1" not in repr(kling.account)

    def test_one_for_some_teams_is_not_for_others(self, kling, alice, team, charlie):
        Price.objects.create(connection=kling, what="std", micros=1, confirmed_by=alice)
        kling.teams.add(team)
        other = charlie.memberships.get().team
        use(other, kling)
        assert Connection.objects.usable_by(team).get() == kling
        assert DefaultConnection.objects.connection_of(other) is None

    def test_limits_that_make_no_sense_are_refused(self):
        with pytest.raises(IntegrityError):
            Connection.objects.create(name="Odd", provider="kling", min_seconds=60, max_seconds=60)
