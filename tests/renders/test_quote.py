from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from apps.connections.models import Connection, Price
from apps.renders.quote import missing, quote
from apps.voices.models import VoiceClip

pytestmark = pytest.mark.django_db


def steps(video) -> list[str]:
    return [part.step for part in missing(video, timezone.now())]


class TestQuote:
    def test_is_whole_seconds_times_the_price_of_the_quality(self, video):
        VoiceClip.objects.update(seconds=Decimal("17.2"))
        video.clip.refresh_from_db()
        assert quote(video, timezone.now()).micros == 18 * 56_000
        video.mode = "pro"
        assert quote(video, timezone.now()).micros == 18 * 112_000

    def test_is_unknown_without_a_voice(self, video):
        video.clip = None
        assert quote(video, timezone.now()) is None

    def test_a_price_of_tomorrow_does_not_count_today(self, video, connection, alice):
        tomorrow = timezone.now() + timedelta(days=1)
        Price.objects.create(
            connection=connection, mode="std", micros_per_second=1, valid_from=tomorrow, confirmed_by=alice
        )
        assert quote(video, timezone.now()).micros_per_second == 56_000


class TestMissing:
    def test_nothing_is_when_all_is_there(self, video):
        assert steps(video) == []

    def test_everything_is_said_at_once_in_the_order_of_the_page(self, video):
        video.avatar = video.clip = video.connection = None
        assert steps(video) == ["face", "voice", "finish"]

    def test_consent_is_asked_for(self, video):
        video.avatar.consent_at = None
        assert steps(video) == ["consent"]

    def test_a_service_that_was_switched_off_must_be_replaced(self, video):
        video.connection.is_on = False
        assert steps(video) == ["finish"]

    @pytest.mark.parametrize("mode", ["std", "pro"])
    @pytest.mark.parametrize("longest", [60, 300])
    def test_the_limit_is_the_connections_in_both_qualities(self, video, mode, longest):
        Connection.objects.update(max_seconds=longest)
        video.connection.refresh_from_db()
        video.mode = mode
        video.clip.seconds = Decimal(longest)
        assert steps(video) == []
        video.clip.seconds = Decimal(longest) + Decimal("0.5")
        assert steps(video) == ["voice"]
