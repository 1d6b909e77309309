"""What the workers do with a text: it is sent once, and never again on a guess."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection as database
from django.utils import timezone

from apps.connections.models import Connection
from apps.core.due import LostRace
from apps.media import store
from apps.providers.base import Spoken
from apps.spending.checking import disagreements
from apps.voices import fetching, speaking
from apps.voices.actions import fetch_again, give_up, look_now
from apps.voices.lifecycle import move
from apps.voices.models import Speech, VoiceClip
from apps.voices.words import doing, trouble
from tests.media_files import mp3
from tests.providers.scripted import nobody, reply, reset_read
from tests.voices.speech_service import then

pytestmark = [pytest.mark.django_db, pytest.mark.stack]


def kling_says(code: int, message: str = "no", status: int = 400) -> object:
    return reply(status, {"code": code, "message": message, "request_id": "req-1"})


def give_up_after_a_lost_worker(speech: Speech) -> None:
    speaking.recover(speech)
    give_up(speech)


class TestASpokenText:
    def test_becomes_a_clip_that_the_service_knows_for_30_days(self, ask, step, speaker, kling):
        speech = ask()
        assert step(speech) == "ready"
        clip = speech.clip
        assert abs(float(clip.seconds) - 3) <= 0.06
        assert (clip.spoken_text, clip.audio_id, clip.spoken_by) == (speech.text, "sound-77", kling)
        assert clip.name.startswith("Welcome to our spring")
        assert clip.audio_bytes == len(store.read(clip.audio_key))
        assert clip.audio_id_at(kling, timezone.now() + timedelta(days=29)) == "sound-77"
        assert clip.audio_id_at(kling, timezone.now() + timedelta(days=31)) == ""
        assert clip.audio_id_at(Connection(pk=kling.pk + 1), timezone.now()) == ""

    def test_sends_what_was_asked_in_one_call(self, ask, step, speaker):
        step(ask("Hello there, and welcome to the tasting."))
        assert speaker.bodies == [
            {
                "text": "Hello there, and welcome to the tasting.",
                "voice_id": "oversea_male1",
                "voice_language": "en",
                "voice_speed": 1.0,
            }
        ]

    def test_has_a_receipt(self, ask, step, speaker):
        speaker.speak = reply(200, speaker.done(final_unit_deduction="0.1"))
        speech = ask()
        step(speech)
        assert (speech.estimate_micros, speech.charged_micros) == (7_000, 14_000)
        assert (speech.task_id, speech.request_id) == ("speech-1", "req-9")
        assert "sound-77" in speech.answer

    def test_costs_the_estimate_where_the_service_names_no_figure(self, ask, step, speaker):
        speaker.speak = reply(200, speaker.done())
        speech = ask()
        step(speech)
        assert speech.charged_micros == 7_000

    @pytest.mark.parametrize(
        ("told", "charged"),
        [({"final_unit_deduction": "0"}, 7_000), ({"final_balance_deduction": {"quota": "0.05"}}, 50_000)],
    )
    def test_settles_like_a_take(self, ask, step, speaker, told, charged):
        speaker.speak = reply(200, speaker.done(**told))
        speech = ask()
        step(speech)
        assert (speech.status, speech.charged_micros) == ("ready", charged)

    def test_a_service_that_takes_its_time_is_asked_again_and_not_sent_to(self, ask, step, speaker):
        speaker.speak = reply(200, speaker.running())
        speaker.look = then(reply(500, b"oops"), reply(200, speaker.running()), reply(200, speaker.done()))
        speech = ask()
        assert [step(speech) for _ in range(4)] == ["speaking", "speaking", "speaking", "ready"]
        assert (len(speaker.bodies), speaker.looks) == (1, 3)

    def test_one_that_nobody_hears_of_for_a_day_is_unclear(self, ask, step, speaker):
        speaker.speak = speaker.look = reply(200, speaker.running())
        speech = ask()
        step(speech)
        Speech.objects.update(sending_at=timezone.now() - timedelta(hours=25))
        assert step(speech) == "unknown"

    def test_is_not_touched_before_it_is_due_or_while_somebody_works_on_it(self, ask, speaker):
        speech = ask()
        Speech.objects.update(next_check_at=timezone.now() + timedelta(minutes=1))
        speaking.work(speech.pk)
        Speech.objects.update(
            next_check_at=timezone.now(),
            lease_token=uuid.uuid4(),
            lease_until=timezone.now() + timedelta(minutes=1),
        )
        speaking.work(speech.pk)
        assert speaker.bodies == []
        assert speaking.due() == []


class TestWhenItGoesWrong:
    def test_a_lost_answer_is_unclear_and_nothing_is_sent_again(self, ask, step, speaker):
        speaker.speak = reset_read
        speech = ask()
        assert [step(speech) for _ in range(3)] == ["unknown"] * 3
        assert len(speaker.bodies) == 1
        assert "may have charged" in trouble(speech)[1]
        assert speech.charged_micros is None

    @pytest.mark.parametrize("answer", [reply(502, b"<html>bad gateway</html>"), kling_says(5000, status=500)])
    def test_an_answer_that_says_nothing_is_unclear_too(self, ask, step, speaker, answer):
        speaker.speak = answer
        speech = ask()
        assert [step(speech), step(speech)] == ["unknown", "unknown"]
        assert len(speaker.bodies) == 1

    @pytest.mark.parametrize(
        ("code", "message", "words"),
        [
            (1301, "content safety", "not accept this text"),
            (1201, "voice id not found", "voice"),
            (1102, "pack used up", "account at the service"),
            (1000, "authentication failed", "account at the service"),
        ],
    )
    def test_a_refusal_costs_nothing_and_says_why(self, ask, step, speaker, code, message, words):
        speaker.speak = kling_says(code, message)
        speech = ask()
        assert step(speech) == "failed"
        headline, advice = trouble(speech)
        assert words in headline
        assert "not charged" in advice
        assert speech.charged_micros == 0

    def test_too_fast_waits_in_line_and_is_sent_again(self, ask, step, speaker):
        speaker.speak = then(kling_says(1302, status=429), reply(200, speaker.done()))
        speech = ask()
        assert step(speech) == "queued"
        assert speech.next_check_at > timezone.now() + timedelta(seconds=10)
        assert "not charged" in doing(speech)
        assert step(speech) == "ready"
        assert len(speaker.bodies) == 2

    def test_a_service_that_is_not_there_gets_it_later(self, ask, step, speaker, kling):
        with nobody() as address:
            Connection.objects.update(base_url=address)
            speech = ask()
            assert step(speech) == "queued"
        Connection.objects.update(base_url=speaker.url)
        assert step(speech) == "ready"

    def test_a_private_address_that_nobody_allowed_is_not_asked_and_people_read_why(self, ask, step, speaker):
        speech = ask()
        Connection.objects.update(may_be_private=False)
        assert step(speech) == "queued"
        assert "in a private network" in doing(speech)
        assert speaker.bodies == []

    def test_after_an_hour_of_that_a_person_decides(self, ask, step):
        speech = ask()
        Speech.objects.update(created_at=timezone.now() - timedelta(minutes=61))
        with nobody() as address:
            Connection.objects.update(base_url=address)
            assert step(speech) == "failed"
        assert "not charged" in trouble(speech)[1]

    @pytest.mark.parametrize("fields", [{"is_on": False}, {"is_practice": True}, {"options": {"dialect": "seed"}}])
    def test_nothing_goes_to_a_service_that_may_not_or_cannot_speak_any_more(
        self, ask, step, speaker, settings, fields
    ):
        speech = ask()
        settings.PRACTICE_ENABLED = False
        Connection.objects.update(**fields)
        assert step(speech) == "failed"
        assert (speech.reason, speech.charged_micros, speaker.bodies) == ("off", 0, [])
        assert "not charged" in trouble(speech)[1]

    def test_nothing_goes_to_a_service_that_is_now_kept_for_another_team(self, ask, step, speaker, kling, charlie):
        speech = ask()
        kling.teams.set([charlie.memberships.get().team])
        assert step(speech) == "failed"
        assert (speech.reason, speech.charged_micros, speaker.bodies) == ("off", 0, [])

    @pytest.mark.parametrize("column", ["key", "secret"])
    def test_a_key_that_cannot_be_read_is_a_matter_for_a_person_and_sends_nothing(self, ask, step, speaker, column):
        speech = ask()
        with database.cursor() as cursor:
            cursor.execute(f"UPDATE connections_connection SET {column} = 'written with a key that is gone'")
        assert step(speech) == "failed"
        headline, advice = trouble(speech)
        assert "account at the service" in headline
        assert "not charged" in advice
        assert (speech.charged_micros, speaker.bodies) == (0, [])

    @pytest.mark.parametrize(
        ("told", "charged", "reason"),
        [
            ({}, 0, "service"),
            ({"final_unit_deduction": "0"}, 0, "service"),
            ({"final_unit_deduction": "0.05"}, 7_000, "billed"),
            ({"final_balance_deduction": {"quota": "0.05"}}, 50_000, "billed"),
        ],
    )
    def test_a_service_that_gives_up_says_whether_it_charged(self, ask, step, speaker, told, charged, reason):
        failed = speaker.done(task_status="failed", task_result={}, **told)
        speaker.speak = reply(200, failed)
        speech = ask()
        assert step(speech) == "failed"
        assert (speech.charged_micros, speech.reason) == (charged, reason)

    def test_of_a_charge_in_units_that_have_no_price_the_estimate_is_booked(self, ask, step, speaker):
        failed = speaker.done(task_status="failed", task_result={}, final_unit_deduction="0.05")
        speaker.speak = reply(200, failed)
        speech = ask()
        Speech.objects.update(micros_per_unit=None)
        assert step(speech) == "failed"
        assert (speech.charged_micros, speech.reason) == (speech.estimate_micros, "billed")


class TestALostWorker:
    def test_before_it_sent_anything_the_text_goes_back_in_line(self, ask, step, speaker):
        speech = ask()
        Speech.objects.update(status="sending")
        assert [step(speech), step(speech)] == ["queued", "ready"]
        assert len(speaker.bodies) == 1

    def test_while_it_was_sending_the_text_is_unclear_and_never_sent_again(self, ask, step, speaker):
        speech = ask()
        Speech.objects.update(status="sending", sending_at=timezone.now())
        assert [step(speech), step(speech)] == ["unknown", "unknown"]
        assert speaker.bodies == []

    def test_after_the_answer_only_the_sound_is_fetched(self, ask, step, speaker):
        speaker.sound = then(reply(503, b""), speaker.sound)
        speech = ask()
        assert step(speech) == "fetching"
        Speech.objects.update(lease_token=uuid.uuid4(), lease_until=timezone.now() - timedelta(seconds=1))
        assert step(speech) == "ready"
        assert len(speaker.bodies) == 1

    def test_that_slept_through_its_lease_changes_nothing(self, ask):
        speech = ask()
        Speech.objects.update(lease_token=uuid.uuid4())
        with pytest.raises(LostRace):
            move(speech, "sending")
        speech.refresh_from_db()
        assert speech.status == "queued"


class TestALateAnswer:
    """The service spoke it, and said so to a worker whose lease had gone to another one."""

    @pytest.fixture
    def late(self, ask, speaker, monkeypatch):
        """Send a text whose answer comes when it is somebody else's, who has changed it by `fields` or `meanwhile`."""

        def sent(meanwhile: Callable[[Speech], None] | None = None, **fields: object) -> Speech:
            save = speaking._save

            def once_lost(speech: Speech, spoken: Spoken) -> float:
                monkeypatch.undo()
                Speech.objects.update(lease_token=uuid.uuid4(), **fields)
                if meanwhile:
                    meanwhile(Speech.objects.get(pk=speech.pk))
                return save(speech, spoken)

            monkeypatch.setattr(speaking, "_save", once_lost)
            speech = ask()
            speaking.work(speech.pk)
            speech.refresh_from_db()
            return speech

        return sent

    @pytest.mark.parametrize("fields", [{}, {"status": "unknown", "reason": "unclear", "finished_at": timezone.now()}])
    def test_is_kept_and_its_sound_is_fetched(self, late, step, speaker, fields):
        speech = late(**fields)
        assert (speech.status, speech.reason, speech.charged_micros) == ("fetching", "", 7_000)
        assert (speech.task_id, speech.audio_id, speech.request_id) == ("speech-1", "sound-77", "req-9")
        assert "sound-77" in speech.answer
        assert (speech.lease_token, speech.finished_at) == (None, None)
        assert step(speech) == "ready"
        assert len(speaker.bodies) == 1

    def test_of_a_service_that_is_not_done_is_asked_about(self, late, step, speaker):
        speaker.speak = reply(200, speaker.running())
        speech = late(status="unknown", reason="unclear")
        assert (speech.status, speech.reason, speech.task_id) == ("speaking", "", "speech-1")
        assert step(speech) == "ready"
        assert len(speaker.bodies) == 1

    def test_that_nothing_came_of_it_is_told(self, late, speaker):
        speaker.speak = reply(200, speaker.done(task_status="failed", task_result={}))
        speech = late(status="unknown", reason="unclear")
        assert (speech.status, speech.reason, speech.charged_micros) == ("failed", "service", 0)

    def test_is_kept_and_paid_when_a_person_had_given_the_text_up(self, late, step, speaker):
        speech = late(give_up_after_a_lost_worker)
        assert (speech.status, speech.reason, speech.charged_micros) == ("fetching", "", 7_000)
        assert step(speech) == "ready"
        assert (speech.hold.held_micros, speech.hold.spent_micros) == (0, 7_000)
        assert speech.hold.outcome == "charged"
        assert list(disagreements()) == []
        assert len(speaker.bodies) == 1

    def test_without_a_sound_leaves_a_given_up_text_as_it_is_but_is_written_down(self, late, speaker):
        speaker.speak = reply(200, speaker.running())
        speech = late(give_up_after_a_lost_worker)
        assert (speech.status, speech.reason, speech.charged_micros) == ("failed", "given_up", 0)
        assert speech.hold.outcome == "given_up"
        assert (speech.task_id, speech.request_id) == ("speech-1", "req-9")
        assert "processing" in speech.answer

    def test_that_meets_yet_another_change_is_taken_once_more(self, late, monkeypatch):
        def change_again(speech: Speech) -> None:
            late_save = speaking._save_late

            def overtaken(current: Speech, spoken: Spoken) -> None:
                monkeypatch.undo()
                give_up_after_a_lost_worker(Speech.objects.get(pk=current.pk))
                late_save(current, spoken)

            monkeypatch.setattr(speaking, "_save_late", overtaken)

        assert late(change_again).status == "fetching"

    def test_changes_nothing_of_a_text_that_is_finished_but_is_written_down(self, late, speaker):
        speech = late(status="failed", reason="off")
        assert (speech.status, speech.reason, speech.charged_micros) == ("failed", "off", None)
        assert (speech.task_id, speech.request_id) == ("speech-1", "req-9")
        assert "sound-77" in speech.answer


class TestTheSound:
    def test_is_fetched_until_it_is_here(self, ask, step, speaker):
        good = speaker.sound
        speaker.sound = then(reply(503, b""), reply(404, b""), good)
        speech = ask()
        assert [step(speech) for _ in range(3)] == ["fetching", "fetching", "ready"]
        assert len(speaker.bodies) == 1

    def test_after_many_tries_people_read_that_it_is_paid_and_on_its_way(self, ask, step, speaker):
        speaker.sound = reply(503, b"")
        speech = ask()
        step(speech)
        Speech.objects.update(attempts=fetching.PATIENT_TRIES)
        assert step(speech) == "fetching"
        assert "paid" in doing(speech)
        assert speech.charged_micros == 7_000

    def test_may_be_shorter_than_any_service_takes_since_it_is_paid(self, ask, step, speaker, tmp_path):
        speaker.sound = reply(200, mp3(tmp_path / "yes.mp3", 0.8).read_bytes())
        speech = ask()
        assert step(speech) == "ready"
        assert float(speech.clip.seconds) == pytest.approx(0.8, abs=0.05)

    def test_that_is_no_sound_needs_a_person_who_can_have_it_fetched_again(self, ask, step, speaker):
        good = speaker.sound
        speaker.sound = reply(200, b"<html>not yours</html>")
        speech = ask()
        assert [step(speech) for _ in range(fetching.SPOILT_TRIES)][-1] == "failed"
        assert "has charged" in trouble(speech)[1]
        assert not VoiceClip.objects.exists()
        speaker.sound = good
        fetch_again(speech)
        assert step(speech) == "ready"
        assert len(speaker.bodies) == 1

    def test_that_the_service_has_thrown_away_is_given_up(self, ask, step, speaker):
        speaker.sound = reply(404, b"")
        speech = ask()
        step(speech)
        Speech.objects.update(spoken_at=timezone.now() - timedelta(days=31))
        assert step(speech) == "failed"

    def test_larger_than_any_sound_is_not_taken(self, ask, step, speaker, monkeypatch):
        monkeypatch.setattr(fetching, "MAX_SOUND_BYTES", 100)
        assert step(ask()) == "fetching"

    def test_of_a_lost_race_leaves_no_file(self, ask, step, speaker):
        speaker.sound = then(reply(503, b""), speaker.sound)
        speech = ask()
        step(speech)
        stale = Speech.objects.get(pk=speech.pk)
        Speech.objects.update(lease_token=uuid.uuid4())
        with pytest.raises(LostRace):
            fetching.fetch(stale)
        assert not any(path.is_file() for path in settings.MEDIA_ROOT.rglob("*.mp3"))

    def test_cannot_be_fetched_again_where_there_is_none(self, ask, step, speaker):
        speaker.speak = kling_says(1301)
        speech = ask()
        step(speech)
        with pytest.raises(ValueError, match="no sound"):
            fetch_again(speech)


class TestLookNow:
    def test_makes_open_texts_due_at_once(self, ask):
        speech = ask()
        Speech.objects.update(next_check_at=timezone.now() + timedelta(hours=1))
        assert look_now(Speech.objects.all()) == 1
        assert speaking.due() == [speech.pk]


class TestMove:
    def test_knows_which_status_may_follow(self, ask):
        with pytest.raises(ValueError, match="cannot go"):
            move(ask(), "ready")
