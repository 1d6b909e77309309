"""One take through each service as the practice service plays it: the same steps, whatever the dialect."""

import json
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from apps.connections.actions import ensure_practice
from apps.connections.models import Connection
from apps.media.captions import Cue, whole_text
from apps.practice.store import bill
from apps.renders import actions
from apps.renders.adopting import adopt_spoken
from apps.renders.models import Render, Video
from apps.voices import speaking
from apps.voices.actions import speak
from apps.voices.models import Speech, Voice
from tests.takes import press_make

S = Render.Status

# In a transaction of its own nobody else, and no service that fetches files, would see the take.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stack]


@pytest.fixture(params=["kling", "uniall", "cometapi", "chainhub"])
def service_video(request, service, video) -> Video:
    """A video that is to be made by one of the four."""
    found = next(each for each in ensure_practice() if each.provider == request.param)
    actions.change_video(video, connection=found)
    return video


def through(take: Render, step) -> Render:
    for _ in range(12):
        if step(take) in (S.READY, S.FAILED, S.UNKNOWN):
            break
    return take


class TestEachService:
    def test_makes_the_film_and_is_paid_once(self, service_video, alice, step):
        take = through(press_make(service_video, alice), step)
        assert (take.status, take.reason) == (S.READY, "")
        assert len(bill()) == 1
        assert take.charged_micros == take.estimate_micros == 3 * 56_000

    def test_pro_is_asked_for_and_charged(self, service_video, alice, step):
        actions.change_video(service_video, mode="pro")
        take = through(press_make(service_video, alice), step)
        assert (take.status, take.charged_micros) == (S.READY, 3 * 112_000)

    def test_a_wrong_key_is_said_and_nothing_is_paid(self, service_video, alice, step, service, settings):
        slug = service_video.connection.provider
        settings.PUBLIC_BASE_URL = service
        Connection.objects.filter(pk=service_video.connection_id).update(
            is_practice=False, base_url=f"{service}/practice/{slug}", key="wrong-key-0123456789", may_be_private=True
        )
        service_video.connection.refresh_from_db()
        take = through(press_make(service_video, alice), step)
        assert (take.status, take.reason, bill()) == (S.FAILED, "key", [])
        told = json.dumps(list(take.events.values_list("why", "raw")))
        assert "wrong-key" not in told


class TestAddresses:
    def test_a_service_that_fetches_waits_until_it_can_reach_us(self, service, video, alice, step, settings):
        uniall = next(each for each in ensure_practice() if each.provider == "uniall")
        Connection.objects.filter(pk=uniall.pk).update(
            is_practice=False, base_url=f"{service}/practice/uniall", key=settings.PRACTICE_KEY, may_be_private=True
        )
        uniall.refresh_from_db()
        actions.change_video(video, connection=uniall)
        take = press_make(video, alice)
        assert (step(take), take.reason, bill()) == (S.QUEUED, "address", [])

    @pytest.mark.parametrize("slug", ["kling", "cometapi", "chainhub"])
    def test_the_others_fetch_too_where_staff_chose_that(self, service, video, alice, step, slug):
        chosen = next(each for each in ensure_practice() if each.provider == slug)
        chosen.options = {"media": "addresses"}
        chosen.save()
        actions.change_video(video, connection=chosen)
        assert through(press_make(video, alice), step).status == S.READY


class TestShortRequests:
    """Kling's seed dialect, a choice on the connection."""

    @pytest.fixture
    def short(self, connection) -> Connection:
        connection.options = {"dialect": "seed", "aspect_ratio": "9:16"}
        connection.save()
        return connection

    def test_a_recording_is_fetched_and_the_film_made(self, service, short, video, alice, step):
        video.refresh_from_db()
        assert through(press_make(video, alice), step).status == S.READY

    def test_a_text_is_spoken_along_priced_and_paid_as_it_turned_out(self, service, short, video, alice, step):
        text = Speech.objects.create(
            team=video.project.team,
            connection=short,
            text="Welcome to Lantern Tea. We open at nine.",
            language="en",
            voice_id="calm_story1",
            voice_name="Calm",
            status=Speech.Status.WRITTEN,
            low_seconds=2,
            high_seconds=4,
            created_by=alice,
        )
        actions.change_video(video, clip=None, speech=text)
        video.refresh_from_db()
        take = press_make(video, alice)
        assert (take.script, take.voice_id, take.seconds) == (text.text, "calm_story1", Decimal(4))
        assert take.estimate_micros == 4 * 56_000
        take = through(take, step)
        assert (take.status, len(bill())) == (S.READY, 1)
        assert 0 < take.charged_micros <= take.estimate_micros
        assert take.finished_at < timezone.now()
        cues = [Cue.from_json(cue) for cue in take.captions]
        assert whole_text(cues) == "Welcome to Lantern Tea. We open at nine."
        assert cues[-1].end == pytest.approx(float(take.film_seconds), abs=0.01)


class TestSpokenText:
    """A text that a service spoke before."""

    @pytest.fixture
    def spoken(self, service, connection, video, alice, voices) -> Video:
        voice = Voice.objects.filter(language="en").first()
        text = "Welcome to Lantern Tea. We open at nine, and the first pot is on us."
        team, speed = video.project.team, Decimal("1.0")
        speech = speak(team, alice, connection, text=text, voice=voice, speed=speed, form_token=uuid.uuid4())
        actions.change_video(video, clip=None, speech=speech)
        for _ in range(3):
            Speech.objects.update(next_check_at=timezone.now())
            speaking.work(speech.pk)
        adopt_spoken()
        return Video.objects.get(pk=video.pk)

    def test_goes_by_its_number_to_the_service_that_spoke_it(self, spoken, alice, step):
        take = through(press_make(spoken, alice), step)
        assert (take.status, take.reason) == (S.READY, "")
        assert take.audio_id == spoken.clip.audio_id != ""

    def test_goes_as_a_file_when_the_service_has_forgotten_it(self, spoken, alice, step, time_machine):
        time_machine.move_to(timezone.now() + timedelta(days=31))
        take = through(press_make(spoken, alice), step)
        assert (take.status, take.audio_id) == (S.READY, "")

    def test_and_to_any_other_service(self, spoken, alice, step):
        actions.change_video(spoken, connection=next(each for each in ensure_practice() if each.provider == "cometapi"))
        take = through(press_make(spoken, alice), step)
        assert (take.status, take.audio_id) == (S.READY, "")
