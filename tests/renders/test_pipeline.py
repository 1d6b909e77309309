"""A take on its way through the practice service, over real HTTP: sent once, looked at, saved."""

import hashlib
import json
import uuid
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import av
import c2pa
import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.utils import timezone

from apps.avatars import actions as library
from apps.avatars.consents import withdraw
from apps.connections.models import Connection
from apps.media import store
from apps.media.marks import Source, read_mark
from apps.practice import tasks as practice
from apps.practice.store import bill
from apps.providers.base import Stage, Task
from apps.renders import actions, looking, pipeline, recovering, saving, sending
from apps.renders import unclear as unclear_actions
from apps.renders.models import Render
from apps.renders.troubles import trouble
from apps.renders.words import doing
from tests.media.certificates import make_certificate
from tests.processes import free_port
from tests.takes import bring_to, press_make

S = Render.Status

pytestmark = [pytest.mark.django_db, pytest.mark.stack]


def steps_until_it_rests(take: Render, step, rest: str = "") -> list[str]:
    """Every status on the way, until a take is ready, needs a fix or has come to `rest`."""
    seen = [take.status]
    for _ in range(12):
        seen.append(step(take))
        if not take.is_open or take.status == rest:
            break
    return list(dict.fromkeys(seen))


def as_a_real_one(service: str, key: str) -> None:
    """The connection as staff would have made it: with an address and a key of its own, on our network."""
    Connection.objects.update(is_practice=False, base_url=f"{service}/practice/kling", key=key, may_be_private=True)


def kept_files() -> set[str]:
    root = settings.MEDIA_ROOT
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


class TestWholeWay:
    def test_a_take_is_sent_made_fetched_and_ready(self, service, take, step):
        seen = steps_until_it_rests(take, step)
        assert (seen[0], seen[-1]) == (S.QUEUED, S.READY)
        assert S.SUBMITTED in seen
        assert S.SAVING in seen

    def test_the_film_is_ours_and_plays_to_its_end(self, service, take, step):
        steps_until_it_rests(take, step)
        with store.as_path(take.film_key) as path, av.open(str(path)) as film:
            frames = sum(1 for _ in film.decode(video=0))
        assert abs(frames / 25 - float(take.seconds)) <= 0.08

    def test_the_film_says_to_machines_that_it_was_generated_and_its_hash_is_of_that(self, service, take, step):
        steps_until_it_rests(take, step)
        with store.as_path(take.film_key) as path:
            assert read_mark(path) == Source.GENERATED
            assert hashlib.sha256(path.read_bytes()).hexdigest() == take.film_sha256

    def test_it_is_billed_once_and_the_receipt_says_what_was_charged(self, service, take, step):
        steps_until_it_rests(take, step)
        assert [line["external_task_id"] for line in bill()] == [str(take.external_id)]
        assert take.charged_micros == take.estimate_micros == 3 * 56_000

    def test_every_step_is_in_the_timeline(self, service, take, step):
        seen = steps_until_it_rests(take, step)
        told = [event.to_status for event in take.events.all()]
        assert list(dict.fromkeys(told))[-1] == S.READY
        assert set(seen) <= set(told)

    def test_open_pages_are_told(self, service, take, step):
        before = take.video.project.team.rev
        steps_until_it_rests(take, step)
        take.video.refresh_from_db()
        assert take.video.rev == take.rev > before

    def test_nothing_is_left_beside_the_files_that_rows_name(self, service, take, step):
        steps_until_it_rests(take, step)
        avatar, clip = take.video.avatar, take.video.clip
        named = {*avatar.keys, clip.audio_key, clip.source_key}
        named |= {take.portrait_key, take.voice_key, take.film_key, take.poster_key, take.backdrop_key}
        assert kept_files() == named


class TestSending:
    def test_many_hints_send_once(self, service, take):
        for _ in range(5):
            pipeline.work(take.pk)
        assert len(bill()) == 1

    def test_no_free_place_means_waiting_in_line(self, service, take, video, alice, connection):
        Connection.objects.filter(pk=connection.pk).update(places=1)
        video.refresh_from_db()
        second = press_make(video, alice)
        pipeline.work(take.pk)
        pipeline.work(second.pk)
        second.refresh_from_db()
        assert (second.status, len(bill())) == (S.QUEUED, 1)

    def test_a_connection_that_is_switched_off_sends_nothing(self, service, take, connection):
        Connection.objects.filter(pk=connection.pk).update(is_on=False)
        pipeline.work(take.pk)
        take.refresh_from_db()
        assert (take.status, bill()) == (S.QUEUED, [])

    @pytest.mark.parametrize(
        "gone",
        [
            pytest.param(lambda face, by: face.consents.all().delete(), id="never given"),
            pytest.param(lambda face, by: withdraw(face.consent, by, "She left"), id="withdrawn"),
            pytest.param(lambda face, by: face.consents.update(until=date(2026, 1, 1)), id="ended"),
            pytest.param(library.delete, id="face deleted"),
        ],
    )
    def test_nothing_leaves_without_consent_and_nothing_is_charged(self, service, take, alice, gone):
        gone(take.avatar, alice)
        pipeline.work(take.pk)
        take.refresh_from_db()
        assert (take.status, take.reason, bill()) == (S.FAILED, "consent", [])
        assert (take.charged_micros, take.hold.held_micros, take.hold.spent_micros) == (0, 0, 0)
        headline, advice = trouble(take)
        assert headline == "The permission for this face is missing"
        assert "You were not charged." in advice

    def test_a_refused_key_needs_a_fix_and_is_not_billed(self, service, take):
        as_a_real_one(service, key="wrong")
        pipeline.work(take.pk)
        take.refresh_from_db()
        assert (take.status, take.reason, bill()) == (S.FAILED, "key", [])

    def test_a_service_that_is_down_leaves_the_take_in_line(self, service, take, settings):
        settings.PRACTICE_ORIGIN = f"http://127.0.0.1:{free_port()}"
        pipeline.work(take.pk)
        take.refresh_from_db()
        assert (take.status, take.reason, take.sending_at) == (S.QUEUED, "down", None)
        assert take.next_check_at > timezone.now() + timedelta(seconds=5)


class TestLostWorker:
    """What the next worker finds after a kill -9, as rows that such a kill leaves."""

    def left_at(self, take: Render, **fields: object) -> None:
        past = timezone.now() - timedelta(seconds=1)
        left = {"lease_token": uuid.uuid4(), "lease_until": past, "sent_to": take.connection.fingerprint, **fields}
        Render.objects.filter(pk=take.pk).update(**left)
        take.refresh_from_db()

    def test_claimed_but_not_sending_is_sent_once(self, service, take, step):
        self.left_at(take, status=S.SUBMITTING, sending_at=None)
        assert steps_until_it_rests(take, step)[-1] == S.READY
        assert len(bill()) == 1

    def test_accepted_but_not_written_down_is_found_by_our_own_id(self, service, take, step):
        pipeline.work(take.pk)
        task = Render.objects.get(pk=take.pk).task_id
        self.left_at(take, status=S.SUBMITTING, task_id="", sending_at=timezone.now())
        assert steps_until_it_rests(take, step)[-1] == S.READY
        assert (take.task_id, len(bill())) == (task, 1)

    def test_never_arrived_is_sent_again_where_the_look_up_proves_it(self, service, take, step, settings):
        settings.LOOK_UP_SECONDS = 0
        self.left_at(take, status=S.SUBMITTING, sending_at=timezone.now())
        assert steps_until_it_rests(take, step)[-1] == S.READY
        assert len(bill()) == 1

    def test_never_arrived_stays_unclear_where_the_look_up_proves_nothing(self, service, take, step, settings):
        settings.LOOK_UP_SECONDS = 0
        as_a_real_one(service, key=settings.PRACTICE_KEY)
        self.left_at(take, status=S.SUBMITTING, sending_at=timezone.now())
        step(take)
        assert (step(take), bill()) == (S.UNKNOWN, [])

    def test_half_way_through_saving_is_saved_again(self, service, take, step):
        steps_until_it_rests(take, step, rest=S.SAVING)
        self.left_at(take, attempts=0)
        assert steps_until_it_rests(take, step)[-1] == S.READY

    def test_a_worker_that_slept_through_its_lease_sends_nothing(self, service, take, monkeypatch):
        take_place = sending._take_place

        def then_sleep(render: Render) -> bool:
            taken = take_place(render)
            Render.objects.filter(pk=render.pk).update(lease_token=uuid.uuid4())
            return taken

        monkeypatch.setattr(sending, "_take_place", then_sleep)
        pipeline.work(take.pk)
        take.refresh_from_db()
        assert (take.status, take.sending_at, bill()) == (S.SUBMITTING, None, [])


class TestSaving:
    def test_a_film_that_does_not_arrive_is_fetched_again_and_not_made_again(self, service, take, step, tmp_path: Path):
        steps_until_it_rests(take, step, rest=S.SAVING)
        good = take.result_url
        Render.objects.filter(pk=take.pk).update(result_url=f"{service}/practice/files/gone.mp4")
        step(take)
        assert (take.status, take.result_url, take.attempts) == (S.SAVING, good, 1)
        assert step(take) == S.READY
        assert len(bill()) == 1

    def test_trouble_on_the_way_never_gives_up_a_film_that_is_paid(self, service, take, step, settings):
        steps_until_it_rests(take, step, rest=S.SAVING)
        settings.PRACTICE_ENABLED = False
        for _ in range(12):
            step(take)
        assert (take.status, take.reason) == (S.SAVING, "fetch")
        settings.PRACTICE_ENABLED = True
        assert step(take) == S.READY
        assert (take.reason, len(bill())) == ("", 1)

    def test_a_film_that_cannot_be_played_needs_a_person_who_can_have_it_fetched_again(
        self, service, take, step, alice
    ):
        steps_until_it_rests(take, step, rest=S.SAVING)
        [film] = (settings.DATA_DIR / "practice" / "tasks").glob("*/film.mp4")
        whole = film.read_bytes()
        film.write_bytes(whole[: len(whole) // 2])
        steps_until_it_rests(take, step)
        assert (take.status, take.reason) == (S.FAILED, "film")
        film.write_bytes(whole)
        actions.fetch_again(take, alice)
        assert steps_until_it_rests(take, step)[-1] == S.READY
        assert len(bill()) == 1

    def test_a_film_that_plays_but_cannot_be_marked_is_kept_and_staff_read_about_it(self, service, take, step):
        steps_until_it_rests(take, step, rest=S.SAVING)
        [film] = (settings.DATA_DIR / "practice" / "tasks").glob("*/film.mp4")
        film.write_bytes(film.read_bytes() + b"rest")
        step(take)
        assert (take.status, take.film_bytes) == (S.READY, film.stat().st_size)
        assert any("does not say as it should how it was made" in event.why for event in take.events.all())

    def test_a_film_is_signed_where_a_certificate_is_configured(self, service, take, step, settings, tmp_path):
        settings.C2PA_CERTIFICATE, settings.C2PA_KEY = map(str, make_certificate(tmp_path))
        steps_until_it_rests(take, step)
        with store.as_path(take.film_key) as film:
            assert json.loads(c2pa.Reader(str(film)).json())["validation_state"] == "Valid"
            assert read_mark(film) == Source.GENERATED
        assert take.film_sha256 == store.sha256(take.film_key)

    def test_a_lost_race_leaves_no_files(self, service, take, step, monkeypatch):
        steps_until_it_rests(take, step, rest=S.SAVING)
        before = kept_files()
        inspect = saving.sandbox.inspect_film

        def slowly(*args, **kwargs):
            Render.objects.filter(pk=take.pk).update(lease_token=uuid.uuid4())
            return inspect(*args, **kwargs)

        monkeypatch.setattr(saving.sandbox, "inspect_film", slowly)
        step(take)
        assert (take.status, kept_files()) == (S.SAVING, before)


class TestUnclear:
    @pytest.fixture
    def unclear(self, take) -> Render:
        Render.objects.filter(pk=take.pk).update(status=S.UNKNOWN, reason="unclear", sending_at=timezone.now())
        take.refresh_from_db()
        return take

    def test_holds_no_place(self, service, unclear, video, alice, connection):
        Connection.objects.filter(pk=connection.pk).update(places=1)
        video.refresh_from_db()
        second = press_make(video, alice)
        pipeline.work(second.pk)
        second.refresh_from_db()
        assert second.status == S.SUBMITTED

    def test_turns_up_when_the_service_has_it_after_all(self, service, unclear, step):
        Render.objects.filter(pk=unclear.pk).update(status=S.QUEUED)
        pipeline.work(unclear.pk)
        Render.objects.filter(pk=unclear.pk).update(status=S.UNKNOWN, task_id="")
        unclear.refresh_from_db()
        assert step(unclear) == S.SUBMITTED
        assert len(bill()) == 1

    def test_is_ended_by_a_person_only(self, service, unclear, step, alice):
        assert step(unclear) == S.UNKNOWN
        unclear_actions.give_up(unclear, alice)
        assert (unclear.status, unclear.reason, unclear.events.last().actor) == (S.FAILED, "given_up", alice)
        unclear.hold.refresh_from_db()
        assert (unclear.hold.outcome, unclear.hold.held_micros) == ("given_up", 0)

    def test_given_up_it_is_charged_all_the_same_when_it_turns_up(self, service, unclear, step, alice):
        Render.objects.filter(pk=unclear.pk).update(status=S.QUEUED)
        pipeline.work(unclear.pk)
        Render.objects.filter(pk=unclear.pk).update(status=S.UNKNOWN, task_id="")
        unclear.refresh_from_db()
        unclear_actions.give_up(unclear, alice)
        assert step(unclear) == S.FAILED
        assert unclear.task_id
        for _ in range(6):
            practice.work()
            Render.objects.filter(pk=unclear.pk).update(next_check_at=timezone.now())
            looking.look(unclear.connection)
            pipeline.work(unclear.pk)
            unclear.refresh_from_db()
        unclear.hold.refresh_from_db()
        assert (unclear.status, len(bill())) == (S.READY, 1)
        assert unclear.hold.outcome == "charged"
        assert unclear.hold.spent_micros == unclear.charged_micros > 0


class TestFiles:
    def test_a_take_whose_files_are_gone_is_not_sent_and_keeps_nobody_from_the_line(self, service, take, step):
        store.delete(take.portrait_key)
        assert step(take) == S.FAILED
        assert (take.reason, take.charged_micros, bill()) == ("files", 0, [])

    def test_a_film_that_does_not_arrive_in_a_month_is_paid_and_needs_a_person(self, service, take, step):
        bring_to(take, S.SAVING)
        Render.objects.filter(pk=take.pk).update(result_url="http://127.0.0.1:9/film.mp4", reason="fetch")
        assert list(Render.objects.needs_a_hand()) == [take]
        take.refresh_from_db()
        assert step(take) == S.SAVING
        Render.objects.filter(pk=take.pk).update(submitted_at=timezone.now() - saving.KEPT - timedelta(hours=1))
        assert step(take) == S.FAILED
        assert (take.reason, take.charged_micros) == ("film_gone", take.estimate_micros)


class TestLook:
    def test_one_odd_take_does_not_stop_the_others(self, service, take, video, alice, monkeypatch):
        video.refresh_from_db()
        second = press_make(video, alice)
        for render in (take, second):
            pipeline.work(render.pk)
        change = looking.change

        def odd(render: Render, answer: object) -> object:
            return partial(divmod, 1, 0) if render.pk == take.pk else change(render, answer)

        monkeypatch.setattr(looking, "change", odd)
        Render.objects.update(next_check_at=timezone.now())
        looking.look(take.connection)
        second.refresh_from_db()
        assert second.lease_token is None
        assert second.next_check_at > timezone.now()


class TestSweep:
    def test_hands_out_what_is_due_and_nothing_else(self, service, take):
        assert pipeline.due_steps() == [take.pk]
        pipeline.work(take.pk)
        assert (pipeline.due_steps(), pipeline.due_services()) == ([], [])
        Render.objects.update(next_check_at=timezone.now())
        assert (pipeline.due_steps(), pipeline.due_services()) == ([], [take.connection_id])


class TestLateAnswer:
    """The service took it, and said so to a worker whose lease had gone to another one."""

    @pytest.fixture
    def late(self, service, take, monkeypatch) -> Render:
        """The answer came; meanwhile the take is somebody else's and stands where `kill -9` would have left it."""
        accepted = recovering._accepted

        def then_lose_it(render: Render, task: Task) -> float:
            Render.objects.filter(pk=render.pk).update(lease_token=uuid.uuid4())
            return accepted(render, task)

        monkeypatch.setattr(recovering, "_accepted", then_lose_it)
        pipeline.work(take.pk)
        monkeypatch.undo()
        Render.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        take.refresh_from_db()
        return take

    def test_its_number_is_kept_and_staff_can_read_it(self, late):
        assert late.task_id == bill()[0]["task_id"]
        assert f"accepted as {late.task_id}, late" in [event.why for event in late.events.all()]

    @pytest.mark.parametrize("status", [S.SUBMITTING, S.QUEUED, S.UNKNOWN])
    def test_wherever_it_stands_it_is_found_by_that_and_not_paid_twice(self, late, step, status):
        Render.objects.update(status=status)
        late.refresh_from_db()
        assert steps_until_it_rests(late, step)[-1] == S.READY
        assert len(bill()) == 1


class TestChangedConnection:
    """Staff changes a connection while a take waits for it."""

    def changed(self, take: Render, **fields: object) -> Render:
        Connection.objects.update(**fields)
        pipeline.work(take.pk)
        take.refresh_from_db()
        return take

    def test_switched_off_or_kept_for_others_it_waits(self, service, take, charlie):
        take.connection.teams.set([charlie.memberships.get().team])
        assert (self.changed(take).status, take.reason, bill()) == (S.QUEUED, "off", [])

    def test_the_practice_service_switched_off_too(self, service, take, settings):
        settings.PRACTICE_ENABLED = False
        assert (self.changed(take).status, take.reason) == (S.QUEUED, "off")

    def test_a_quality_that_is_not_offered_any_more_is_not_sent_nor_paid(self, service, take):
        changed = self.changed(take, allows_standard=False)
        assert (changed.status, changed.reason, bill()) == (S.FAILED, "changed", [])

    def test_nor_is_a_text_that_it_does_not_speak_any_more(self, service, take):
        Render.objects.update(script="Hello", voice_id="x", voice_key="")
        take.refresh_from_db()
        changed = self.changed(take)
        assert (changed.status, changed.reason, changed.sending_at) == (S.FAILED, "changed", None)

    def test_a_service_that_never_says_whether_it_has_it_leads_to_a_person(self, service, take, step):
        as_a_real_one(f"http://127.0.0.1:{free_port()}", key="k")
        past = timezone.now() - timedelta(seconds=5)
        Render.objects.update(status=S.SUBMITTING, sending_at=past, sent_to=take.connection.fingerprint)
        take.refresh_from_db()
        assert (step(take), take.reason) == (S.SUBMITTING, "looking")
        Render.objects.update(sending_at=timezone.now() - recovering.PATIENCE)
        assert (step(take), bill()) == (S.UNKNOWN, [])
        assert take not in Render.objects.holding_a_place(take.connection)

    def test_not_found_proves_nothing_where_it_is_asked_in_another_way(self, service, take, step, settings):
        settings.LOOK_UP_SECONDS = 0
        as_a_real_one(service, key=settings.PRACTICE_KEY)
        Connection.objects.update(trusts_look_up=True)
        take.refresh_from_db()
        sent_to = take.connection.fingerprint
        past = timezone.now() - timedelta(minutes=5)
        Render.objects.update(status=S.SUBMITTING, sending_at=past, not_found_at=past, sent_to=sent_to)
        take.refresh_from_db()
        Connection.objects.update(base_url=f"{service}/practice/kling/")
        assert (step(take), bill()) == (S.UNKNOWN, [])

    def test_a_key_that_cannot_be_read_is_said(self, service, take, settings):
        as_a_real_one(service, key=settings.PRACTICE_KEY)
        settings.FIELD_KEYS = [Fernet.generate_key().decode()]
        pipeline.work(take.pk)
        told = Render.objects.defer("connection").get(pk=take.pk)
        assert (told.status, told.reason) == (S.QUEUED, "unreadable")
        assert "entered again" in doing(told)

    def test_a_key_that_cannot_be_read_is_said_of_what_is_at_the_service_until_it_can(self, service, take, settings):
        as_a_real_one(service, key=settings.PRACTICE_KEY)
        pipeline.work(take.pk)
        readable, settings.FIELD_KEYS = settings.FIELD_KEYS, [Fernet.generate_key().decode()]
        Render.objects.update(next_check_at=timezone.now())
        pipeline.look(take.connection_id)
        told = Render.objects.defer("connection").get(pk=take.pk)
        assert (told.status, told.reason, told.lease_token) == (S.SUBMITTED, "unreadable", None)
        assert told.next_check_at > timezone.now() + timedelta(seconds=30)
        settings.FIELD_KEYS = readable
        Render.objects.update(next_check_at=timezone.now())
        pipeline.look(take.connection_id)
        take.refresh_from_db()
        assert take.reason == ""


class TestAnswersAboutAnother:
    def test_a_film_of_somebody_else_is_not_taken(self, service, take, step):
        step(take)
        answer = Task(task_id=take.task_id, stage=Stage.DONE, external_id="somebody", video_url="https://x.test/a.mp4")
        assert looking.change(take, answer) is None
