"""A text that the practice service speaks, over real HTTP and for play money."""

import uuid
from decimal import Decimal

import pytest

from apps.connections.actions import ensure_practice
from apps.voices.actions import speak
from apps.voices.models import Voice

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("provider", ["kling", "cometapi", "chainhub"])
def test_every_practice_service_that_speaks_gives_a_voice_as_long_as_was_said(service, team, alice, step, provider):
    connection = next(each for each in ensure_practice() if each.provider == provider)
    voice = Voice.objects.filter(language="zh")[0]
    given = {"voice": voice, "speed": Decimal("1.2"), "form_token": uuid.uuid4()}
    speech = speak(team, alice, connection, text="欢迎来到我们的春季品茶会，请进来坐一坐，喝一杯热茶。", **given)
    assert step(speech) == "ready"
    assert speech.low_seconds <= speech.clip.seconds <= speech.high_seconds + 1
    assert (speech.is_play_money, speech.charged_micros) == (True, 7_000)
    assert speech.clip.audio_id
