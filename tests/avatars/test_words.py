"""What the studio says about faces."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.avatars.consents import Agreement, add_consent, withdraw
from apps.avatars.models import Avatar
from apps.avatars.words import consent_state, done, mended
from apps.media.edits import Edit
from apps.media.photos import Mended
from tests.takes import make_face

pytestmark = pytest.mark.django_db


@pytest.fixture
def face(team, alice) -> Avatar:
    face = make_face(team, alice)
    face.consents.all().delete()
    return face


class TestConsentState:
    @pytest.mark.parametrize(
        ("days", "text", "tone"),
        [
            (None, "Permission given", "ok"),
            (90, "Permission given", "ok"),
            (5, "Permission until", "warn"),
            (-5, "Permission ended", "bad"),
        ],
    )
    def test_says_how_long_it_is_good(self, face, alice, days, text, tone):
        today = timezone.now().date()
        until = None if days is None else today + timedelta(days=days)
        add_consent(face, alice, Agreement(person="Mei", scope="All", agreed_on=today, until=until))
        state = consent_state(face)
        assert state.text.startswith(text)
        assert state.tone == tone

    def test_says_that_there_is_none_or_none_any_more(self, face, alice):
        assert consent_state(face).text == "No permission yet"
        face.record_consent(alice)
        withdraw(face.consent, alice, "She left")
        assert consent_state(face).text == "Permission withdrawn"


class TestMended:
    def test_everything_that_is_done_by_itself_has_words(self, face):
        face.mended, face.original_format = list(Mended), "HEIC"
        face.original_bytes, face.source_bytes = 12 * 1024**2, 2 * 1024**2
        said = mended(face)
        assert len(said) == len(Mended)
        assert {"Turned upright", "Converted from HEIC", "Made smaller: 12 MB to 2 MB"} <= set(said)

    def test_a_photo_whose_file_grew_is_said_to_be_smaller_in_pixels(self, face):
        face.mended, face.original_bytes, face.source_bytes = [Mended.SHRUNK], 5, 9
        assert mended(face) == ["Made smaller: 640 × 800 pixels"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (Edit(), Edit(turn=90), "The photo was turned."),
        (Edit(), Edit(crop=(0, 0, 9, 9)), "The photo was cropped."),
        (Edit(crop=(0, 0, 9, 9)), Edit(crop=(0, 0, 9, 9), enlarge=True), "The photo was enlarged."),
    ],
)
def test_says_what_was_done_last(before, after, said):
    assert done(before, after) == said
