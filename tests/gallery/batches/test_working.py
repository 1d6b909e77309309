"""After the OK: each line makes exactly one take, at no more than was agreed to, whatever dies or runs twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection as database
from django.db import connections
from django.utils import timezone

from apps.avatars.models import Avatar
from apps.connections.models import Item, Price
from apps.core.due import LostRace, claim
from apps.gallery.batches import actions, sweeping, working
from apps.gallery.models import Batch, BatchLine
from apps.renders.actions import change_video
from apps.renders.lifecycle import move
from apps.renders.models import Render, Video
from apps.renders.quote import Changed
from apps.spending.checking import disagreements
from apps.spending.models import Budget, Hold
from apps.teams.models import Membership
from apps.voices.models import Speech, Voice, VoiceClip
from tests.gallery.batches.steps import TEXT, offered, ok, row, work
from tests.media_files import mp3
from tests.takes import limit, make_take
from tests.voices.speech_service import connect, speech_service

pytestmark = [pytest.mark.django_db, pytest.mark.stack]


@pytest.fixture
def clerk(tmp_path):
    """A service that speaks texts for money, as it counts them."""
    with speech_service(mp3(tmp_path / "spoken.mp3", 4).read_bytes()) as service:
        yield service


@pytest.fixture
def spoken(begin, clerk) -> Callable[[list], Batch]:
    """`spoken(rows)` is a batch whose scripts that service speaks."""
    kling = connect(clerk.url)
    voice = Voice.objects.get(language="en", voice_id="uk_boy1")
    return lambda rows, **usual: begin(rows, connection=kling, voice=voice, **usual)


def line_of(batch: Batch) -> BatchLine:
    return batch.lines.get()


def why(batch: Batch) -> list[str]:
    return list(batch.lines.values_list("reason", flat=True))


class TestOk:
    def test_puts_the_good_lines_in_line_and_leaves_the_others(self, begin, alice):
        batch = begin([row("One"), row("Two", face="nobody"), row("Three")])
        assert ok(batch, alice).count == 2
        assert work(batch) == ["made", "open", "made"]
        assert list(Render.objects.order_by("video__title").values_list("video__title", "number", "status")) == [
            ("One", 1, "queued"),
            ("Three", 1, "queued"),
        ]
        assert Hold.objects.count() == 2

    def test_pressed_twice_makes_each_once(self, begin, alice):
        batch = begin([row(), row()])
        seen = offered(batch, alice).shown
        assert actions.say_ok(batch, alice, seen, has_consents=True)
        assert actions.say_ok(batch, alice, seen, has_consents=True) is None
        work(batch)
        work(batch)
        assert Render.objects.count() == 2

    def test_of_something_else_than_what_was_seen_does_nothing(self, begin, alice):
        batch = begin([row(), row()])
        seen = offered(batch, alice).shown
        Price.objects.filter(what="std").update(micros=60_000)
        with pytest.raises(Changed):
            actions.say_ok(batch, alice, seen, has_consents=True)
        assert work(batch) == ["open", "open"]
        assert not Hold.objects.exists()

    def test_needs_the_tick_for_faces_that_are_new(self, begin, alice):
        batch = begin([row()])
        Avatar.objects.get().consents.all().delete()
        with pytest.raises(actions.ConsentMissing):
            ok(batch, alice, has_consents=False)
        assert work(batch) == ["open"]
        ok(batch, alice)
        assert Avatar.objects.get().has_consent
        assert work(batch) == ["made"]

    def test_of_more_than_the_limit_leaves_is_not_said_in_part(self, begin, bob, alice):
        batch = begin([row(), row(), row()], by=bob)
        limit(Video(project=batch.project), None, 300_000)
        assert not offered(batch, bob).may_say_ok
        with pytest.raises(Changed):
            ok(batch, bob, goes_over=True)
        assert work(batch) == ["open"] * 3

    def test_of_an_owner_may_go_over_with_the_button_that_says_so(self, begin, alice):
        batch = begin([row(), row(), row()])
        limit(Video(project=batch.project), None, 300_000)
        assert offered(batch, alice).may_go_over
        with pytest.raises(Changed):
            ok(batch, alice)
        ok(batch, alice, goes_over=True)
        assert work(batch) == ["made"] * 3

    def test_may_be_said_once_more_to_lines_that_were_mended(self, begin, alice):
        batch = begin([row(face="nobody"), row()])
        ok(batch, alice)
        work(batch)
        first = batch.lines.first()
        actions.replace_lines(batch, [row(number=first.number)])
        assert offered(batch, alice).count == 1
        ok(batch, alice)
        assert work(batch) == ["made", "made"]
        assert Render.objects.count() == 2


class TestAsking:
    def test_one_ok_of_somebody_else_does_for_all_lines(self, begin, alice, cleo):
        batch = begin([row(), row(script=TEXT)], by=cleo)
        found = offered(batch, cleo)
        assert not found.may_say_ok
        actions.ask(batch, cleo, found.shown, has_consents=True)
        assert not offered(batch, cleo).may_say_ok
        ok(batch, alice)
        work(batch)
        take = Render.objects.get()
        assert (take.created_by, take.hold.user) == (cleo, cleo)

    def test_what_is_asked_for_cannot_be_changed_before_it_is_taken_back(self, begin, cleo):
        batch = begin([row()], by=cleo)
        actions.ask(batch, cleo, offered(batch, cleo).shown, has_consents=True)
        for change in (
            lambda: actions.replace_lines(batch, [row(number=1)]),
            lambda: actions.leave_out(batch, [1], is_left_out=True),
            lambda: actions.change(batch, mode="pro"),
        ):
            with pytest.raises(actions.NotOpen):
                change()
        actions.take_back(batch)
        actions.change(batch, mode="pro")

    def test_nobody_says_ok_to_what_they_asked_for_in_the_batch_of_somebody_else(self, begin, alice, bob, cleo):
        """Else a limit of one's own would be none."""
        batch = begin([row()], by=cleo)
        limit(make_take(batch.team, alice).video, bob, 1)
        assert not offered(batch, bob).may_say_ok
        actions.ask(batch, bob, offered(batch, bob).shown, has_consents=True)
        assert not offered(batch, bob).may_say_ok
        with pytest.raises(Changed):
            ok(Batch.objects.get(), bob)
        ok(Batch.objects.get(), alice)
        assert work(batch) == ["made"]

    def test_what_somebody_makes_of_the_batch_of_somebody_else_counts_for_their_own_limit(self, begin, bob, cleo):
        batch = begin([row()], by=cleo)
        ok(batch, bob)
        assert work(batch) == ["made"]
        assert Hold.objects.get().user == bob


class TestExactlyOnce:
    def test_a_worker_that_died_after_the_video_was_made_makes_no_second_one(self, begin, alice, monkeypatch):
        batch = begin([row()])
        ok(batch, alice)
        with monkeypatch.context() as patched:
            patched.setattr(working, "make_video", _dies)
            work(batch)
        assert (Video.objects.count(), Render.objects.count(), line_of(batch).status) == (1, 0, "queued")
        BatchLine.objects.update(lease_until=None)
        assert work(batch) == ["made"]
        assert (Video.objects.count(), Render.objects.count()) == (1, 1)

    def test_a_worker_that_died_before_its_line_said_so_leaves_nothing_behind(self, begin, alice, monkeypatch):
        """The take, its money and the line's status are one transaction."""
        batch = begin([row()])
        ok(batch, alice)
        with monkeypatch.context() as patched:
            patched.setattr(working, "_write", _write_that_dies_when_made)
            work(batch)
        assert not Render.objects.exists()
        assert not Hold.objects.exists()
        BatchLine.objects.update(lease_until=None)
        assert work(batch) == ["made"]
        assert Hold.objects.count() == 1

    def test_a_line_that_was_taken_over_makes_nothing(self, begin, alice):
        batch = begin([row()])
        ok(batch, alice)
        line = line_of(batch)
        BatchLine.objects.update(lease_token=batch.lines.get().form_token)
        with pytest.raises(LostRace):
            working.step(line)
        assert not Video.objects.exists()

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("written", [{}, {"script": TEXT}])
    def test_two_threads_on_one_line_make_one(self, spoken, alice, written, clerk):
        batch = spoken([row(**written)])
        ok(batch, alice)
        for _round in range(6):
            BatchLine.objects.update(next_check_at=batch.created_at)
            with ThreadPoolExecutor(4) as threads:
                list(threads.map(_worked, [line_of(batch).pk] * 4))
            work(batch)
        assert line_of(batch).status == "made"
        assert (Video.objects.count(), Render.objects.count()) == (1, 1)
        assert Speech.objects.count() == len(clerk.bodies) == len(written)
        assert Hold.objects.count() == 1 + len(written)
        assert list(disagreements()) == []

    @pytest.mark.django_db(transaction=True)
    def test_two_threads_without_a_lease_make_one(self, begin, alice):
        """Even if two workers believed that a line is theirs, the database lets one through."""
        batch = begin([row()])
        ok(batch, alice)
        lines = [line_of(batch) for _ in range(4)]
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(_stepped, lines))
        assert Video.objects.count() == Render.objects.count() == Hold.objects.count() == 1
        assert line_of(batch).status == "made"


class TestScripts:
    def test_are_spoken_first_and_then_made(self, spoken, alice, clerk):
        batch = spoken([row(script=TEXT)])
        ok(batch, alice)
        assert work(batch) == ["speaking"]
        assert work(batch) == ["made"]
        take = Render.objects.get()
        assert (take.video.title, take.seconds) == ("Welcome", take.video.clip.seconds)
        assert [hold.what for hold in Hold.objects.order_by("pk")] == ["speech", "film"]
        assert len(clerk.bodies) == 1

    def test_only_a_few_are_spoken_at_the_same_time(self, spoken, alice, clerk):
        batch = spoken([row(script=TEXT) for _ in range(7)])
        ok(batch, alice)
        BatchLine.objects.update(next_check_at=batch.created_at)
        assert [len(pks) for pks in sweeping.due()] == [sweeping.SPOKEN_AT_ONCE]
        for _round in range(6):
            work(batch)
        assert set(batch.lines.values_list("status", flat=True)) == {"made"}
        assert len(clerk.bodies) == 7

    def test_that_came_out_longer_than_was_agreed_to_are_not_made(self, spoken, alice, clerk):
        batch = spoken([row(script=TEXT)])
        ok(batch, alice)
        work(batch)
        VoiceClip.objects.filter(pk=Video.objects.get().clip_id).update(seconds=60)
        assert work(batch) == ["stopped"]
        assert why(batch) == ["price"]
        assert not Render.objects.exists()

    def test_that_could_not_be_spoken_stop_their_line(self, spoken, alice):
        batch = spoken([row(script=TEXT)])
        ok(batch, alice)
        sweeping.work(line_of(batch).pk)
        Speech.objects.update(status="failed", reason="policy")
        work(batch)
        assert (line_of(batch).status, line_of(batch).reason) == ("stopped", "speech")

    def test_that_became_dearer_are_not_spoken(self, spoken, alice, clerk):
        batch = spoken([row(script=TEXT)])
        ok(batch, alice)
        Price.objects.filter(what=Item.SPEECH).update(micros=8_000)
        assert work(batch) == ["stopped"]
        assert why(batch) == ["price"]
        assert (Speech.objects.count(), Hold.objects.count(), clerk.bodies) == (0, 0, [])

    def test_that_go_along_with_the_video_are_not_spoken_first(self, begin, alice):
        talker = connect("https://talker.example.com", name="Talker", options={"dialect": "seed"})
        assert talker.capabilities.speaks_along
        batch = begin([row(script=TEXT)], connection=talker, voice=Voice.objects.get(language="en", voice_id="uk_boy1"))
        ok(batch, alice)
        assert work(batch) == ["speaking"]
        assert work(batch) == ["made"]
        assert Render.objects.get().script == TEXT
        assert [hold.what for hold in Hold.objects.all()] == ["film"]


class TestMoney:
    def test_a_line_that_became_dearer_stops(self, begin, alice):
        batch = begin([row()])
        ok(batch, alice)
        Price.objects.filter(what="std").update(micros=56_001)
        assert work(batch) == ["stopped"]
        assert why(batch) == ["price"]
        assert not Hold.objects.exists()

    def test_a_line_for_which_there_is_no_room_any_more_waits(self, begin, alice):
        batch = begin([row(), row()])
        ok(batch, alice)
        limit(Video(project=batch.project), None, 150_000)
        assert sorted(work(batch)) == ["made", "queued"]
        assert sorted(why(batch)) == ["", "over"]
        Budget.objects.update(limit_micros=None)
        assert work(batch) == ["made", "made"]
        assert why(batch) == ["", ""]

    def test_whoever_may_not_spend_any_more_has_nothing_made(self, begin, bob):
        batch = begin([row()], by=bob)
        ok(batch, bob)
        Membership.objects.filter(user=bob).update(role="creator")
        assert work(batch) == ["stopped"]
        assert why(batch) == ["rights"]


class TestChanges:
    @pytest.mark.parametrize(
        "change",
        [
            lambda: Avatar.objects.update(portrait_sha256="another"),
            lambda: VoiceClip.objects.update(audio_sha256="another"),
        ],
    )
    def test_after_the_ok_stop_the_line(self, begin, alice, change):
        batch = begin([row()])
        ok(batch, alice)
        change()
        assert work(batch) == ["stopped"]
        assert why(batch) == ["changed"]

    def test_of_the_video_while_its_text_is_spoken_stop_the_line(self, spoken, alice):
        batch = spoken([row(script=TEXT)])
        ok(batch, alice)
        work(batch)
        change_video(Video.objects.get(), mode="pro")
        assert work(batch) == ["stopped"]
        assert not Render.objects.exists()

    def test_of_a_face_that_was_deleted_is_said(self, begin, alice):
        batch = begin([row()])
        ok(batch, alice)
        Avatar.objects.update(deleted_at=batch.created_at)
        assert work(batch) == ["stopped"]
        assert why(batch) == ["incomplete"]


def test_videos_get_in_line_in_the_order_of_their_lines(begin, alice):
    batch = begin([row(f"Video {number}") for number in range(12)])
    ok(batch, alice)
    work(batch)
    assert list(Render.objects.order_by("pk").values_list("video__title", flat=True)) == [
        f"Video {number}" for number in range(12)
    ]


class TestStop:
    def test_stops_lines_that_have_not_begun_and_takes_that_were_not_sent(self, begin, alice):
        batch = begin([row("One"), row("Two"), row("Three")])
        ok(batch, alice)
        first, second, third = batch.lines.all()
        sweeping.work(first.pk)
        sweeping.work(second.pk)
        first.refresh_from_db()
        move(first.render, Render.Status.SUBMITTING)
        assert actions.stop(batch, alice) == 2
        assert list(batch.lines.values_list("status", flat=True)) == ["made", "made", "stopped"]
        assert sorted(Render.objects.values_list("status", flat=True)) == ["cancelled", "submitting"]
        assert work(batch) == ["made", "made", "stopped"]
        third.refresh_from_db()
        assert (third.reason, third.video) == ("stopped", None)
        assert Hold.objects.filter(closed_at=None).count() == 1

    def test_while_a_worker_is_at_it_leaves_no_take_behind(self, begin, alice, monkeypatch):
        batch = begin([row()])
        ok(batch, alice)
        make = working.make_video

        def stopped_meanwhile(*args, **kwargs):
            BatchLine.objects.update(status="stopped", reason="stopped")
            return make(*args, **kwargs)

        monkeypatch.setattr(working, "make_video", stopped_meanwhile)
        work(batch)
        assert not Render.objects.exists()
        assert not Hold.objects.exists()

    def test_has_no_text_spoken_that_was_not_sent_yet(self, spoken, alice, clerk):
        batch = spoken([row(script=TEXT)])
        ok(batch, alice)
        sweeping.work(line_of(batch).pk)
        assert Speech.objects.get().status == "queued"
        assert actions.stop(batch, alice) == 1
        work(batch)
        text = Speech.objects.get()
        assert (text.status, text.reason, text.charged_micros, clerk.bodies) == ("failed", "stopped", 0, [])
        assert not Hold.objects.filter(closed_at=None).exists()
        assert list(disagreements()) == []

    def test_a_worker_that_sleeps_over_a_stop_and_another_ok_writes_nothing(self, spoken, alice):
        """It has read the text that was there before, and the line looks as it did."""
        batch, now = spoken([row(script=TEXT)]), timezone.now()
        ok(batch, alice)
        (line,) = claim(batch.lines.due(timezone.now()), now=now, seconds=60, limit=1)
        asleep = working.with_parts(BatchLine.objects.filter(pk=line.pk)).get()
        actions.stop(batch, alice)
        actions.leave_out(batch, [line.pk], is_left_out=False)
        actions.replace_lines(batch, [row(number=1, script="Something else is said here.")])
        ok(batch, alice)
        with pytest.raises(LostRace):
            working.begin(asleep)
        assert not Speech.objects.exists()
        assert not Hold.objects.exists()

    def test_what_was_stopped_before_it_began_can_be_taken_in_again(self, begin, alice):
        batch = begin([row()])
        ok(batch, alice)
        actions.stop(batch, alice)
        actions.leave_out(batch, [line_of(batch).pk], is_left_out=False)
        assert ok(batch, alice).count == 1
        assert work(batch) == ["made"]
        assert Render.objects.count() == 1


class TestAgain:
    def test_makes_another_version_of_each_video(self, begin, alice, team):
        takes = [make_take(team, alice, title=title) for title in ("One", "Two")]
        batch = actions.begin_again([take.video for take in takes], alice)
        ok(batch, alice)
        assert work(batch) == ["made", "made"]
        work(batch)
        assert [take.video.renders.count() for take in takes] == [2, 2]
        assert {line.render.number for line in batch.lines.all()} == {2}

    def test_of_a_video_that_was_changed_after_the_ok_makes_nothing(self, begin, alice, team):
        video = make_take(team, alice).video
        batch = actions.begin_again([video], alice)
        ok(batch, alice)
        change_video(video, prompt="smile")
        assert work(batch) == ["stopped"]
        assert video.renders.count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_two_threads_make_one_version(self, begin, alice, team):
        video = make_take(team, alice).video
        batch = actions.begin_again([video], alice)
        ok(batch, alice)
        lines = [line_of(batch) for _ in range(4)]
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(_stepped, lines))
        assert video.renders.count() == 2
        assert line_of(batch).status == "made"


def _dies(*_args, **_kwargs):
    raise SystemError("killed")


def _write_that_dies_when_made(line, **fields):
    if fields.get("status") == "made":
        raise SystemError("killed")
    WRITE(line, **fields)


WRITE = working._write


def _worked(pk: int) -> None:
    try:
        sweeping.work(pk)
    finally:
        connections.close_all()


def _stepped(line: BatchLine) -> str:
    try:
        working.step(line)
    except LostRace:
        return "lost"
    finally:
        database.close()
    return "made"
