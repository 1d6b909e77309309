"""What the practice service refuses, with the codes Kling would give."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from apps.media import sandbox
from apps.practice import intake
from apps.practice.dialect import BAD_REQUEST, BAD_VALUE, OUT_OF_ORDER, Refusal
from apps.practice.store import new_folder
from apps.providers.base import Mode
from tests import media_files


def refused(order: dict[str, Any], **changes: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        intake.keep_files(intake.read(as_body(order, **changes)), new_folder())
    return caught.value


def as_body(order: dict[str, Any], **changes: Any) -> bytes:
    return json.dumps({**order, **changes}).encode()


def in_base64(path: Path) -> str:
    return b64encode(path.read_bytes()).decode()


class TestRead:
    def test_a_good_request_is_an_order(self, order, made):
        taken = intake.read(as_body(order))
        assert (taken.image, taken.audio) == (made["image"], made["sound_file"])
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
            ({"image": "data:image/png;base64,AAAA"}, "base64"),
            ({"image": "ÄÖ"}, "base64"),
            ({"image": "https://cdn.test/a.jpg"}, "not addresses"),
            ({"sound_file": "http://cdn.test/a.mp3"}, "not addresses"),
            ({"sound_file": None}, "audio_id and sound_file"),
            ({"audio_id": "9"}, "audio_id and sound_file"),
            ({"audio_id": "9", "sound_file": ""}, "audio_id not found"),
            ({"prompt": "x" * 2501}, "prompt"),
            ({"prompt": ["x"]}, "prompt"),
            ({"mode": "4k"}, "mode"),
            ({"external_task_id": "x" * 201}, "external_task_id"),
        ],
    )
    def test_each_wrong_value_is_named(self, order, changes, about):
        refusal = refused(order, **changes)
        assert refusal.code == BAD_VALUE
        assert about in refusal.message


class TestFiles:
    def test_good_files_are_kept_and_their_length_told(self, order):
        folder = new_folder()
        seconds = intake.keep_files(intake.read(as_body(order)), folder)
        assert abs(float(seconds) - 2.5) < 0.1
        assert sorted(path.name for path in folder.iterdir()) == ["portrait.jpg", "voice.mp3"]

    @pytest.mark.parametrize(
        ("size", "message"), [((299, 400), "Image pixel is invalid"), ((300, 760), "Image ratio is invalid")]
    )
    def test_a_portrait_of_the_wrong_shape_is_refused(self, order, tmp_path, size, message):
        refusal = refused(order, image=in_base64(media_files.png(tmp_path / "a.png", size)))
        assert (refusal.code, refusal.message) == (BAD_VALUE, message)

    def test_a_portrait_that_is_none_is_refused(self, order):
        assert refused(order, image=order["sound_file"]).message == "Image format is invalid"

    @pytest.mark.parametrize("seconds", [1.5, 301])
    def test_a_voice_of_the_wrong_length_is_refused(self, order, tmp_path, seconds):
        voice = media_files.mp3(tmp_path / "a.mp3", seconds, rate=16_000, bit_rate=24_000)
        assert refused(order, sound_file=in_base64(voice)).message == "Audio duration is invalid"

    def test_a_voice_over_five_megabytes_is_refused(self, order, tmp_path):
        voice = media_files.wav(tmp_path / "a.wav", 61)
        assert refused(order, sound_file=in_base64(voice)).message == "Audio size is invalid"

    def test_a_voice_that_is_none_is_refused(self, order):
        assert refused(order, sound_file=order["image"]).message == "Audio format is invalid"

    def test_a_check_that_ran_out_of_time_is_not_the_file_s_fault(self, order, tmp_path, monkeypatch):
        large = media_files.jpeg(tmp_path / "a.jpg", (4000, 5000))
        monkeypatch.setattr(sandbox, "PORTRAIT", sandbox.Limits(cpu_seconds=1, wall_seconds=0))
        assert refused(order, image=in_base64(large)).code == OUT_OF_ORDER
