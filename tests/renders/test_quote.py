from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from apps.avatars.models import Consent
from apps.connections.models import Connection, Price
from apps.renders.quote import missing, quote, shown
from apps.voices.models import Speech, VoiceClip
from tests.takes import make_voice

pytestmark = pytest.mark.django_db


def steps(video) -> list[str]:
    return [part.step for part in missing(video, quote(video, timezone.now()))]


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
        Price.objects.create(connection=connection, what="std", micros=1, valid_from=tomorrow, confirmed_by=alice)
        assert quote(video, timezone.now()).micros_per_second == 56_000


class TestMissing:
    def test_nothing_is_when_all_is_there(self, video):
        assert steps(video) == []

    def test_everything_is_said_at_once_in_the_order_of_the_page(self, video):
        video.avatar = video.clip = video.connection = None
        assert steps(video) == ["face", "voice", "finish"]

    def test_consent_is_asked_for(self, video):
        Consent.objects.all().delete()
        assert steps(video) == ["consent"]

    def test_a_service_that_was_switched_off_must_be_replaced(self, video):
        Connection.objects.update(is_on=False)
        assert steps(video) == ["finish"]

    def test_one_that_is_kept_for_other_teams_must_be_too(self, video, charlie):
        video.connection.teams.set([charlie.memberships.get().team])
        assert steps(video) == ["finish"]
        video.connection.teams.add(video.project.team)
        assert steps(video) == []

    def test_a_quality_that_is_not_offered_must_be(self, video):
        video.connection.allows_standard = False
        assert steps(video) == ["finish"]
        video.mode = "pro"
        assert steps(video) == []

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


class TestTextAlong:
    """A text that the service speaks along with the film, in the seed's own dialect."""

    @pytest.fixture(autouse=True)
    def _speaks_along(self, video, alice):
        video.connection.options = {"dialect": "seed"}
        video.clip = None
        video.speech = Speech.objects.create(
            team=video.project.team,
            connection=video.connection,
            text="Welcome to Lantern Tea.",
            language="en",
            voice_id="calm_story1",
            voice_name="Calm",
            status="written",
            low_seconds=4,
            high_seconds=7,
            created_by=alice,
        )

    def test_its_price_is_a_range_until_it_is_spoken(self, video):
        price = quote(video, timezone.now())
        assert (price.low_seconds, price.seconds, price.is_range) == (4, 7, True)
        assert (price.low_micros, price.micros) == (4 * 56_000, 7 * 56_000)
        assert steps(video) == []

    def test_the_most_is_what_a_person_agrees_to(self, video):
        before = shown(video, quote(video, timezone.now()))
        video.speech.high_seconds = 8
        assert shown(video, quote(video, timezone.now())) != before

    def test_a_service_that_does_not_speak_along_needs_a_voice(self, video):
        video.connection.options = {}
        assert (quote(video, timezone.now()), steps(video)) == (None, ["voice"])

    def test_a_text_that_cannot_fit_is_refused_before_paying(self, video):
        video.connection.max_seconds = 5
        assert steps(video) == []
        video.connection.max_seconds = 3
        assert steps(video) == ["voice"]

    def test_a_recording_comes_first(self, video, alice):
        video.clip = make_voice(video.project.team, alice)
        assert not quote(video, timezone.now()).is_range
