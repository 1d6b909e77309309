"""A free draft: asked for, put in line, made by the studio itself, kept as a take; it never has to do with money."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError, connections, transaction
from django.utils import timezone

from apps.avatars.consents import withdraw
from apps.core.programs import NotFinished
from apps.media import store
from apps.media.marks import Source, read_mark
from apps.renders import actions, draft_work, drafting, line, pipeline, slowness
from apps.renders.history import ENOUGH, Usual, usual
from apps.renders.models import Render, Video
from apps.renders.quote import NotComplete
from apps.renders.states import DRAFT
from apps.renders.timeline import timeline
from apps.renders.troubles import trouble
from apps.renders.words import doing, stages
from apps.spending.models import Hold
from tests.cast import make_person, make_team
from tests.media_files import nobody
from tests.takes import make_video, press_make

S = Render.Status

pytestmark = [pytest.mark.django_db, pytest.mark.stack]


@pytest.fixture
def draft(video, alice) -> Render:
    return drafting.start_draft(video, alice)


def current(take: Render) -> Render:
    return Render.objects.get(pk=take.pk)


def made(draft: Render) -> Render:
    draft_work.work(draft.pk)
    return current(draft)


def kept_files() -> set[str]:
    return {str(path) for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()}


class TestStart:
    def test_it_waits_in_line_without_service_price_or_hold(self, draft):
        assert (draft.status, draft.name, draft.ref) == (S.QUEUED, "Draft 1", "d1")
        assert (draft.connection, draft.hold, draft.estimate_micros) == (None, None, 0)
        assert not Hold.objects.exists()

    def test_needs_no_service(self, video, alice):
        actions.change_video(video, connection=None)
        assert drafting.start_draft(video, alice).status == S.QUEUED

    def test_the_same_face_and_voice_make_one(self, draft, video, bob):
        files = kept_files()
        assert drafting.start_draft(video, bob) == draft
        assert kept_files() == files  # no copies are left

    def test_another_face_makes_another_one(self, draft, video, alice, team):
        actions.change_video(video, avatar=make_video(team, alice).avatar)
        assert drafting.start_draft(video, alice).name == "Draft 2"

    def test_versions_and_drafts_are_counted_apart(self, draft, video, alice):
        assert press_make(video, alice).name == "Version 1"

    def test_without_permission_for_the_face_there_is_none(self, video, alice):
        withdraw(video.avatar.consent, alice, "")
        with pytest.raises(NotComplete) as error:
            drafting.start_draft(Video.objects.get(pk=video.pk), alice)
        assert [part.step for part in error.value.missing] == ["consent"]

    def test_a_team_has_only_so_many_in_line(self, monkeypatch, draft, team, alice):
        monkeypatch.setattr(drafting, "MOST_WAITING", 1)
        other = make_video(team, alice)
        with pytest.raises(drafting.TooMany):
            drafting.start_draft(other, alice)
        stranger = make_person("Dora Dean", make_team("Other"))
        drafting.start_draft(make_video(stranger.memberships.get().team, stranger), stranger)

    def test_one_that_asks_to_spend_gets_one_for_the_approver(self, video, cleo):
        take = press_make(video, cleo, ask=True)
        drafting.show_approver(take)
        assert drafting.draft_like(take).created_by == cleo

    def test_the_database_lets_no_draft_cost_anything(self, draft, take):
        for wrong in ({"connection": take.connection}, {"hold": take.hold}, {"estimate_micros": 1}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Render.objects.filter(pk=draft.pk).update(**wrong)
        with pytest.raises(IntegrityError), transaction.atomic():
            Render.objects.filter(pk=take.pk).update(connection=None)


class TestMaking:
    def test_it_is_made_here_checked_and_kept(self, draft):
        ready = made(draft)
        assert (ready.status, ready.reason, ready.charged_micros) == (S.READY, "", 0)
        assert abs(ready.film_seconds - draft.seconds) < 0.1
        assert len(store.read(ready.film_key)) == ready.film_bytes > 0
        assert store.read(ready.poster_key).startswith(b"\xff\xd8")
        assert [event.to_status for event in draft.events.all()] == [S.QUEUED, S.PROCESSING, S.SAVING, S.READY]
        assert [stage.state for stage in stages(ready)] == ["done", "done", "done"]

    def test_its_film_says_to_machines_that_it_was_animated(self, draft):
        with store.as_path(made(draft).film_key) as path:
            assert read_mark(path) == Source.ANIMATED

    def test_its_timeline_says_what_happened(self, draft):
        said = [step.said for step in timeline(made(draft))]
        assert said == [
            "Alice Ames asked for a free draft.",
            "Its turn came: the studio began to make it.",
            "The draft is made. We check it.",
            "It is checked and saved.",
        ]

    def test_where_no_face_speaks_it_says_so(self, draft, tmp_path):
        empty = nobody(tmp_path / "nobody.jpg", (320, 400))
        key = store.keep(empty, team=draft.video.project.team.uuid, kind="takes", ext="jpg").key
        Render.objects.filter(pk=draft.pk).update(portrait_key=key)
        ready = made(draft)
        assert (ready.status, ready.reason) == (S.READY, "still")

    def test_what_a_killed_worker_left_is_made_again(self, draft):
        for status in (S.PROCESSING, S.SAVING):
            lost = timezone.now() - timedelta(seconds=1)
            Render.objects.filter(pk=draft.pk).update(status=status, lease_until=lost, next_check_at=lost)
            assert draft_work.due() == [draft.pk]
        assert made(draft).status == S.READY

    def test_a_permission_that_ended_ends_it(self, draft, alice):
        withdraw(draft.avatar.consent, alice, "")
        assert (made(draft).status, current(draft).reason) == (S.FAILED, "consent")

    def test_files_that_are_gone_end_it(self, draft):
        store.delete(draft.voice_key)
        assert (made(draft).status, current(draft).reason) == (S.FAILED, "files")

    def test_an_engine_that_stumbles_is_tried_again_and_then_said(self, draft, monkeypatch):
        def stumble(*_arguments, **_options):
            raise NotFinished("too slow")

        monkeypatch.setattr(draft_work, "make_draft", stumble)
        statuses = []
        for _ in range(draft_work.TRIES + 1):
            Render.objects.filter(pk=draft.pk).update(next_check_at=timezone.now())
            statuses.append(made(draft).status)
        assert statuses == [*[S.PROCESSING] * draft_work.TRIES, S.FAILED]
        assert trouble(current(draft))[0] == "The draft could not be made"
        assert timeline(current(draft))[-1].said == "The draft could not be made."

    def test_how_long_it_usually_takes_is_known_after_a_few(self, draft):
        assert usual(None, DRAFT) is None
        begun = timezone.now()
        times = {"status": S.READY, "submitted_at": begun, "finished_at": begun + timedelta(seconds=7)}
        Render.objects.filter(pk=draft.pk).update(**times)
        for number in range(2, ENOUGH + 1):
            ids = {name: uuid.uuid4() for name in ("form_token", "external_id", "callback_id")}
            copy = Render.objects.get(pk=draft.pk)
            for name, value in {**ids, "pk": None, "number": number}.items():
                setattr(copy, name, value)
            copy.save(force_insert=True)
        assert usual(None, DRAFT) == Usual(low=7, high=7)
        assert usual(None, "std") is None

    def test_one_that_breaks_its_worker_each_time_comes_to_an_end(self, draft, monkeypatch):
        """Whatever happens, it must not hold the place of all others for ever."""

        def break_down(*_arguments, **_options):
            raise PermissionError("no")

        monkeypatch.setattr(draft_work, "make_draft", break_down)
        for _ in range(draft_work.TRIES + 1):
            Render.objects.filter(pk=draft.pk).update(next_check_at=timezone.now(), lease_until=None)
            draft_work.work(draft.pk)
        assert (current(draft).status, current(draft).reason) == (S.FAILED, "draft")

    def test_a_permission_that_ends_while_it_is_made_ends_it(self, draft, alice, monkeypatch):
        make = draft_work.make_draft

        def make_and_withdraw(*files, **options):
            withdraw(draft.avatar.consent, alice, "")
            return make(*files, **options)

        monkeypatch.setattr(draft_work, "make_draft", make_and_withdraw)
        ended = made(draft)
        assert (ended.status, ended.reason, ended.film_key) == (S.FAILED, "consent", "")
        assert "permission" in timeline(ended)[-1].said

    def test_one_that_waits_can_be_stopped(self, draft, alice):
        actions.stop(draft, alice)
        assert (made(draft).status, draft_work.due()) == (S.CANCELLED, [])


class TestLine:
    def test_one_after_the_other(self, draft, team, alice):
        later = drafting.start_draft(make_video(team, alice), alice)
        assert draft_work.due() == [draft.pk]
        Render.objects.filter(pk=draft.pk).update(
            status=S.PROCESSING, lease_until=timezone.now() + timedelta(minutes=1)
        )
        assert draft_work.due() == []
        assert made(later).status == S.QUEUED

    def test_teams_take_turns(self, draft, team, alice, settings):
        settings.DRAFTS_AT_ONCE = 2
        drafting.start_draft(make_video(team, alice), alice)
        stranger = make_person("Dora Dean", make_team("Other"))
        theirs = drafting.start_draft(make_video(stranger.memberships.get().team, stranger), stranger)
        assert draft_work.due() == [draft.pk, theirs.pk]

    def test_people_read_their_place(self, draft, team, alice):
        second = drafting.start_draft(make_video(team, alice), alice)
        line.tell_places()
        assert doing(current(draft)) == "You are next in line."
        assert doing(current(second)) == "2nd in line."

    def test_what_is_paid_does_not_see_them(self, draft, take):
        assert pipeline.due_steps() == [take.pk]
        Render.objects.filter(pk=draft.pk).update(
            status=S.PROCESSING, submitted_at=timezone.now() - timedelta(days=1), next_check_at=timezone.now()
        )
        assert pipeline.due_services() == []
        assert slowness.mark_slow() == 0
        assert line.next_ones(take.connection, timezone.now()) == [take.pk]


def troubles_of(do, times: int, troubles: list[OperationalError]) -> None:
    """Do it so often in a thread of its own; what the database says against it is noted."""
    for number in range(times):
        try:
            do(number)
        except OperationalError as error:
            troubles.append(error)
    connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_beginning_and_telling_places_at_once_do_not_lock_each_other_out(alice, team):
    """Both lock the team and takes of it, in the same order."""
    drafts = [drafting.start_draft(make_video(team, alice), alice) for _ in range(6)]
    troubles: list[OperationalError] = []

    def begin(number: int) -> None:
        draft_work._take_place(Render.objects.get(pk=drafts[number].pk))
        Render.objects.filter(pk=drafts[number].pk).update(status=S.CANCELLED)

    def tell(_number: int) -> None:
        Render.objects.filter(status=S.QUEUED).update(place=None)
        line.tell_places()

    threads = [
        threading.Thread(target=troubles_of, args=(do, times, troubles)) for do, times in ((begin, 6), (tell, 12))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
