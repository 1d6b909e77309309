"""What a person can ask to be spoken, and what it will cost."""

import uuid
from decimal import Decimal

import pytest

from apps.connections.models import Connection, Item, Price
from apps.voices.actions import ScriptRefused
from apps.voices.models import Speech, Voice
from tests.voices.speech_service import connect

pytestmark = pytest.mark.django_db


def chinese() -> Voice:
    return Voice.objects.filter(language="zh")[0]


class TestSpeak:
    def test_puts_the_text_in_line_at_the_price_of_the_day(self, ask, speaker):
        speech = ask()
        assert speech.status == "queued"
        assert (speech.estimate_micros, speech.micros_per_unit, speech.is_play_money) == (7_000, 140_000, False)
        assert (speech.low_seconds, speech.high_seconds) == (3, 6)
        assert speech.voice_name == "Anchor"
        assert speaker.bodies == []

    def test_the_same_form_makes_one_text_however_often_it_is_posted(self, ask):
        token = uuid.uuid4()
        assert ask(form_token=token) == ask(form_token=token)
        assert Speech.objects.count() == 1

    def test_an_old_page_with_another_text_does_not_pass_for_the_first_one(self, ask):
        token = uuid.uuid4()
        ask(form_token=token)
        with pytest.raises(ScriptRefused):
            ask("Another text altogether.", form_token=token)

    def test_takes_a_thousand_characters_and_not_one_more(self, ask):
        assert ask("x" * 1000).text == "x" * 1000
        with pytest.raises(ScriptRefused, match="1001 characters"):
            ask("x" * 1001)

    @pytest.mark.parametrize("text", ["", "  \n "])
    def test_wants_a_text(self, ask, text):
        with pytest.raises(ScriptRefused, match="Type what"):
            ask(text)

    def test_a_text_that_certainly_runs_over_is_refused_before_it_is_paid(self, ask, kling):
        Connection.objects.update(max_seconds=60)
        kling.refresh_from_db()
        with pytest.raises(ScriptRefused, match="takes up to 1 minute"):
            ask("字" * 1000, voice=chinese())
        assert not Speech.objects.exists()

    def test_a_text_that_only_may_run_over_can_still_be_asked_for(self, ask, kling):
        Connection.objects.update(max_seconds=60)
        kling.refresh_from_db()
        assert ask("x" * 1000).high_seconds == 91

    def test_a_text_that_is_certainly_too_short_is_refused(self, ask):
        with pytest.raises(ScriptRefused, match="too short"):
            ask("Hi.")

    def test_nothing_is_asked_without_a_confirmed_price(self, ask):
        Price.objects.filter(what=Item.SPEECH).delete()
        with pytest.raises(ScriptRefused, match="no price"):
            ask()

    def test_a_connection_that_is_kept_for_other_teams_is_refused(self, ask, kling, charlie):
        kling.teams.add(charlie.memberships.get().team)
        with pytest.raises(ScriptRefused, match="Choose a service"):
            ask()

    def test_a_service_that_only_makes_films_cannot_speak(self, ask, speaker):
        silent = connect(speaker.url, name="UniAll", provider="uniall")
        with pytest.raises(ScriptRefused, match="cannot speak"):
            ask(connection=silent)

    def test_where_the_service_speaks_along_nothing_is_paid_and_nothing_is_sent(self, ask, speaker, step):
        along = connect(speaker.url, name="Kling, text", options={"dialect": "seed"})
        speech = ask(connection=along)
        assert (speech.status, speech.estimate_micros, speech.is_open) == ("written", 0, False)
        assert step(speech) == "written"
        assert speaker.bodies == []

    def test_the_speed_makes_it_shorter(self, ask):
        assert ask("x" * 1000, speed=Decimal("2.0")).high_seconds == 46

    def test_where_the_service_speaks_along_the_speed_is_the_normal_one_since_only_the_text_is_sent(self, ask, speaker):
        along = connect(speaker.url, name="Kling, text", options={"dialect": "seed"})
        form = {"connection": along, "speed": Decimal("2.0"), "form_token": uuid.uuid4()}
        speech = ask("x" * 1000, **form)
        assert (speech.speed, speech.high_seconds) == (Decimal("1.0"), 91)
        assert ask("x" * 1000, **form) == speech
