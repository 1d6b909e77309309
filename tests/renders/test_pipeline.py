"""A take on its way through the practice service, over real HTTP: sent once, looked at, saved."""

import uuid
from datetime import timedelta
from pathlib import Path

import av
import pytest
from django.conf import settings
from django.utils import timezone

from apps.connections.models import Connection
from apps.media import store
from apps.practice.store import bill
from apps.renders import actions, pipeline
from apps.renders.models import Render
from tests.processes import free_port

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
        kept = {str(path.relative_to(settings.MEDIA_ROOT)) for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()}
        avatar, clip = take.video.avatar, take.video.clip
        named = {avatar.portrait_key, avatar.backdrop_key, clip.audio_key}
        named |= {take.portrait_key, take.voice_key, take.film_key, take.poster_key, take.backdrop_key}
        first_backdrop = {key for key in kept - named if "/takes/" in key}
        assert kept - named == first_backdrop
        assert len(first_backdrop) <= 1  # the photo's backdrop, until the film brought its own


class TestSending:
    def test_many_hints_send_once(self, service, take):
        for _ in range(5):
            pipeline.work(take.pk)
        assert len(bill()) == 1

    def test_no_free_place_means_waiting_in_line(self, service, take, video, alice, connection):
        Connection.objects.filter(pk=connection.pk).update(places=1)
        video.refresh_from_db()
        second = actions.make_video(video, alice, video.form_token)
        pipeline.work(take.pk)
        pipeline.work(second.pk)
        second.refresh_from_db()
        assert (second.status, len(bill())) == (S.QUEUED, 1)

    def test_a_connection_that_is_switched_off_sends_nothing(self, service, take, connection):
        Connection.objects.filter(pk=connection.pk).update(is_on=False)
        pipeline.work(take.pk)
        take.refresh_from_db()
        assert (take.status, bill()) == (S.QUEUED, [])

    def test_nothing_leaves_without_consent(self, service, take):
        type(take.avatar).objects.update(consent_at=None, consent_by=None)
        pipeline.work(take.pk)
        take.refresh_from_db()
        assert (take.status, take.reason, bill()) == (S.FAILED, "consent", [])

    def test_a_refused_key_needs_a_fix_and_is_not_billed(self, service, take, settings):
        settings.PRACTICE_KEY, wrong = "right", "wrong"
        Connection.objects.update(provider="kling", base_url=f"{service}/practice", key=wrong)
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
        Render.objects.filter(pk=take.pk).update(lease_token=uuid.uuid4(), lease_until=past, **fields)
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
        Connection.objects.update(provider="kling", base_url=f"{service}/practice", key=settings.PRACTICE_KEY)
        self.left_at(take, status=S.SUBMITTING, sending_at=timezone.now())
        step(take)
        assert (step(take), bill()) == (S.UNKNOWN, [])

    def test_half_way_through_saving_is_saved_again(self, service, take, step):
        steps_until_it_rests(take, step, rest=S.SAVING)
        self.left_at(take, attempts=0)
        assert steps_until_it_rests(take, step)[-1] == S.READY

    def test_a_worker_that_slept_through_its_lease_changes_nothing(self, service, take, monkeypatch):
        submit = pipeline._send

        def overtaken(render: Render) -> float:
            Render.objects.filter(pk=render.pk).update(lease_token=uuid.uuid4())
            return submit(render)

        monkeypatch.setitem(pipeline.STEPS, S.QUEUED, lambda render: pipeline._take_place(render) and overtaken(render))
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
