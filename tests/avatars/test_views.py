"""What people do with the faces of their library."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from apps.avatars import actions
from apps.avatars.actions import add_face
from apps.avatars.consents import Agreement, Paper, add_consent
from apps.avatars.forms import MAX_PAPER_BYTES
from apps.avatars.models import Avatar, Consent
from apps.media import store
from tests.cast import HTMX, signed_in
from tests.media_files import couple, jpeg, sideways
from tests.takes import make_face

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 signed"


def url(name: str, face: Avatar) -> str:
    return reverse(f"avatars:{name}", args=[face.pk])


def page_of(face: Avatar) -> str:
    return reverse("gallery:face", args=[face.pk])


def upload(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


@pytest.fixture
def face(team, alice) -> Avatar:
    return make_face(team, alice)


@pytest.fixture
def cleos(cleo) -> Client:
    """The browser of somebody who prepares."""
    return signed_in(cleo)


class TestFiles:
    def test_the_portrait_is_sent_to_the_team_with_range(self, face, rita):
        answer = signed_in(rita).get(url("portrait", face), headers={"Range": "bytes=0-2"})
        assert (answer.status_code, b"".join(answer.streaming_content)) == (206, b"\xff\xd8\xff")

    @pytest.mark.parametrize("name", ["portrait", "thumb", "proof", "backdrop"])
    def test_a_stranger_finds_nothing(self, face, charlie, name):
        assert signed_in(charlie).get(url(name, face)).status_code == 404

    def test_lists_are_sent_small_pictures(self, team, alice, tmp_path):
        face = add_face(team, alice, jpeg(tmp_path / "large.jpg", (2000, 2500)), "large.jpg")
        sizes = {}
        for name in ("portrait", "thumb", "proof"):
            answer = signed_in(alice).get(url(name, face))
            sizes[name] = Image.open(BytesIO(b"".join(answer.streaming_content))).size
        assert sizes == {"portrait": (2000, 2500), "thumb": (512, 640), "proof": (1280, 1600)}

    def test_a_face_of_before_has_none_and_sends_what_it_has(self, face, alice):
        for name in ("thumb", "proof"):
            assert signed_in(alice).get(url(name, face)).status_code == 200


class TestAdd:
    def test_a_photo_becomes_a_face_without_a_video(self, cleos, team, tmp_path):
        answer = cleos.post(reverse("avatars:add"), {"photo": upload(jpeg(tmp_path / "anna.jpg"))})
        face = Avatar.objects.get()
        assert (answer.status_code, answer.url) == (303, page_of(face))
        assert (face.name, face.team) == ("anna", team)

    def test_what_nobody_can_mend_is_said_on_the_page_or_in_the_panel(self, cleos, tmp_path):
        small = jpeg(tmp_path / "s.jpg", (100, 100))
        page = cleos.post(reverse("avatars:add"), {"photo": upload(small)})
        panel = cleos.post(reverse("avatars:add"), {"photo": upload(small)}, headers=HTMX)
        for answer in (page, panel):
            assert answer.status_code == 422
            assert "too small" in answer.content.decode()
        assert "<title>" in page.content.decode()
        assert "<title>" not in panel.content.decode()

    def test_without_a_photo_it_asks_again(self, cleos, team):
        assert cleos.post(reverse("avatars:add")).status_code == 422


class TestReplace:
    def test_another_photo_keeps_name_and_permission(self, cleos, face, tmp_path):
        answer = cleos.post(url("replace", face), {"photo": upload(jpeg(tmp_path / "new.jpg"))}, headers=HTMX)
        assert answer.headers["HX-Redirect"] == page_of(face)
        before, face = face.portrait_key, Avatar.objects.get()
        assert (face.name, face.original_name, face.has_consent) == ("Mei", "new.jpg", True)
        assert face.portrait_key != before

    def test_says_what_stays(self, cleos, face):
        assert "Only a photo of the same person" in cleos.get(url("replace", face)).content.decode()


class TestNames:
    def test_both_are_saved(self, cleos, face):
        answer = cleos.post(url("names", face), {"name": "Anna", "person": "Anna Maria Bell"})
        assert (answer.status_code, answer.url) == (303, page_of(face))
        face.refresh_from_db()
        assert (face.name, face.person) == ("Anna", "Anna Maria Bell")

    def test_a_face_needs_a_name(self, cleos, face):
        answer = cleos.post(url("names", face), {"name": " ", "person": "Anna"})
        assert answer.status_code == 422
        assert "This is needed." in answer.content.decode()
        face.refresh_from_db()
        assert (face.name, face.person) == ("Mei", "")


class TestConsent:
    def fields(self, **changes: object) -> dict[str, object]:
        today = timezone.now().date()
        return {"person": "Mei Lin", "scope": "Our courses", "agreed_on": today, "until": "", **changes}

    def test_is_written_down_with_its_paper(self, cleos, cleo, face):
        paper = SimpleUploadedFile("signed by Mei.pdf", PDF)
        answer = cleos.post(url("consent", face), self.fields(paper=paper))
        assert (answer.status_code, answer.url) == (303, page_of(face))
        consent = Avatar.objects.get().consent
        assert (consent.person, consent.scope, consent.recorded_by) == ("Mei Lin", "Our courses", cleo)
        assert store.read(consent.file_key) == PDF

    def test_the_person_of_the_face_is_filled_in(self, cleos, face):
        Avatar.objects.update(person="Anna Maria Bell")
        assert 'value="Anna Maria Bell"' in cleos.get(url("consent", face)).content.decode()

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"person": ""}, "This is needed."),
            ({"scope": ""}, "This is needed."),
            ({"agreed_on": timezone.now().date() + timedelta(days=3)}, "This day is still to come."),
            ({"until": timezone.now().date() - timedelta(days=3)}, "This day is over."),
            ({"paper": SimpleUploadedFile("page.pdf", b"<html>")}, "Choose a PDF, JPG or PNG file."),
            ({"paper": SimpleUploadedFile("large.pdf", PDF + b"\0" * MAX_PAPER_BYTES)}, "The limit is 10 MB."),
        ],
    )
    def test_what_is_not_in_order_is_said_and_nothing_is_written_down(self, cleos, face, changes, sentence):
        answer = cleos.post(url("consent", face), self.fields(**changes))
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert Consent.objects.count() == 1


class TestPaper:
    @pytest.fixture
    def paper(self, face, alice, tmp_path) -> str:
        (tmp_path / "signed.pdf").write_bytes(PDF)
        agreement = Agreement(person="Mei", scope="All", agreed_on=timezone.now().date())
        consent = add_consent(face, alice, agreement, Paper(tmp_path / "signed.pdf", "pdf", "signed.pdf"))
        return reverse("avatars:paper", args=[consent.pk])

    def test_is_saved_by_the_browser_and_never_shown(self, paper, rita):
        answer = signed_in(rita).get(paper)
        assert b"".join(answer.streaming_content) == PDF
        assert answer.headers["Content-Disposition"] == 'attachment; filename="signed.pdf"'
        assert answer.headers["Content-Type"] == "application/pdf"
        assert "sandbox" in answer.headers["Content-Security-Policy"]

    def test_a_stranger_finds_nothing(self, paper, charlie):
        assert signed_in(charlie).get(paper).status_code == 404

    def test_where_there_is_none_nothing_is_sent(self, face, alice):
        assert signed_in(alice).get(reverse("avatars:paper", args=[face.consent.pk])).status_code == 404


class TestWithdraw:
    def test_needs_a_reason_and_holds_at_once(self, cleos, cleo, face):
        assert cleos.post(url("withdraw", face), {"why": ""}).status_code == 422
        assert Avatar.objects.get().has_consent
        cleos.post(url("withdraw", face), {"why": "She left"})
        consent = Avatar.objects.get().consent
        assert (consent.stands, consent.withdrawn_by, consent.withdrawn_why) == (False, cleo, "She left")

    def test_leads_back_where_nothing_stands(self, cleos, face):
        Consent.objects.all().delete()
        assert cleos.get(url("withdraw", face)).url == page_of(face)

    def test_also_of_a_deleted_face(self, cleos, cleo, face):
        actions.delete(face, cleo)
        cleos.post(url("withdraw", face), {"why": "She left"})
        assert not Avatar.objects.get().has_consent


class TestMend:
    @pytest.fixture
    def pair(self, team, alice, tmp_path) -> Avatar:
        return add_face(team, alice, couple(tmp_path / "both.jpg"), "both.jpg")

    def test_the_desk_works_in_the_library_too(self, cleos, pair):
        answer = cleos.post(url("mend", pair), {"do": "repair", "repair": 0, "seen": pair.version})
        assert (answer.status_code, answer.url) == (303, f"{page_of(pair)}#face")
        pair.refresh_from_db()
        assert pair.is_usable

    def test_says_when_somebody_was_quicker(self, cleos, pair):
        answer = cleos.post(url("mend", pair), {"do": "undo", "seen": "another"}, follow=True)
        assert "Somebody changed this photo in the meantime." in answer.content.decode()


class TestDelete:
    def test_says_until_when_it_can_be_brought_back_and_then_it_is_back(self, cleos, cleo, face):
        page = cleos.post(url("delete", face), follow=True).content.decode()
        assert "It can be brought back until" in page
        assert Avatar.objects.get().deleted_by == cleo
        assert "is back." in cleos.post(url("bring_back", face), follow=True).content.decode()
        assert Avatar.objects.get().deleted_at is None

    def test_a_deleted_face_is_not_changed(self, cleos, cleo, face):
        actions.delete(face, cleo)
        for name in ("names", "replace", "consent"):
            assert cleos.get(url(name, face)).status_code == 404


def test_what_lies_on_its_side_is_added_and_can_be_mended_there(cleos, tmp_path, team):
    cleos.post(reverse("avatars:add"), {"photo": upload(sideways(tmp_path / "side.jpg"))})
    face = Avatar.objects.get()
    assert "Turn upright" in cleos.get(page_of(face)).content.decode()
