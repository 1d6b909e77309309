"""The draft voice: a typed text becomes a clip on this computer, without a service and without money."""

import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.connections.models import Connection
from apps.core.due import LostRace
from apps.media import drafts
from apps.spending.models import Entry, Hold
from apps.voices import drafting
from apps.voices.actions import ScriptRefused, speak, speak_draft
from apps.voices.lifecycle import move
from apps.voices.models import Speech, Voice, VoiceClip
from apps.voices.scripts import quote_draft
from apps.voices.words import doing, trouble
from tests.voices.conftest import TEXT

pytestmark = pytest.mark.django_db
NORMAL = Decimal("1.0")


@pytest.fixture
def draft_voice() -> Voice:
    return Voice.objects.get(is_draft=True)


@pytest.fixture
def asked(team, alice, draft_voice):
    """Ask the draft voice to speak a text."""

    def ask(text: str = TEXT, **given: object) -> Speech:
        usual = {"voice": draft_voice, "speed": NORMAL, "form_token": uuid.uuid4()}
        return speak_draft(team, alice, text=text, **{**usual, **given})

    return ask


class TestSpoken:
    def test_without_any_connection_the_text_becomes_a_clip(self, asked, step):
        assert not Connection.objects.exists()
        speech = asked()
        assert step(speech) == "ready"
        assert 3 < speech.clip.seconds < 6
        assert (speech.clip.is_draft_voice, speech.clip.spoken_text, speech.clip.spoken_by) == (True, TEXT, None)
        assert (speech.clip.name, speech.clip.original_name) == (f"{TEXT[:39]}…", "Draft voice")

    def test_its_captions_are_there_and_change_in_the_pause(self, asked, step):
        speech = asked()
        step(speech)
        first, second = speech.clip.cues
        assert f"{first.text} {second.text}".replace("\n", " ") == TEXT
        assert 0 < first.start < first.end <= second.start < second.end <= float(speech.clip.seconds)
        assert speech.clip.captions_by is None

    def test_no_money_has_anything_to_do_with_it(self, asked, step):
        speech = asked()
        step(speech)
        assert (speech.hold, speech.estimate_micros, speech.charged_micros) == (None, 0, 0)
        assert (Hold.objects.count(), Entry.objects.count()) == (0, 0)

    def test_the_database_itself_keeps_money_away(self, asked, ask):
        paid, draft = ask(), asked()
        with pytest.raises(IntegrityError), transaction.atomic():
            Speech.objects.filter(pk=paid.pk).update(connection=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            Speech.objects.filter(pk=draft.pk).update(hold=paid.hold)

    def test_a_double_click_makes_one(self, asked, step):
        token = uuid.uuid4()
        speech = asked(form_token=token)
        step(speech)
        assert asked(form_token=token) == speech
        assert VoiceClip.objects.count() == 1

    def test_an_old_page_with_another_text_is_told(self, asked):
        token = uuid.uuid4()
        asked(form_token=token)
        with pytest.raises(ScriptRefused, match="another text"):
            asked("Another text, if you please.", form_token=token)

    def test_people_read_that_it_is_spoken_here(self, asked):
        assert doing(asked()) == "It is spoken on this computer; that takes a few seconds."


class TestWhenItGoesWrong:
    @pytest.mark.parametrize(
        ("text", "headline"),
        [
            ("…………………………………………………………………………………………………", "cannot speak this text"),
            ("Well, well then, here I go.", "too short"),
        ],
    )
    def test_a_text_that_yields_no_clip_says_why_and_that_it_was_free(self, asked, step, text, headline):
        speech = asked(text, speed=Decimal("2.0"))
        assert step(speech) == "failed"
        said, advice = trouble(speech)
        assert headline in said
        assert "Nothing was charged" in advice
        assert not VoiceClip.objects.exists()

    def test_a_process_that_was_lost_is_tried_once_more(self, asked, step, monkeypatch):
        speech = asked()
        with monkeypatch.context() as patch:
            patch.setattr(drafts, "WALL_SECONDS", 0.05)
            assert step(speech) == "queued"
        assert step(speech) == "ready"

    def test_one_that_is_lost_again_needs_a_person(self, asked, step, monkeypatch):
        monkeypatch.setattr(drafts, "WALL_SECONDS", 0.05)
        speech = asked()
        assert [step(speech), step(speech)] == ["queued", "failed"]

    def test_a_worker_that_lost_its_lease_leaves_no_file(self, asked, settings):
        speech = asked()
        Speech.objects.update(lease_token=uuid.uuid4())
        with pytest.raises(LostRace):
            drafting.speak(speech)
        assert not list(settings.MEDIA_ROOT.rglob("*.mp3"))
        assert not VoiceClip.objects.exists()

    @pytest.mark.parametrize("to", ["sending", "speaking", "fetching", "unknown"])
    def test_it_never_takes_the_way_of_what_is_paid(self, asked, to):
        with pytest.raises(ValueError, match="cannot go"):
            move(asked(), to)

    def test_what_is_paid_never_takes_its_way(self, ask):
        with pytest.raises(ValueError, match="cannot go"):
            move(ask(), "ready", finished_at=timezone.now())

    def test_no_service_is_asked_to_speak_with_it(self, team, alice, kling, draft_voice):
        given = {"text": TEXT, "voice": draft_voice, "speed": NORMAL, "form_token": uuid.uuid4()}
        with pytest.raises(ScriptRefused, match="No service"):
            speak(team, alice, kling, **given)


class TestQuote:
    def test_is_free_and_says_how_long_it_will_be(self):
        quote = quote_draft(TEXT, NORMAL)
        assert (quote.is_draft, quote.is_free, quote.micros, quote.problems, quote.warnings) == (True, True, 0, [], [])
        assert quote.seconds == (3, 6)

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "Type what the person should say."),
            ("x" * 1001, "at most 1000"),
            ("欢迎来到我们的春季品茶会。", "speaks English only"),
            ("Hi.", "too short"),
        ],
    )
    def test_says_what_it_cannot_speak(self, text, sentence):
        [problem] = quote_draft(text, NORMAL).problems
        assert sentence in problem

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("Welkom bij onze proeverij. Kom binnen voor een kopje thee, het is gratis.", "looks like Dutch"),
            ("Our shop in Beijing (北京) opens at nine every single day.", "leaves out words"),
        ],
    )
    def test_warns_of_what_it_would_read_badly(self, text, sentence):
        [warning] = quote_draft(text, NORMAL).warnings
        assert "English only" in warning
        assert sentence in warning

    def test_warns_of_what_the_service_will_not_take(self, kling):
        kling.max_seconds = 10
        [warning] = quote_draft(TEXT * 10, NORMAL, kling).warnings
        assert "Kling takes up to 10 seconds" in warning
        assert "pay" not in warning
