"""What a killed program left behind goes away after a day; what anybody refers to stays."""

import os
import time
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from apps.avatars import actions as library
from apps.avatars.models import Avatar
from apps.console import janitor
from apps.console.tasks import tidy
from apps.gallery.models import Tag
from apps.gallery.tags import put_on
from apps.media import store
from apps.renders.models import Render, Video
from apps.renders.trash import erase, throw_away
from apps.reviews.comments import comment
from apps.reviews.models import Guest
from apps.teams.models import Team, User
from tests.media_files import jpeg
from tests.takes import bring_to, make_face, make_take, press_make

pytestmark = [pytest.mark.django_db, pytest.mark.stack]

DAY = 24 * 3600


@pytest.fixture
def take(team, alice) -> Render:
    return make_take(team, alice)


def files() -> set[str]:
    root = settings.MEDIA_ROOT
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def grow_old(*names: str, seconds: float = DAY + 60) -> None:
    for name in names:
        path = Path(settings.MEDIA_ROOT) / name
        os.utime(path, (time.time() - seconds,) * 2)


class TestOrphans:
    def test_what_no_row_names_goes_and_everything_else_stays(self, take, tmp_path):
        known = files()
        orphan = store.keep(jpeg(tmp_path / "left.jpg"), team=take.video.project.team.uuid, kind="films", ext="jpg").key
        grow_old(*known, orphan)
        assert janitor.remove_orphans() == 1
        assert files() == known

    def test_not_before_it_is_a_day_old(self, take, tmp_path):
        orphan = store.keep(jpeg(tmp_path / "left.jpg"), team=take.video.project.team.uuid, kind="films", ext="jpg").key
        grow_old(orphan, seconds=DAY - 60)
        assert janitor.remove_orphans() == 0
        assert orphan in files()

    def test_files_of_others_in_the_folder_are_none_of_our_business(self, take):
        other = Path(settings.MEDIA_ROOT) / "notes" / "films" / "mine.txt"
        other.parent.mkdir(parents=True)
        other.write_text("kept")
        grow_old("notes/films/mine.txt")
        assert janitor.remove_orphans() == 0
        assert other.exists()

    def test_nothing_goes_when_the_database_is_another_one(self, take):
        known = files()
        grow_old(*known)
        Team.objects.filter(pk=take.video.project.team_id).update(uuid=uuid.uuid4())
        assert janitor.remove_orphans() == 0
        assert files() == known

    def test_nor_when_it_is_an_old_copy_that_names_few_of_the_files(self, take, tmp_path, caplog):
        team, photo = take.video.project.team.uuid, jpeg(tmp_path / "left.jpg")
        newer = {store.keep(photo, team=team, kind="films", ext="jpg").key for _ in range(janitor.FEW + 1)}
        grow_old(*files())
        assert janitor.remove_orphans() == 0
        assert newer <= files()
        assert "nothing is removed" in caplog.text

    def test_an_empty_studio_is_fine(self, db):
        assert janitor.remove_orphans() == 0

    def test_every_file_of_a_take_its_face_and_its_voice_is_known_by_a_column(self, take):
        """A column that names files and is called otherwise would have its files deleted."""
        named = {key for model, column in janitor.key_columns() for key in model.objects.values_list(column, flat=True)}
        assert files() <= named
        columns = {f"{model.__name__}.{column}" for model, column in janitor.key_columns()}
        assert {"Avatar.portrait_key", "Render.film_key"} <= columns
        assert {f"VoiceClip.{name}_key" for name in ("audio", "source", "whole")} <= columns


def finished(video: Video, by: User) -> Render:
    """A ready take of the video, without the backdrop of its photo, which the one of its film replaced."""
    take = press_make(video, by)
    store.delete(take.backdrop_key)
    return bring_to(take, "ready")


class TestTrash:
    def test_is_emptied_after_thirty_days(self, video, team, alice, django_capture_on_commit_callbacks):
        library = files()
        take = finished(video, alice)
        throw_away(team, [take.video_id], alice)
        with django_capture_on_commit_callbacks(execute=True):
            tidy()
        assert Video.objects.exists()
        Video.objects.update(trashed_at=timezone.now() - timedelta(days=31))
        with django_capture_on_commit_callbacks(execute=True):
            tidy()
        assert not Video.objects.exists()
        assert files() == library

    def test_takes_the_tags_and_the_guests_of_whom_nothing_is_left(
        self, team, alice, django_capture_on_commit_callbacks
    ):
        gone, kept = make_take(team, alice), make_take(team, alice)
        guests = [Guest.objects.create(team=team, name=name) for name in ("Pieter", "Anna")]
        for take, guest, tag in zip((gone, kept), guests, ("Spring", "Autumn"), strict=True):
            comment(take, guest, "Louder.")
            put_on(team, tag, [take.video_id])
        throw_away(team, [gone.video_id], alice)
        tidy()
        assert (Guest.objects.count(), Tag.objects.count()) == (2, 2)
        Video.objects.exclude(trashed_at=None).update(trashed_at=timezone.now() - timedelta(days=31))
        with django_capture_on_commit_callbacks(execute=True):
            tidy()
        assert list(Guest.objects.all()) == guests[1:]
        assert list(Tag.objects.values_list("name", flat=True)) == ["Autumn"]

    def test_what_a_killed_program_left_of_it_goes_with_the_orphans(self, video, team, alice):
        library = files()
        take = finished(video, alice)
        throw_away(team, [take.video_id], alice)
        assert erase(team, [take.video_id]).videos  # and dies before it deletes the files
        left = files() - library
        assert len(left) >= 3
        grow_old(*files())
        assert janitor.remove_orphans() == len(left)
        assert files() == library


class TestDeletedFaces:
    def test_go_for_good_after_thirty_days(self, team, alice, django_capture_on_commit_callbacks):
        kept, gone = make_face(team, alice), make_face(team, alice)
        library.delete(gone, alice)
        Avatar.objects.filter(pk=gone.pk).update(deleted_at=timezone.now() - timedelta(days=31))
        with django_capture_on_commit_callbacks(execute=True):
            tidy()
        assert list(Avatar.objects.all()) == [kept]
        assert files() == kept.keys
