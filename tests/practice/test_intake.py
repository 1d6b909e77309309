"""What the practice service refuses by its words, with the codes Kling would give."""

import json
from decimal import Decimal
from typing import Any

import pytest

from apps.practice import intake
from apps.practice.refusal import BAD_REQUEST, BAD_VALUE, Refusal
from apps.providers.base import Mode


def as_body(order: dict[str, Any], **changes: Any) -> bytes:
    return json.dumps({**order, **changes}).encode()


def refusal_of(read: Any, order: dict[str, Any], **changes: Any) -> str:
    with pytest.raises(Refusal) as caught:
        read(as_body(order, **changes))
    assert caught.value.code == BAD_VALUE
    return caught.value.message


class TestRead:
    def test_a_good_request_is_an_order(self, order):
        taken = intake.read(as_body(order))
        assert (taken.image, taken.sound) == (order["image"], order["sound_file"])
        assert (taken.mode, taken.external_task_id) == (Mode.STANDARD, "ours")

    @pytest.mark.parametrize(
        "unsaid", [{"mode": None}, {"mode": ""}, {"audio_id": ""}, {"audio_id": None}, {"prompt": None}, {"extra": 1}]
    )
    def test_keys_may_be_left_empty(self, order, unsaid):
        assert intake.read(as_body(order, **unsaid)).mode is Mode.STANDARD

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"image"', b"\xff", b"[" * 100_000])
    def test_anything_but_an_object_is_a_bad_request(self, body):
        with pytest.raises(Refusal) as caught:
            intake.read(body)
        assert caught.value.code == BAD_REQUEST

    def test_a_body_beyond_the_limits_is_not_even_read(self):
        with pytest.raises(Refusal, match="too large"):
            intake.read(b" " * (intake.MAX_BODY_BYTES + 1))

    @pytest.mark.parametrize(
        ("changes", "about"),
        [
            ({"image": None}, "image"),
            ({"image": 5}, "image"),
            ({"sound_file": None}, "audio_id and sound_file"),
            ({"audio_id": "9"}, "audio_id and sound_file"),
            ({"prompt": "x" * 2501}, "prompt"),
            ({"prompt": ["x"]}, "prompt"),
            ({"mode": "4k"}, "mode"),
            ({"external_task_id": "x" * 201}, "external_task_id"),
            ({"callback_url": "here"}, "callback_url"),
        ],
    )
    def test_each_wrong_value_is_named(self, order, changes, about):
        assert about in refusal_of(intake.read, order, **changes)


class TestReadWithPrompt:
    def test_the_prompt_is_demanded(self, order):
        assert intake.read_with_prompt(as_body(order, prompt="smile")).prompt == "smile"
        assert refusal_of(intake.read_with_prompt, order, prompt="") == "prompt cannot be empty"


class TestReadSpoken:
    ORDER = {"image": "aaaa", "text": "Hello.", "voice_id": "oversea_male1", "aspect_ratio": "9:16"}

    def test_a_text_with_its_voice_is_an_order(self):
        taken = intake.read_spoken(as_body(self.ORDER))
        assert (taken.text, taken.voice_id, taken.sound, taken.mode) == ("Hello.", "oversea_male1", "", Mode.STANDARD)

    def test_so_is_the_address_of_a_voice(self):
        taken = intake.read_spoken(as_body({"image": "aaaa", "audio_url": "https://cdn.test/a.mp3"}))
        assert (taken.text, taken.sound) == ("", "https://cdn.test/a.mp3")

    @pytest.mark.parametrize(
        ("changes", "about"),
        [
            ({"image": ""}, "image"),
            ({"text": ""}, "Either"),
            ({"audio_url": "https://cdn.test/a.mp3"}, "Either"),
            ({"text": "", "audio_url": "AAAA"}, "address"),
            ({"text": "x" * 1001}, "text"),
            ({"voice_id": ""}, "voice id not found"),
            ({"voice_id": "a voice"}, "voice id not found"),
            ({"aspect_ratio": "wide"}, "aspect_ratio"),
        ],
    )
    def test_each_wrong_value_is_named(self, changes, about):
        assert about in refusal_of(intake.read_spoken, self.ORDER, **changes)


class TestReadPublic:
    ORDER = {
        "model": "kling-avatar-v2-pro",
        "image_url": "https://cdn.test/a.jpg",
        "audio_url": "https://cdn.test/a.mp3",
        "audio_duration_seconds": 12.5,
        "prompt": "smile",
    }

    def test_a_good_request_is_an_order(self):
        taken = intake.read_public(as_body(self.ORDER))
        assert (taken.image, taken.sound) == ("https://cdn.test/a.jpg", "https://cdn.test/a.mp3")
        assert (taken.mode, taken.prompt, taken.external_task_id) == (Mode.PRO, "smile", "")

    @pytest.mark.parametrize(
        ("changes", "about"),
        [
            ({"model": "kling"}, "model"),
            ({"model": None}, "model"),
            ({"image_url": ""}, "image_url"),
            ({"image_url": "AAAA"}, "address"),
            ({"audio_url": "AAAA"}, "address"),
            *(({"audio_duration_seconds": value}, "audio_duration_seconds") for value in (None, "12", True, 0, -1)),
        ],
    )
    def test_each_wrong_value_is_named(self, changes, about):
        assert about in refusal_of(intake.read_public, self.ORDER, **changes)


class TestReadUtterance:
    ORDER = {"text": "Hello.", "voice_id": "genshin_vindi2", "voice_language": "en"}

    @pytest.mark.parametrize(
        ("written", "meant"), [(None, "1"), ("", "1"), (1.3, "1.3"), ("1.3", "1.3"), (0.1, "0.8"), (9, "2.0")]
    )
    def test_a_speed_beyond_the_limits_is_moved_to_them(self, written, meant):
        assert intake.read_utterance(as_body(self.ORDER, voice_speed=written)).speed == Decimal(meant)

    def test_chinese_is_what_is_spoken_unless_it_is_said(self):
        assert intake.read_utterance(as_body(self.ORDER, voice_language=None)).language == "zh"

    @pytest.mark.parametrize(
        ("changes", "about"),
        [
            ({"text": " "}, "text"),
            ({"text": "x" * 1001}, "text"),
            ({"voice_id": None}, "voice id not found"),
            ({"voice_language": "nl"}, "voice_language"),
            ({"voice_speed": "fast"}, "voice_speed"),
            ({"voice_speed": "NaN"}, "voice_speed"),
        ],
    )
    def test_each_wrong_value_is_named(self, changes, about):
        assert about in refusal_of(intake.read_utterance, self.ORDER, **changes)
