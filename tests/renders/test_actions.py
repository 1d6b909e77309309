import threading
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection as database
from django.utils import timezone

from apps.avatars.models import Avatar
from apps.connections.models import Price
from apps.media import store
from apps.renders import actions
from apps.renders.models import Render, Video
from apps.renders.quote import quote, shown
from tests.takes import make_face, make_voice, press_make


def files() -> int:
    return sum(1 for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())


@pytest.mark.django_db
class TestMakeVideo:
    def test_puts_a_numbered_take_in_line_with_its_price(self, video, alice):
        take = press_make(video, alice)
        assert (take.number, take.status, take.estimate_micros) == (1, "queued", 3 * 56_000)
        assert take.is_play_money

    def test_a_double_click_makes_one(self, video, alice):
        token = video.form_token
        first = press_make(video, alice, token)
        assert press_make(video, alice, token) == first
        assert Render.objects.count() == 1

    def test_a_second_click_leaves_no_files_behind(self, video, alice):
        token = video.form_token
        press_make(video, alice, token)
        before = files()
        press_make(video, alice, token)
        assert files() == before

    def test_a_token_that_never_was_is_outdated(self, video, alice):
        before = files()
        with pytest.raises(actions.Outdated):
            press_make(video, alice, uuid.uuid4())
        assert (Render.objects.count(), files()) == (0, before)

    def test_the_next_one_is_version_two(self, video, alice):
        press_make(video, alice)
        video.refresh_from_db()
        assert press_make(video, alice).number == 2

    def test_says_what_is_missing_and_makes_nothing(self, video, alice):
        actions.change_video(video, avatar=None)
        with pytest.raises(actions.NotComplete) as error:
            press_make(video, alice)
        assert [part.step for part in error.value.missing] == ["face"]

    @pytest.mark.parametrize("what", ["face", "voice", "quality", "price"])
    def test_nothing_is_made_that_the_person_has_not_seen(self, video, alice, connection, what):
        seen = shown(video, quote(video, timezone.now()))
        if what == "price":
            Price.objects.create(connection=connection, what="std", micros=9, confirmed_by=alice)
        elif what == "quality":
            Video.objects.update(mode="pro")
        elif what == "face":
            Video.objects.update(avatar=make_face(video.project.team, alice))
        else:
            Video.objects.update(clip=make_voice(video.project.team, alice))
        before = files()
        with pytest.raises(actions.Changed):
            actions.make_video(video, alice, video.form_token, seen)
        assert (Render.objects.count(), files()) == (0, before)

    def test_the_take_keeps_its_own_copies(self, video, alice):
        take = press_make(video, alice)
        store.delete(video.avatar.portrait_key)
        Avatar.objects.all().delete()
        assert store.read(take.portrait_key)[:3] == b"\xff\xd8\xff"

    def test_a_later_price_does_not_change_the_take(self, video, alice, connection):
        take = press_make(video, alice)
        Price.objects.create(connection=connection, what="std", micros=9, confirmed_by=alice)
        take.refresh_from_db()
        assert take.micros_per_second == 56_000


@pytest.mark.stack
@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_two_tabs_make_one_take(self, video, alice):
        made: list[int] = []
        together = threading.Barrier(2)

        def press() -> None:
            mine = Video.objects.get(pk=video.pk)
            together.wait(timeout=10)
            made.append(press_make(mine, alice, video.form_token).pk)
            database.close()

        threads = [threading.Thread(target=press) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert len(made) == 2
        assert len(set(made)) == Render.objects.count() == 1


@pytest.mark.django_db
class TestStartVideo:
    def test_uses_the_teams_service(self, video, connection):
        assert video.connection == connection

    def test_an_empty_one_is_used_again(self, video, alice):
        first = actions.start_video(video.project, alice)
        assert actions.start_video(video.project, alice) == first

    def test_one_that_was_begun_is_left_alone(self, video, alice):
        assert actions.start_video(video.project, alice) != video


@pytest.mark.django_db
class TestLookNow:
    def test_makes_open_takes_due_and_leaves_the_others(self, take):
        done = Render.objects.filter(pk=take.pk)
        done.update(status="ready", next_check_at=timezone.now() + timedelta(days=1))
        assert actions.look_now(done) == 0
        done.update(status="processing")
        assert actions.look_now(done) == 1
        assert Render.objects.due(timezone.now()).get() == take
