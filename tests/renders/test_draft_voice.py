"""The voice step of the page with the draft voice: free, on this computer, and with no service at all."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.connections.models import Connection
from apps.projects.models import Project
from apps.renders.adopting import adopt_spoken
from apps.renders.models import Video
from apps.spending.models import Hold
from apps.voices import speaking
from apps.voices.models import Speech, Voice
from tests.cast import HTMX, signed_in
from tests.voices.speech_service import connect

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("voices")]

TEXT = "Welcome to our spring tasting. Come in and have a cup of tea."


@pytest.fixture
def unspoken(alice, team) -> Video:
    """A video without a voice and without a service."""
    project = Project.objects.create(team=team, name="Spring launch", created_by=alice)
    return Video.objects.create(project=project, created_by=alice)


@pytest.fixture
def kling(db) -> Connection:
    return connect("http://127.0.0.1:9")  # nobody answers there, and nobody is asked


@pytest.fixture
def owner(alice) -> Client:
    return signed_in(alice)


def url(name: str, video: Video) -> str:
    return reverse(f"videos:{name}", args=[video.pk])


def typed(text: str = TEXT, **changed: object) -> dict[str, object]:
    """What the form sends with the draft voice chosen."""
    draft = Voice.objects.get(is_draft=True)
    return {"text": text, "voice": draft.pk, "speed": "1.0", "form_token": uuid.uuid4(), "seen": "", **changed}


def spoken(video: Video) -> None:
    """Let the worker do what is due."""
    Speech.objects.update(next_check_at=timezone.now() - timedelta(seconds=1))
    for pk in speaking.due():
        speaking.work(pk)
    adopt_spoken()
    video.refresh_from_db()


def select(page: str) -> str:
    return page.split('id="script-voice"')[1].split("</select>")[0]


class TestOffered:
    def test_it_is_there_without_any_service(self, owner, unspoken):
        page = owner.get(url("edit", unspoken)).content.decode()
        assert re.findall(r'<optgroup label="([^"]+)"', select(page)) == [
            "Draft voice: English, made on this computer, free"
        ]
        assert "Without a service only the draft voice can speak your text." in page
        assert "Speak it, free" in page

    def test_it_is_the_only_one_at_a_service_that_cannot_speak(self, owner, unspoken):
        Video.objects.update(connection=connect("http://127.0.0.1:9", name="UniAll", provider="uniall"))
        page = owner.get(url("edit", unspoken)).content.decode()
        assert "UniAll cannot speak a text. Add a recording, or choose another service." in page
        assert "The draft voice can speak it, in English." in page
        assert select(page).count("<option") == 1

    @pytest.mark.parametrize("language", ["en", "nl", "zh-hans"])
    def test_where_a_service_speaks_its_voices_come_first(self, owner, unspoken, kling, language):
        Video.objects.update(connection=kling)
        owner.cookies["django_language"] = language
        page = owner.get(url("edit", unspoken)).content.decode()
        chosen = re.search(r'<option value="(\d+)" selected>', select(page))[1]
        assert not Voice.objects.get(pk=chosen).is_draft
        assert Voice.objects.get(pk=re.findall(r'value="(\d+)"', select(page))[-1]).is_draft

    def test_a_voice_of_a_service_that_was_left_is_not_chosen_any_more(self, owner, unspoken):
        Video.objects.update(script=TEXT, script_voice=Voice.objects.filter(is_draft=False).first())
        page = owner.get(url("edit", unspoken)).content.decode()
        assert re.search(rf'<option value="{Voice.objects.get(is_draft=True).pk}" selected>', select(page))

    def test_asks_a_fixed_number_of_questions(self, owner, unspoken, django_assert_max_num_queries):
        owner.get(url("edit", unspoken))
        with django_assert_max_num_queries(22):
            owner.get(url("edit", unspoken))


class TestPrice:
    def test_choosing_it_turns_the_button_free(self, owner, unspoken, kling):
        Video.objects.update(connection=kling)
        seen = f"{kling.pk}-False-7000-0"
        page = owner.post(url("script_price", unspoken), typed(seen=seen), headers=HTMX).content.decode()
        button = page.split('id="script-go" hx-swap-oob="true"')[1]
        assert "Speak it, free" in button
        assert "a service’s voice sounds better" in button
        assert "Spoken, it lasts 3 seconds to 6 seconds." in page
        assert "The video then costs $0.17 to $0.34." in page

    def test_the_button_that_is_seen_already_is_left_alone(self, owner, unspoken):
        first = owner.post(url("script_price", unspoken), typed(), headers=HTMX).content.decode()
        seen = re.search(r'name="seen" value="([^"]+)"', first)[1]
        again = owner.post(url("script_price", unspoken), typed(seen=seen), headers=HTMX).content.decode()
        assert "script-go" in first
        assert "script-go" not in again

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("欢迎来到我们的春季品茶会。", "The draft voice speaks English only."),
            ("Welkom bij onze proeverij. Kom binnen voor een kopje thee.", "This looks like Dutch."),
        ],
    )
    def test_other_languages_are_said_in_words(self, owner, unspoken, text, sentence):
        assert sentence in owner.post(url("script_price", unspoken), typed(text), headers=HTMX).content.decode()

    def test_a_creator_may_press_it(self, cleo, unspoken, kling):
        Video.objects.update(connection=kling)
        page = signed_in(cleo).post(url("script_price", unspoken), typed(), headers=HTMX).content.decode()
        assert "Speak it, free" in page


class TestSpeak:
    def test_without_service_hold_or_estimate_the_text_becomes_the_voice(self, owner, unspoken):
        answer = owner.post(url("script", unspoken), typed(), headers=HTMX)
        assert answer.status_code == 200
        assert "Your text becomes a voice" in answer.content.decode()
        spoken(unspoken)
        assert unspoken.clip.is_draft_voice
        assert (Hold.objects.count(), Speech.objects.get().connection) == (0, None)
        page = owner.get(url("edit", unspoken)).content.decode()
        assert '<span class="chip active">Draft voice</span>' in page
        assert "A service’s voice sounds better" in page
        assert "The video still uses the voice above." not in page
        assert "charged" not in page.split('id="voice"')[1].split('id="finish"')[0]

    def test_among_saved_voices_it_is_told_apart(self, owner, unspoken):
        owner.post(url("script", unspoken), typed(), headers=HTMX)
        spoken(unspoken)
        Video.objects.update(clip=None)
        page = owner.get(url("edit", unspoken)).content.decode()
        assert re.search(r"0:0\d · draft voice</button>", page)

    @pytest.mark.parametrize("changed", [{"text": f"{TEXT} And cake."}, {"speed": "1.5"}])
    def test_a_change_after_it_is_said(self, owner, unspoken, changed):
        owner.post(url("script", unspoken), typed(), headers=HTMX)
        spoken(unspoken)
        page = owner.post(url("script_price", unspoken), typed(**changed), headers=HTMX).content.decode()
        assert "The video still uses the voice above." in page

    def test_creators_may_reviewers_and_strangers_may_not(self, cleo, rita, charlie, unspoken):
        answers = [signed_in(who).post(url("script", unspoken), typed()).status_code for who in (rita, charlie, cleo)]
        assert answers == [403, 404, 303]
        assert Speech.objects.get().created_by == cleo

    def test_a_creator_cannot_pay_by_way_of_it(self, cleo, unspoken, kling):
        Video.objects.update(connection=kling)
        paid = Voice.objects.filter(is_draft=False).first().pk
        answer = signed_in(cleo).post(url("script", unspoken), typed(voice=paid, seen="draft-False-0-0"))
        assert answer.status_code == 403
        assert not Speech.objects.exists()

    def test_who_saw_it_free_pays_for_no_other_voice(self, owner, unspoken, kling):
        Video.objects.update(connection=kling)
        paid = Voice.objects.filter(is_draft=False).first().pk
        answer = owner.post(url("script", unspoken), typed(voice=paid, seen="draft-False-0-0"), headers=HTMX)
        assert answer.status_code == 422
        assert "Look at price and length first" in answer.content.decode()
        assert not Speech.objects.exists()

    def test_a_voice_of_a_service_needs_one(self, owner, unspoken):
        paid = Voice.objects.filter(is_draft=False).first().pk
        answer = owner.post(url("script", unspoken), typed(voice=paid), headers=HTMX)
        assert answer.status_code == 422
        assert "Choose a service first." in answer.content.decode()

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "Type what the person should say."),
            ("你好，欢迎来到这里喝茶。", "speaks English only"),
            ("Hi.", "too short"),
        ],
    )
    def test_what_it_cannot_speak_is_said_and_nothing_typed_is_lost(self, owner, unspoken, text, sentence):
        answer = owner.post(url("script", unspoken), typed(text), headers=HTMX)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert sentence in page
        assert f">{text}</textarea>" in page

    def test_a_double_click_makes_one(self, owner, unspoken):
        twice = typed()
        for _ in range(2):
            owner.post(url("script", unspoken), twice, headers=HTMX)
        assert Speech.objects.count() == 1

    def test_without_javascript_it_goes_back_to_the_page(self, owner, unspoken):
        answer = owner.post(url("script", unspoken), typed())
        assert answer.url == f"{url('edit', unspoken)}#voice"
        page = owner.get(url("edit", unspoken)).content.decode()
        assert "It is spoken on this computer" in page
        assert "Look again" in page
