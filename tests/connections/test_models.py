from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from apps.connections.actions import try_free, use
from apps.connections.models import Connection, DefaultConnection, Price
from apps.providers.base import Mode

pytestmark = pytest.mark.django_db


@pytest.fixture
def kling() -> Connection:
    return Connection.objects.create(name="Kling", provider="kling", key="sk-1", is_on=True)


class TestTryFree:
    def test_connects_the_practice_service_with_prices_and_uses_it(self, alice, team):
        connection = try_free(team, alice)
        assert DefaultConnection.objects.connection_of(team) == connection
        assert connection.price_at(Mode.PRO, timezone.now()).micros_per_second == 112_000

    def test_twice_is_once(self, alice, team):
        assert try_free(team, alice) == try_free(team, alice)
        assert Price.objects.count() == 2

    def test_address_and_key_are_computed_and_never_stored(self, alice, team, settings):
        connection = try_free(team, alice)
        settings.PRACTICE_ORIGIN = "http://127.0.0.1:9123"
        assert connection.account.base_url == "http://127.0.0.1:9123/practice"
        assert (connection.base_url, connection.key) == ("", "")


class TestConnection:
    def test_without_a_price_it_cannot_be_chosen(self, kling, alice):
        assert not Connection.objects.usable().exists()
        Price.objects.create(connection=kling, mode="std", micros_per_second=1, confirmed_by=alice)
        assert Connection.objects.usable().get() == kling

    def test_switched_off_is_no_teams_service(self, kling, team):
        use(team, kling)
        Connection.objects.update(is_on=False)
        assert DefaultConnection.objects.connection_of(team) is None

    def test_the_newest_price_that_is_valid_counts(self, kling, alice):
        now = timezone.now()
        for micros, days in ((10, -9), (20, -1), (30, 1)):
            valid_from = now + timedelta(days=days)
            Price.objects.create(
                connection=kling, mode="std", micros_per_second=micros, valid_from=valid_from, confirmed_by=alice
            )
        assert kling.price_at(Mode.STANDARD, now).micros_per_second == 20
        assert kling.price_at(Mode.STANDARD, now - timedelta(days=10)) is None

    def test_its_usual_address_is_used_when_none_is_given(self, kling):
        assert kling.account.base_url == "https://api-singapore.klingai.com"

    def test_the_key_is_in_no_text_of_the_account(self, kling):
        assert "sk-1" not in repr(kling.account)

    def test_limits_that_make_no_sense_are_refused(self):
        with pytest.raises(IntegrityError):
            Connection.objects.create(name="Odd", provider="kling", min_seconds=60, max_seconds=60)
