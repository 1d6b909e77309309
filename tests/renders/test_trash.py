"""The trash: nothing of a video is seen any more, all of it comes back, and in the end nothing of it is left."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.core.due import LostRace
from apps.notices.models import Notice
from apps.renders import trash
from apps.renders.actions import Outdated, make_video, start_video
from apps.renders.asking import say_ok
from apps.renders.drafting import start_draft
from apps.renders.lifecycle import move
from apps.renders.models import Render, Video
from apps.renders.quote import Changed, quote, shown
from apps.reviews import inbox
from apps.reviews.comments import comment
from apps.reviews.deciding import decide
from apps.reviews.models import Comment, Decision
from apps.sharing.actions import share
from apps.sharing.models import ShareLink
from apps.spending.models import Entry, Hold
from apps.voices.models import VoiceClip
from tests.cast import signed_in
from tests.takes import make_take, press_make
from tests.takes import make_video as filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.stack]
S = Render.Status


@pytest.fixture
def gone(ready_take, team, alice) -> Render:
    """A ready take whose video is in the trash."""
    assert trash.throw_away(team, [ready_take.video_id], alice).videos == [ready_take.video_id]
    ready_take.video.refresh_from_db()
    return ready_take


def files() -> set[str]:
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def grow_old(video: Video, days: float = 30) -> None:
    Video.objects.filter(pk=video.pk).update(trashed_at=timezone.now() - timedelta(days=days, minutes=1))


class TestThrowAway:
    def test_says_who_and_when_and_raises_the_revision(self, gone, team, alice):
        team.refresh_from_db()
        assert (gone.video.trashed_by, gone.video.rev) == (alice, team.rev)
        assert timezone.now() - gone.video.trashed_at < timedelta(minutes=1)

    @pytest.mark.parametrize("status", Render.OPEN)
    def test_what_is_being_made_stays(self, team, alice, status):
        making, ready = make_take(team, alice, status), make_take(team, alice)
        done = trash.throw_away(team, [making.video_id, ready.video_id], alice)
        assert (done.videos, done.left) == ([ready.video_id], [making.video_id])
        assert list(Video.objects.kept()) == [making.video]

    def test_so_does_the_video_of_another_team(self, ready_take, charlie):
        done = trash.throw_away(charlie.memberships.get().team, [ready_take.video_id], charlie)
        assert (done.videos, done.left) == ([], [])

    def test_twice_is_once(self, gone, team, bob):
        assert trash.throw_away(team, [gone.video_id], bob).videos == []
        gone.video.refresh_from_db()
        assert gone.video.trashed_by != bob

    def test_what_nobody_was_mailed_about_is_no_news_any_more(self, ready_take, team, alice, bob):
        comment(ready_take, bob, "Louder.")
        assert Notice.objects.waiting().exists()
        trash.throw_away(team, [ready_take.video_id], alice)
        assert not Notice.objects.waiting().exists()

    def test_nor_is_what_a_service_delivers_late(self, team, alice):
        take = make_take(team, alice, "failed")
        trash.throw_away(team, [take.video_id], alice)
        Notice.objects.all().delete()
        move(take, S.SAVING)
        move(take, S.FAILED, reason="film", finished_at=timezone.now())
        assert not Notice.objects.exists()


class TestNobodySees:
    @pytest.mark.parametrize(
        "name",
        [
            *(
                f"takes:{name}"
                for name in ("detail", "film", "poster", "backdrop", "voice", "captions", "ask", "unclear")
            ),
            *(f"reviews:{name}" for name in ("take", "still_open")),
        ],
    )
    def test_pages_and_files_of_its_takes(self, gone, alice, name):
        assert signed_in(alice).get(reverse(name, args=[gone.pk])).status_code == 404

    @pytest.mark.parametrize(
        "name", ["videos:edit", "reviews:room", "reviews:live", "reviews:compare", "reviews:log", "sharing:video"]
    )
    def test_its_own_pages(self, gone, alice, name):
        assert signed_in(alice).get(reverse(name, args=[gone.video_id])).status_code == 404

    def test_what_was_said_about_it(self, ready_take, team, alice):
        said = comment(ready_take, alice, "Louder.")
        trash.throw_away(team, [ready_take.video_id], alice)
        for name in ("at", "reply", "edit"):
            assert signed_in(alice).get(reverse(f"reviews:{name}", args=[said.pk])).status_code == 404
        assert signed_in(alice).post(reverse("reviews:done", args=[said.pk])).status_code == 404

    @pytest.mark.parametrize("of_project", [False, True])
    def test_guests_neither_until_it_is_back(self, ready_take, team, alice, of_project):
        video, guest = ready_take.video, Client()
        link, token = share(video.project, None if of_project else video, alice, may_download=True)
        guest.get(reverse("sharing:enter", args=[token]))
        film = reverse("sharing:film", args=[link.public_id, ready_take.pk])
        assert guest.get(film).status_code == 200
        trash.throw_away(team, [video.pk], alice)
        assert guest.get(film).status_code == 404
        assert "Spring offer" not in guest.get(reverse("sharing:watch", args=[link.public_id])).content.decode()
        trash.bring_back(team, [video.pk])
        assert guest.get(film).status_code == 200

    def test_the_page_of_reviews_neither(self, ready_take, team, rita):
        assert list(inbox.your_turn(team, rita)) == [ready_take]
        trash.throw_away(team, [ready_take.video_id], rita)
        assert not inbox.your_turn(team, rita).exists()
        trash.bring_back(team, [ready_take.video_id])
        assert list(inbox.your_turn(team, rita)) == [ready_take]

    def test_home_and_project_neither(self, gone, alice):
        for address in ("/", reverse("gallery:project", args=[gone.video.project_id])):
            assert f'id="v-{gone.video_id}"' not in signed_in(alice).get(address).content.decode()

    def test_the_page_of_its_face_counts_it(self, gone, alice):
        page = signed_in(alice).get(reverse("gallery:face", args=[gone.avatar_id])).content.decode()
        assert "And in 1 video in the trash." in page
        assert reverse("reviews:room", args=[gone.video_id]) not in page

    def test_its_receipt_says_where_it_is(self, gone, alice, team, django_capture_on_commit_callbacks):
        page = signed_in(alice).get(reverse("spending:month")).content.decode()
        assert "The video is in the trash." in page
        assert reverse("takes:detail", args=[gone.pk]) not in page
        with django_capture_on_commit_callbacks(execute=True):
            trash.erase(team, [gone.video_id])
        assert "The video was deleted." in signed_in(alice).get(reverse("spending:month")).content.decode()


class TestMeanwhile:
    """Somebody else moved it to the trash while a page was open."""

    def test_make_video_does_nothing(self, video, team, alice):
        seen = shown(video, quote(video, timezone.now()))
        trash.throw_away(team, [video.pk], alice)
        with pytest.raises(Outdated):
            make_video(video, alice, video.form_token, seen)
        assert not Hold.objects.exists()

    def test_no_draft_is_made(self, video, team, alice):
        before = files()
        trash.throw_away(team, [video.pk], alice)
        with pytest.raises(Changed):
            start_draft(video, alice)
        assert files() == before

    def test_an_ok_comes_too_late(self, video, team, alice, cleo):
        wish = press_make(video, cleo, ask=True)
        trash.throw_away(team, [video.pk], alice)
        with pytest.raises(LostRace):
            say_ok(wish, alice, wish.estimate_micros)
        assert not Hold.objects.exists()

    def test_an_untouched_one_is_not_used_again(self, team, alice, connection, video):
        empty = start_video(video.project, alice)
        trash.throw_away(team, [empty.pk], alice)
        assert start_video(video.project, alice) != empty


class TestBringBack:
    def test_everything_is_as_it_was(self, ready_take, team, alice, bob, connection):
        video = ready_take.video
        decide(ready_take, bob, Decision.Verdict.APPROVED)
        comment(ready_take, bob, "Well done.")
        share(video.project, video, alice, may_comment=True)
        models = (Video, Render, Comment, Decision, ShareLink, Hold, Entry)

        def everything() -> list[dict[str, object]]:
            return [row for model in models for row in model.objects.order_by("pk").values()]

        before, stored = everything(), files()
        trash.throw_away(team, [video.pk], alice)
        assert trash.bring_back(team, [video.pk]) == [video.pk]
        after = everything()
        before[0].pop("rev")
        assert after[0].pop("rev") > 0
        assert (after, files()) == (before, stored)

    def test_what_is_not_there_does_not_come(self, ready_take, team):
        assert trash.bring_back(team, [ready_take.video_id, 999]) == []

    def test_of_another_team_nothing_does(self, gone, charlie):
        assert trash.bring_back(charlie.memberships.get().team, [gone.video_id]) == []

    def test_who_may_say_ok_is_told_again(self, video, team, alice, cleo):
        press_make(video, cleo, ask=True)
        trash.throw_away(team, [video.pk], cleo)
        assert not Notice.objects.exists()
        trash.bring_back(team, [video.pk])
        assert list(Notice.objects.values_list("person", "params__what")) == [(alice.pk, "spend")]


class TestErase:
    def test_leaves_no_file_of_its_takes_and_every_other_one(
        self, service, take, step, team, alice, django_capture_on_commit_callbacks
    ):
        video = take.video
        library = files() - {getattr(take, name) for name in trash.FILES}
        while step(take) != S.READY:
            pass
        with django_capture_on_commit_callbacks(execute=True):
            start_draft(video, alice)
        kept = make_take(team, alice)
        others = files() - {getattr(made, name) for made in Render.objects.filter(video=video) for name in trash.FILES}
        assert others > library
        trash.throw_away(team, [video.pk], alice)
        Render.objects.drafts().update(status=S.CANCELLED)
        trash.throw_away(team, [video.pk], alice)
        with django_capture_on_commit_callbacks(execute=True):
            assert trash.erase(team, [video.pk]).videos == [video.pk]
        assert files() == others
        assert list(Render.objects.all()) == [kept]
        assert not Video.objects.filter(pk=video.pk).exists()

    def test_knows_every_column_that_names_a_file(self):
        columns = {field.name for field in Render._meta.fields if field.name.endswith("_key")}
        assert columns == set(trash.FILES)

    def test_keeps_the_money_and_the_library(self, gone, team, django_capture_on_commit_callbacks):
        booked = list(Entry.objects.values())
        with django_capture_on_commit_callbacks(execute=True):
            trash.erase(team, [gone.video_id])
        assert list(Entry.objects.values()) == booked
        assert Hold.objects.get().title == "Spring offer"
        clip, face = VoiceClip.objects.get(), team.avatars.get()
        assert {clip.audio_key, face.portrait_key} <= files()

    def test_only_what_is_in_the_trash(self, ready_take, team):
        assert trash.erase(team, [ready_take.video_id]).videos == []
        assert Video.objects.exists()

    def test_nothing_that_may_still_be_delivered_and_charged(self, team, alice):
        take = make_take(team, alice, "processing")
        move(take, S.FAILED, reason="given_up", finished_at=timezone.now())
        trash.throw_away(team, [take.video_id], alice)
        done = trash.erase(team, [take.video_id])
        assert (done.videos, done.left) == ([], [take.video_id])
        Render.objects.update(finished_at=timezone.now() - timedelta(days=2))
        assert trash.erase(team, [take.video_id]).videos == [take.video_id]

    def test_after_thirty_days_and_not_before(self, team, alice, django_capture_on_commit_callbacks):
        old, young, kept = (make_take(team, alice).video for _ in range(3))
        trash.throw_away(team, [old.pk, young.pk], alice)
        grow_old(old)
        grow_old(young, days=29)
        with django_capture_on_commit_callbacks(execute=True):
            assert trash.erase_old() == 1
        assert set(Video.objects.all()) == {young, kept}

    def test_of_videos_that_were_never_made(self, team, alice):
        video = filled_in(team, alice)
        trash.throw_away(team, [video.pk], alice)
        assert trash.erase(team, [video.pk]).videos == [video.pk]
