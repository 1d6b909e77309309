"""The voice step of the page: a typed text is priced, spoken, and becomes the video's voice."""

import re
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.connections.actions import try_free
from apps.connections.models import Connection, Item, Price
from apps.projects.models import Project
from apps.renders.actions import change_video
from apps.renders.adopting import adopt_spoken
from apps.renders.models import Video
from apps.spending.checking import disagreements
from apps.spending.models import Budget, Hold
from apps.spending.months import month_of
from apps.voices import speaking
from apps.voices.models import Speech, Voice
from tests.cast import HTMX, signed_in
from tests.media_files import mp3
from tests.providers.scripted import reply, reset_read
from tests.takes import make_voice
from tests.voices.speech_service import SpeechService, connect, speech_service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("voices")]

TEXT = "Welcome to our spring tasting. Come in and have a cup of tea."


@pytest.fixture
def speaker(tmp_path: Path) -> Iterator[SpeechService]:
    with speech_service(mp3(tmp_path / "spoken.mp3", 3).read_bytes()) as service:
        yield service


@pytest.fixture
def kling(speaker, db) -> Connection:
    return connect(speaker.url)


@pytest.fixture
def unspoken(alice, team, kling) -> Video:
    """A video without a voice, at a service that speaks."""
    project = Project.objects.create(team=team, name="Spring launch", created_by=alice)
    return Video.objects.create(project=project, created_by=alice, connection=kling)


@pytest.fixture
def owner(alice) -> Client:
    return signed_in(alice)


def url(name: str, video: Video) -> str:
    return reverse(f"videos:{name}", args=[video.pk])


def typed(text: str = TEXT, **changed: object) -> dict[str, object]:
    """What the form sends when somebody has typed a text and has seen the usual price at Kling without a warning."""
    voice = Voice.objects.get(language="en", voice_id="oversea_male1")
    usual = {"voice": voice.pk, "speed": "1.0", "form_token": uuid.uuid4(), "seen": seen(7000)}
    return {"text": text, **usual, **changed}


def seen(micros: int, warnings: int = 0, name: str = "Kling") -> str:
    """What stood on the page of somebody who looked at a price of a service."""
    connection = Connection.objects.get(name=name)
    return f"{connection.pk}-{connection.is_practice}-{micros}-{warnings}"


def spoken(video: Video) -> None:
    """Let the worker do what is due for the video's text."""
    Speech.objects.update(next_check_at=timezone.now() - timedelta(seconds=1))
    for pk in speaking.due():
        speaking.work(pk)
    adopt_spoken()
    video.refresh_from_db()


class TestTheForm:
    def test_offers_every_voice_under_its_language(self, owner, unspoken):
        page = owner.get(url("edit", unspoken)).content.decode()
        options = page.split('id="script-voice"')[1].split("</select>")[0]
        groups = re.findall(r'<optgroup label="([^"]+)"', options)
        assert groups == ["English", "Chinese", "Draft voice: English, made on this computer, free"]
        assert options.count("<option") == 63
        assert ">Anchor · English<" in options  # some names are there in both languages

    def test_does_not_offer_a_voice_that_staff_has_hidden(self, owner, unspoken):
        Voice.objects.filter(voice_id="oversea_male1").update(is_offered=False)
        assert "Anchor" not in owner.get(url("edit", unspoken)).content.decode()

    def test_counts_up_to_a_thousand_and_says_the_price_on_the_button(self, owner, unspoken):
        page = owner.get(url("edit", unspoken)).content.decode()
        assert 'maxlength="1000"' in page
        assert '<span data-count="script-text">0</span> of 1000 characters' in page
        assert "Speak it for $0.01" in page

    def test_speed_goes_from_slow_to_very_fast_in_tenths(self, owner, unspoken):
        page = owner.get(url("edit", unspoken)).content.decode()
        speeds = page.split('id="script-speed"')[1].split("</select>")[0]
        assert re.findall(r'value="([\d.]+)"', speeds) == [f"{tenth / 10:.1f}" for tenth in range(8, 21)]
        assert '<option value="1.0" selected>' in speeds

    def test_a_creator_reads_whom_to_ask(self, cleo, unspoken):
        page = signed_in(cleo).get(url("edit", unspoken)).content.decode()
        assert "Your text is saved: ask an owner or a producer of your team" in page
        assert "Speak it" not in page

    def test_a_service_that_cannot_speak_says_so_and_takes_recordings(self, owner, unspoken, speaker):
        change_video(unspoken, connection=connect(speaker.url, name="UniAll", provider="uniall"))
        page = owner.get(url("edit", unspoken)).content.decode()
        assert "UniAll cannot speak a text" in page
        assert 'id="recording"' in page
        assert "Anchor" not in page

    @pytest.mark.parametrize("provider", [None, "uniall"])
    def test_where_no_service_speaks_and_no_draft_voice_is_offered_nothing_can_be_typed(
        self, owner, unspoken, speaker, provider
    ):
        Voice.objects.filter(is_draft=True).update(is_offered=False)
        other = connect(speaker.url, name="UniAll", provider=provider) if provider else None
        change_video(unspoken, connection=other)
        page = owner.get(url("edit", unspoken)).content.decode()
        assert ("UniAll cannot speak a text" if provider else "Choose a service first") in page
        assert 'id="script-text"' not in page

    def test_asks_a_fixed_number_of_questions(self, owner, unspoken, django_assert_max_num_queries):
        owner.get(url("edit", unspoken))
        with django_assert_max_num_queries(24):
            owner.get(url("edit", unspoken))


class TestPrice:
    def test_says_how_long_it_will_be_and_what_the_video_then_costs(self, owner, unspoken):
        answer = owner.post(url("script_price", unspoken), typed("x" * 170), headers=HTMX)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "Spoken, it lasts 10 seconds to 16 seconds." in page
        assert "The video then costs $0.56 to $0.90." in page
        assert not Speech.objects.exists()

    def test_warns_of_a_text_that_may_run_over(self, owner, unspoken):
        Connection.objects.update(max_seconds=60)
        page = owner.post(url("script_price", unspoken), typed("x" * 1000), headers=HTMX).content.decode()
        assert "may run longer than the 1 minute that Kling takes" in page
        assert f'value="{seen(7000, warnings=1)}"' in page

    def test_nothing_typed_is_nothing_to_say(self, owner, unspoken):
        page = owner.post(url("script_price", unspoken), typed(""), headers=HTMX).content.decode()
        assert "lasts" not in page
        assert "note" not in page

    @pytest.mark.parametrize("changed", [{"voice": "x"}, {"voice": ""}, {"speed": "9"}, {"speed": ""}])
    def test_puts_up_with_anything(self, owner, unspoken, changed):
        assert owner.post(url("script_price", unspoken), typed(**changed), headers=HTMX).status_code == 200

    def test_what_is_typed_is_there_after_a_reload_and_for_others(self, cleo, bob, unspoken):
        chinese = Voice.objects.filter(language="zh").first().pk
        signed_in(cleo).post(url("script_price", unspoken), typed(voice=chinese, speed="1.5"), headers=HTMX)
        page = signed_in(bob).get(url("edit", unspoken)).content.decode()
        assert f">{TEXT}</textarea>" in page
        assert f'<option value="{chinese}" selected>' in page
        assert '<option value="1.5" selected>' in page
        assert 'value="script" autocomplete="off" data-keep checked' in page

    def test_it_is_written_down_only_when_it_is_news(self, owner, unspoken):
        same = typed()
        owner.post(url("script_price", unspoken), same, headers=HTMX)
        unspoken.refresh_from_db()
        owner.post(url("script_price", unspoken), same, headers=HTMX)
        assert Video.objects.get().rev == unspoken.rev

    def test_a_text_that_is_too_long_is_not_kept(self, owner, unspoken):
        owner.post(url("script_price", unspoken), typed("x" * 1001), headers=HTMX)
        assert Video.objects.get().script == ""

    def test_does_not_repeat_a_length_that_is_refused(self, owner, unspoken):
        page = owner.post(url("script_price", unspoken), typed("Hi."), headers=HTMX).content.decode()
        assert "This text is too short" in page
        assert "lasts" not in page

    @pytest.mark.parametrize(
        ("changed", "is_new"), [({}, False), ({"text": f"{TEXT} And cake."}, True), ({"speed": "1.5"}, True)]
    )
    def test_says_when_the_video_has_another_voice_than_what_stands_in_the_form(self, owner, unspoken, changed, is_new):
        owner.post(url("script", unspoken), typed(), headers=HTMX)
        spoken(unspoken)
        page = owner.post(url("script_price", unspoken), typed(**changed), headers=HTMX).content.decode()
        assert ("The video still uses the voice above." in page) == is_new

    def test_without_javascript_the_whole_page_keeps_what_was_typed(self, owner, unspoken):
        page = owner.post(url("script_price", unspoken), typed("x" * 170)).content.decode()
        assert "x" * 170 in page
        assert "Spoken, it lasts" in page
        assert re.search(r'value="script"[^>]* checked', page)


class TestSpeak:
    def test_the_text_becomes_the_voice_of_the_video(self, owner, unspoken, speaker):
        answer = owner.post(url("script", unspoken), typed(), headers=HTMX)
        assert answer.status_code == 200
        assert 'hx-trigger="every 2s"' in answer.content.decode()
        spoken(unspoken)
        assert unspoken.clip.spoken_text == TEXT
        assert unspoken.speech is None
        page = owner.get(url("edit", unspoken)).content.decode()
        assert reverse("voices:audio", args=[unspoken.clip_id]) in page
        assert "Estimated $0.01, charged $0.01." in page
        assert "Kling has it as number speech-1." in page
        assert len(speaker.bodies) == 1

    def test_a_double_click_makes_one_text(self, owner, unspoken, speaker):
        twice = typed()
        for _ in range(2):
            owner.post(url("script", unspoken), twice, headers=HTMX)
        spoken(unspoken)
        owner.post(url("script", unspoken), twice, headers=HTMX)
        spoken(unspoken)
        assert Speech.objects.count() == 1
        assert len(speaker.bodies) == 1
        assert unspoken.clip is not None

    def test_a_second_tab_cannot_pay_while_the_first_text_is_on_its_way(self, owner, unspoken):
        for _ in range(2):
            owner.post(url("script", unspoken), typed(), headers=HTMX)
        assert Speech.objects.count() == 1

    def test_the_old_voice_steps_back_so_that_it_is_not_made_into_a_film_by_mistake(self, owner, alice, team, unspoken):
        change_video(unspoken, clip=make_voice(team, alice))
        owner.post(url("script", unspoken), typed(), headers=HTMX)
        unspoken.refresh_from_db()
        assert unspoken.clip is None

    def test_a_recording_chosen_meanwhile_stays(self, owner, alice, team, unspoken):
        owner.post(url("script", unspoken), typed(), headers=HTMX)
        clip = make_voice(team, alice)
        owner.post(url("voice", unspoken), {"clip": clip.pk}, headers=HTMX)
        spoken(unspoken)
        assert (unspoken.clip, unspoken.speech) == (clip, None)

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"text": "  "}, "Type what the person should say."),
            ({"text": "x" * 1001}, "This text has 1001 characters"),
            ({"text": "Hi."}, "This text is too short"),
            ({"voice": "999999"}, "Choose one of the"),
            ({"speed": "2.1"}, "Choose one of the answers that are offered."),
        ],
    )
    def test_what_cannot_be_spoken_is_said_and_nothing_typed_is_lost(self, owner, unspoken, changed, sentence):
        answer = owner.post(url("script", unspoken), typed(**changed), headers=HTMX)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert sentence in page
        assert "you were not charged" in page
        assert f">{changed.get('text', TEXT)}</textarea>" in page
        assert not Speech.objects.exists()

    def test_a_text_that_certainly_runs_over_is_refused_before_it_is_paid(self, owner, unspoken):
        Connection.objects.update(max_seconds=30)
        answer = owner.post(url("script", unspoken), typed("x" * 1000), headers=HTMX)
        assert answer.status_code == 422
        assert "Make the text shorter" in answer.content.decode()
        assert not Speech.objects.exists()

    def test_a_warning_is_read_before_anything_is_paid(self, owner, unspoken):
        Connection.objects.update(max_seconds=60)
        answer = owner.post(url("script", unspoken), typed("x" * 1000))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "may run longer" in page
        assert not Speech.objects.exists()
        warned = re.search(r'name="seen" value="([^"]+)"', page)[1]
        owner.post(url("script", unspoken), typed("x" * 1000, seen=warned))
        assert Speech.objects.count() == 1

    def test_a_limit_that_leaves_too_little_is_said_and_nothing_is_sent(self, owner, unspoken, team, speaker):
        month = month_of(team, timezone.now())
        Budget.objects.create(team=team, month=month, is_play_money=False, limit_micros=5_000)
        answer = owner.post(url("script", unspoken), typed(), headers=HTMX)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "limit leaves $0.00, which is not enough" in page
        assert "Nothing was sent, and you were not charged" in page
        assert TEXT in page
        assert (Speech.objects.count(), Hold.objects.count(), speaker.bodies) == (0, 0, [])

    def test_a_price_that_changed_is_seen_first(self, owner, unspoken, kling):
        Price.objects.create(connection=kling, what=Item.SPEECH, micros=90_000)
        answer = owner.post(url("script", unspoken), typed(), headers=HTMX)
        assert answer.status_code == 422
        assert "Speak it for $0.09" in answer.content.decode()

    def test_a_price_in_play_money_is_not_one_in_real_money(self, owner, unspoken, team, kling):
        change_video(unspoken, connection=try_free(team))
        page = owner.post(url("script_price", unspoken), typed(), headers=HTMX).content.decode()
        change_video(unspoken, connection=kling)
        in_play_money = re.search(r'name="seen" value="([^"]+)"', page)[1]
        answer = owner.post(url("script", unspoken), typed(seen=in_play_money), headers=HTMX)
        assert answer.status_code == 422
        assert "Look at price and length first" in answer.content.decode()
        assert not Speech.objects.exists()

    def test_without_javascript_it_goes_back_to_the_page(self, owner, unspoken):
        answer = owner.post(url("script", unspoken), typed())
        assert answer.url == f"{url('edit', unspoken)}#voice"
        assert "Look again" in owner.get(url("edit", unspoken)).content.decode()

    def test_lines_end_with_one_character(self, owner, unspoken):
        owner.post(url("script", unspoken), typed("One line for you.\r\nAnd one more for me."), headers=HTMX)
        assert Speech.objects.get().text == "One line for you.\nAnd one more for me."


@pytest.mark.django_db(transaction=True)
@pytest.mark.stack
class TestTwoTabsAtOnce:
    def test_pay_once_and_both_see_the_text_on_its_way(self, alice, unspoken, speaker):
        start = threading.Barrier(2)
        forms = [typed() for _ in range(2)]
        tabs = [signed_in(alice) for _ in range(2)]

        def press(tab: Client, form: dict[str, object]) -> HttpResponse:
            start.wait(timeout=30)
            return tab.post(url("script", unspoken), form, headers=HTMX)

        def close(_number: int) -> None:
            start.wait(timeout=30)  # so that each thread gets one
            connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            for number in range(1, 6):
                answers = list(pool.map(press, tabs, forms))
                assert [answer.status_code for answer in answers] == [200, 200]
                assert all('hx-trigger="every 2s"' in answer.content.decode() for answer in answers)
                assert (Speech.objects.count(), Hold.objects.count()) == (number, number)
                spoken(unspoken)
                assert len(speaker.bodies) == number
                forms = [typed() for _ in range(2)]
            list(pool.map(close, range(2)))
        assert list(disagreements()) == []


class TestWhereTheServiceSpeaksAlong:
    @pytest.fixture
    def along(self, unspoken, speaker) -> Video:
        change_video(unspoken, connection=connect(speaker.url, name="Kling text", options={"dialect": "seed"}))
        return unspoken

    def test_the_text_is_used_and_nothing_is_paid(self, owner, along, speaker):
        answer = owner.post(url("script", along), typed(seen=seen(0, name="Kling text")), headers=HTMX)
        along.refresh_from_db()
        assert answer.status_code == 200
        assert along.text_along.text == TEXT
        assert "Nothing was sent or paid yet" in answer.content.decode()
        spoken(along)
        assert speaker.bodies == []

    def test_a_creator_may_do_it(self, cleo, along):
        assert "Use this script" in signed_in(cleo).get(url("edit", along)).content.decode()
        signed_in(cleo).post(url("script", along), typed(seen=seen(0, name="Kling text")), headers=HTMX)
        assert Speech.objects.get().status == "written"

    def test_a_text_that_was_only_typed_is_not_taken_for_the_one_in_use(self, owner, along):
        owner.post(url("script", along), typed(seen=seen(0, name="Kling text")), headers=HTMX)
        warning = "The video still has the text from before."
        for text, is_new in ((TEXT, False), (f"{TEXT} And cake.", True)):
            page = owner.post(url("script_price", along), typed(text), headers=HTMX).content.decode()
            assert (warning in page) == is_new

    def test_there_is_no_speed_to_choose_since_only_the_text_is_sent(self, owner, along):
        page = owner.get(url("edit", along)).content.decode()
        assert 'id="script-speed"' not in page
        assert '<input type="hidden" name="speed" value="1.0">' in page

    def test_a_speed_of_another_service_changes_nothing(self, owner, along):
        fast = typed("x" * 170, speed="2.0", seen=seen(0, name="Kling text"))
        page = owner.post(url("script_price", along), fast, headers=HTMX).content.decode()
        assert "Spoken, it lasts 10 seconds to 16 seconds." in page
        owner.post(url("script", along), fast, headers=HTMX)
        page = owner.post(url("script_price", along), fast, headers=HTMX).content.decode()
        assert "The video still has the text from before." not in page

    def test_at_another_service_it_has_to_be_spoken_first(self, owner, along, kling):
        owner.post(url("script", along), typed(seen=seen(0, name="Kling text")), headers=HTMX)
        along.refresh_from_db()
        change_video(along, connection=kling)
        page = owner.get(url("edit", along)).content.decode()
        assert f">{TEXT}</textarea>" in page
        assert "Speak it for $0.01" in page
        assert "goes along" not in page


class TestStatus:
    def test_says_in_a_few_words_what_happens(self, owner, unspoken):
        owner.post(url("script", unspoken), typed(), headers=HTMX)
        answer = owner.get(url("voice_status", unspoken), headers=HTMX)
        assert "In line to be sent." in answer.content.decode()
        assert "HX-Retarget" not in answer
        assert owner.get(f"{url('voice_status', unspoken)}?was=queued-", headers=HTMX).status_code == 204
        assert owner.get(f"{url('voice_status', unspoken)}?was=sending-", headers=HTMX).status_code == 200

    def test_brings_the_whole_panel_once_the_voice_is_there(self, owner, unspoken):
        owner.post(url("script", unspoken), typed(), headers=HTMX)
        spoken(unspoken)
        answer = owner.get(url("voice_status", unspoken), headers=HTMX)
        page = answer.content.decode()
        assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#voice", "outerHTML")
        assert "<audio" in page
        assert 'id="summary"' in page
        assert "every 2s" not in page

    def test_waits_for_the_video_to_get_its_voice_and_writes_nothing(self, owner, unspoken):
        owner.post(url("script", unspoken), typed(), headers=HTMX)
        for pk in speaking.due():
            speaking.work(pk)
        assert "The voice is here." in owner.get(url("voice_status", unspoken), headers=HTMX).content.decode()
        unspoken.refresh_from_db()
        assert unspoken.clip is None

    def test_a_lost_answer_says_that_money_may_be_gone_and_keeps_the_text(self, owner, unspoken, speaker):
        speaker.speak = reset_read
        owner.post(url("script", unspoken), typed(), headers=HTMX)
        spoken(unspoken)
        page = owner.get(url("voice_status", unspoken), headers=HTMX).content.decode()
        assert "it may have charged for it" in page
        assert "Speak it again for $0.01" in page
        assert f">{TEXT}</textarea>" in page

    def test_speaking_it_again_is_another_text_with_a_receipt_of_its_own(self, owner, unspoken, speaker):
        good, speaker.speak = speaker.speak, reset_read
        owner.post(url("script", unspoken), typed(), headers=HTMX)
        spoken(unspoken)
        speaker.speak = good
        owner.post(url("script", unspoken), typed(), headers=HTMX)
        spoken(unspoken)
        assert sorted(Speech.objects.values_list("status", flat=True)) == ["ready", "unknown"]
        assert unspoken.clip is not None

    def test_a_refusal_says_that_nothing_was_charged(self, owner, unspoken, speaker):
        speaker.speak = reply(400, {"code": 1301, "message": "content safety", "request_id": "r"})
        owner.post(url("script", unspoken), typed(), headers=HTMX)
        spoken(unspoken)
        page = owner.get(url("voice_status", unspoken), headers=HTMX).content.decode()
        assert "The service does not accept this text" in page
        assert "You were not charged." in page

    def test_without_javascript_it_is_the_page(self, owner, unspoken):
        assert owner.get(url("voice_status", unspoken)).url == f"{url('edit', unspoken)}#voice"


class TestWhoMay:
    @pytest.mark.parametrize(
        ("name", "method"), [("script", "post"), ("script_price", "post"), ("voice_status", "get")]
    )
    def test_strangers_find_nothing_and_reviewers_may_not(self, charlie, rita, unspoken, name, method):
        for person, status in ((charlie, 404), (rita, 403)):
            ask = getattr(signed_in(person), method)
            assert ask(url(name, unspoken), typed() if method == "post" else None).status_code == status

    def test_a_creator_may_not_spend(self, cleo, unspoken):
        assert signed_in(cleo).post(url("script", unspoken), typed(), headers=HTMX).status_code == 403
        assert not Speech.objects.exists()
        assert Video.objects.get().script == ""

    def test_a_producer_may(self, bob, unspoken):
        assert signed_in(bob).post(url("script", unspoken), typed(), headers=HTMX).status_code == 200

    def test_a_text_of_another_team_with_the_same_form_is_nobody_elses(self, owner, charlie, kling, unspoken):
        token = uuid.uuid4()
        owner.post(url("script", unspoken), typed(form_token=token), headers=HTMX)
        team = charlie.memberships.get().team
        project = Project.objects.create(team=team, name="Books", created_by=charlie)
        theirs = Video.objects.create(project=project, created_by=charlie, connection=kling)
        answer = signed_in(charlie).post(url("script", theirs), typed(form_token=token), headers=HTMX)
        assert answer.status_code == 422
        assert Speech.objects.count() == 1
