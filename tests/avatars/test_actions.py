"""How a photo becomes a face, how it is mended, and how it goes."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image

from apps.avatars import actions
from apps.avatars.actions import add_face
from apps.avatars.consents import Agreement, Paper, add_consent
from apps.avatars.developing import PhotoRefused
from apps.avatars.models import KEPT_FOR, Avatar, Consent
from apps.core.due import LostRace
from apps.media import store
from apps.media.edits import Edit
from tests.media_files import couple, jpeg, nobody, sideways
from tests.takes import make_face, make_take

pytestmark = pytest.mark.django_db


def files() -> set[str]:
    root = settings.MEDIA_ROOT
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def size_of(key: str) -> tuple[int, int]:
    with store.as_path(key) as path, Image.open(path) as picture:
        assert picture.format == "JPEG"
        return picture.size


@pytest.fixture
def pair(team, alice, tmp_path) -> Avatar:
    """A photo of two people."""
    return add_face(team, alice, couple(tmp_path / "both.jpg"), "both.jpg")


class TestAddFace:
    def test_keeps_our_own_copies_and_what_was_seen(self, team, alice, tmp_path):
        face = add_face(team, alice, jpeg(tmp_path / "x", (800, 1000)), "anna maria.jpg")
        assert (face.name, face.width, face.height, face.created_by) == ("anna maria", 800, 1000, alice)
        assert face.portrait_key.startswith(f"{team.uuid}/faces/")
        assert (size_of(face.source_key), size_of(face.portrait_key)) == ((800, 1000), (800, 1000))
        assert (size_of(face.thumb_key), size_of(face.proof_key)) == ((512, 640), (800, 1000))
        assert files() == face.keys
        assert face.is_usable

    def test_what_nobody_can_mend_leaves_no_row_and_no_file(self, team, alice, tmp_path):
        with pytest.raises(PhotoRefused) as refused:
            add_face(team, alice, jpeg(tmp_path / "x", (100, 100)), "small.jpg")
        assert refused.value.report.problems
        assert not Avatar.objects.exists()
        assert not files()

    def test_what_can_be_mended_is_kept_and_is_not_usable_yet(self, team, alice, tmp_path):
        face = add_face(team, alice, sideways(tmp_path / "x"), "anna.jpg")
        assert face.troubles == {"sideways"}
        assert not face.is_usable

    def test_the_name_of_the_file_goes_nowhere_but_into_a_name(self, team, alice, tmp_path):
        face = add_face(team, alice, jpeg(tmp_path / "x"), "../../" + "ü" * 300 + ".jpg")
        assert (len(face.name), len(face.original_name)) == (80, 200)
        assert ".." not in face.portrait_key


class TestMend:
    def test_the_portrait_is_made_anew_from_the_whole_photo(self, pair):
        left_half = Edit(crop=(0, 0, 640, 800))
        actions.mend(pair, left_half)
        assert pair.is_usable
        assert size_of(pair.portrait_key) == (640, 800)
        actions.mend(pair, Edit(crop=(640, 0, 640, 800)))  # not of what was cropped before
        assert (pair.is_usable, pair.width, len(pair.edits)) == (True, 640, 2)

    def test_undo_leads_back_step_by_step_and_then_does_nothing(self, pair):
        first = pair.portrait_sha256
        actions.mend(pair, Edit(crop=(0, 0, 640, 800)))
        actions.mend(pair, Edit(turn=180))
        actions.undo(pair)
        assert (pair.width, pair.edits) == (640, [Edit(crop=(0, 0, 640, 800)).as_json()])
        actions.undo(pair)
        actions.undo(pair)
        assert (pair.portrait_sha256, pair.edits, pair.troubles) == (first, [], {"several_faces"})

    def test_what_somebody_else_changed_meanwhile_is_not_overwritten(self, pair):
        stale = Avatar.objects.get()
        actions.mend(pair, Edit(crop=(0, 0, 640, 800)))
        with pytest.raises(LostRace):
            actions.mend(stale, Edit(turn=90))
        assert Avatar.objects.get().edits == pair.edits

    def test_a_deleted_face_is_not_changed(self, pair, alice):
        actions.delete(pair, alice)
        with pytest.raises(LostRace):
            actions.mend(pair, Edit(turn=90))

    def test_a_face_of_before_is_mended_from_its_portrait(self, team, alice):
        face = make_face(team, alice)
        old = face.portrait_key
        assert face.source_key == old
        actions.mend(face, Edit(turn=180))
        assert (face.source_key, face.troubles) == (old, {"sideways"})
        actions.undo(face)
        assert face.is_usable


class TestUseAnyway:
    def test_says_who_and_when_and_is_about_one_picture(self, team, bob, tmp_path):
        face = add_face(team, bob, nobody(tmp_path / "x"), "drawing.jpg")
        actions.use_anyway(face, bob)
        assert (face.is_usable, face.used_anyway_by) == (True, bob)
        actions.mend(face, Edit(turn=90))
        assert (face.is_usable, face.used_anyway_by) == (False, None)

    def test_nobody_overrules_what_services_refuse(self, team, bob, tmp_path):
        face = add_face(team, bob, jpeg(tmp_path / "x", (250, 400)), "small.jpg")
        assert "too_small" in face.troubles
        with pytest.raises(ValueError, match="overruled"):
            actions.use_anyway(face, bob)
        Avatar.objects.update(used_anyway_at=timezone.now(), used_anyway_by=bob)
        assert not Avatar.objects.get().is_usable


class TestReplacePhoto:
    def test_name_person_and_consent_stay(self, pair, alice, tmp_path):
        pair.record_consent(alice)
        Avatar.objects.update(name="Anna", person="Anna Maria")
        face = Avatar.objects.get()
        actions.mend(face, Edit(crop=(0, 0, 640, 800)))
        actions.replace_photo(face, jpeg(tmp_path / "new.jpg", (800, 1000)), "new.jpg")
        face.refresh_from_db()
        assert (face.name, face.person, face.has_consent) == ("Anna", "Anna Maria", True)
        assert (face.width, face.edits, face.original_name) == (800, [], "new.jpg")

    def test_a_photo_that_nobody_can_mend_changes_nothing(self, pair, tmp_path):
        before = pair.portrait_key
        with pytest.raises(PhotoRefused):
            actions.replace_photo(pair, jpeg(tmp_path / "x", (50, 50)), "tiny.jpg")
        assert Avatar.objects.get().portrait_key == before


class TestDelete:
    def test_it_is_not_offered_and_can_be_brought_back(self, pair, alice):
        pair.record_consent(alice)
        actions.delete(pair, alice)
        face = Avatar.objects.get()
        assert (face.deleted_by, face.is_usable, face.is_allowed) == (alice, False, False)
        assert not Avatar.objects.offered().exists()
        actions.bring_back(face)
        assert Avatar.objects.offered().get().is_allowed

    def test_after_thirty_days_it_goes_with_all_its_files(
        self, team, alice, tmp_path, django_capture_on_commit_callbacks
    ):
        face = add_face(team, alice, jpeg(tmp_path / "x"), "anna.jpg")
        paper = _paper(tmp_path)
        agreement = Agreement(person="Anna", scope="All", agreed_on=timezone.now().date())
        add_consent(face, alice, agreement, paper)
        kept = make_face(team, alice)
        actions.delete(face, alice)
        _deleted_before(KEPT_FOR - timedelta(minutes=1))
        assert actions.forget_deleted() == 0
        _deleted_before(KEPT_FOR + timedelta(minutes=1))
        with django_capture_on_commit_callbacks(execute=True):
            assert actions.forget_deleted() == 1
        assert list(Avatar.objects.all()) == [kept]
        assert Consent.objects.get().avatar == kept
        assert files() == kept.keys

    def test_versions_that_were_made_with_it_stay_with_their_photo(
        self, team, alice, django_capture_on_commit_callbacks
    ):
        take = make_take(team, alice)
        own = store.copy(take.portrait_key, team=team.uuid, kind="takes").key
        type(take).objects.update(portrait_key=own)
        actions.delete(take.avatar, alice)
        _deleted_before(KEPT_FOR * 2)
        with django_capture_on_commit_callbacks(execute=True):
            actions.forget_deleted()
        take.refresh_from_db()
        assert (take.avatar, take.video.__class__.objects.get().avatar) == (None, None)
        assert size_of(take.portrait_key)


def _paper(folder: Path) -> Paper:
    (folder / "signed.pdf").write_bytes(b"%PDF-1.7")
    return Paper(folder / "signed.pdf", "pdf", "signed.pdf")


def _deleted_before(ago: timedelta) -> None:
    Avatar.objects.exclude(deleted_at=None).update(deleted_at=timezone.now() - ago)
