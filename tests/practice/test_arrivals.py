"""The files of an order: in base64, at an address, by the id of a sound; all are checked."""

import time
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from apps.media import sandbox
from apps.practice import arrivals, folders, speech, store
from apps.practice.intake import Order, Utterance
from apps.practice.refusal import BAD_VALUE, OUT_OF_ORDER, Refusal
from tests import media_files
from tests.providers.scripted import reply, scripted


def refused(order: dict[str, Any], **changes: Any) -> Refusal:
    fields = {**order, **changes}
    with pytest.raises(Refusal) as caught:
        arrivals.keep_files(Order(image=fields["image"], sound=fields["sound_file"]), folders.new_folder())
    return caught.value


def in_base64(path: Path) -> str:
    return b64encode(path.read_bytes()).decode()


@pytest.fixture
def taken(order) -> Order:
    return Order(image=order["image"], sound=order["sound_file"])


class TestFiles:
    def test_good_files_are_kept_and_their_length_told(self, taken):
        folder = folders.new_folder()
        seconds = arrivals.keep_files(taken, folder)
        assert abs(float(seconds) - 2.5) < 0.1
        assert sorted(path.name for path in folder.iterdir()) == ["portrait.jpg", "voice.mp3"]

    @pytest.mark.parametrize("name", ["image", "sound_file"])
    @pytest.mark.parametrize("written", ["data:image/png;base64,AAAA", "ÄÖ"])
    def test_only_plain_base64_is_unpacked(self, order, name, written):
        refusal = refused(order, **{name: written})
        assert (refusal.code, name in refusal.message, "base64" in refusal.message) == (BAD_VALUE, True, True)

    @pytest.mark.parametrize(
        ("size", "message"), [((299, 400), "Image pixel is invalid"), ((300, 760), "Image ratio is invalid")]
    )
    def test_a_portrait_of_the_wrong_shape_is_refused(self, order, tmp_path, size, message):
        refusal = refused(order, image=in_base64(media_files.png(tmp_path / "a.png", size)))
        assert (refusal.code, refusal.message) == (BAD_VALUE, message)

    def test_a_portrait_that_is_none_is_refused(self, order):
        assert refused(order, image=order["sound_file"]).message == "Image format is invalid"

    def test_a_voice_that_is_too_short_is_refused(self, order, tmp_path):
        voice = media_files.mp3(tmp_path / "a.mp3", 1.5)
        assert refused(order, sound_file=in_base64(voice)).message == "Audio duration is invalid"

    def test_a_voice_over_five_megabytes_is_refused(self, order, tmp_path):
        voice = media_files.wav(tmp_path / "a.wav", 61)
        assert refused(order, sound_file=in_base64(voice)).message == "Audio size is invalid"

    @pytest.mark.parametrize("make", [media_files.webm, media_files.film])
    def test_a_voice_in_a_format_that_only_the_studio_takes_is_refused(self, order, tmp_path, make):
        assert refused(order, sound_file=in_base64(make(tmp_path / "a"))).message == "Audio format is invalid"

    def test_a_voice_that_is_none_is_refused(self, order):
        assert refused(order, sound_file=order["image"]).message == "Audio format is invalid"

    def test_a_check_that_ran_out_of_time_is_not_the_file_s_fault(self, order, tmp_path, monkeypatch):
        large = media_files.jpeg(tmp_path / "a.jpg", (4000, 5000))
        monkeypatch.setattr(sandbox, "PORTRAIT", sandbox.Limits(cpu_seconds=1, wall_seconds=0))
        assert refused(order, image=in_base64(large)).code == OUT_OF_ORDER


class TestLimits:
    def test_a_service_with_a_shorter_patience_refuses_a_longer_voice(self, taken):
        with pytest.raises(Refusal, match="Audio duration is invalid"):
            arrivals.keep_files(taken, folders.new_folder(), limits=(1, 2))


class TestAddresses:
    def test_files_are_fetched_from_the_studio(self, taken, made, settings):
        with scripted(reply(200, made["sound_file"])) as server:
            settings.PRACTICE_ORIGIN = server.url
            folder = folders.new_folder()
            seconds = arrivals.keep_files(replace(taken, sound=f"{server.url}/a.mp3"), folder)
        assert abs(float(seconds) - 2.5) < 0.1
        assert "Authorization" not in server.seen[0].headers

    @pytest.mark.parametrize("status", [403, 404, 500])
    def test_what_cannot_be_fetched_is_refused(self, order, settings, status):
        with scripted(reply(status, b"no")) as server:
            settings.PRACTICE_ORIGIN = server.url
            assert "could not be fetched" in refused(order, image=f"{server.url}/a.jpg").message

    def test_no_other_private_address_is_asked(self, order, settings):
        with scripted(reply(200, b"secret")) as server:
            settings.PRACTICE_ORIGIN = "http://127.0.0.1:9"
            assert "could not be fetched" in refused(order, image=f"{server.url}/a.jpg").message
        assert server.seen == []


class TestSpeech:
    @pytest.fixture
    def spoken(self) -> store.Line:
        """A sound of the service's own, about four seconds long."""
        folder = folders.new_folder()
        text = "A sentence that takes a while, and then a little longer."
        seconds = speech.speak(Utterance(text=text, voice_id="v"), folders.voice(folder))
        return store.accept_speech(folder, dialect="kling", seconds=seconds, script=[])

    def test_a_sound_is_ordered_by_its_id(self, order, spoken):
        folder = folders.new_folder()
        seconds = arrivals.keep_files(Order(image=order["image"], audio_id=spoken["audio_id"]), folder)
        assert str(seconds) == spoken["seconds"]
        assert folders.voice(folder).read_bytes() == folders.sound(spoken).read_bytes()

    def test_its_task_s_id_is_not_its_own_and_other_accounts_do_not_have_it(self, order, spoken):
        for number, dialect in ((spoken["task_id"], "kling"), (spoken["audio_id"], "cometapi"), ("8", "kling")):
            taken = Order(image=order["image"], audio_id=number)
            with pytest.raises(Refusal, match="audio_id not found"):
                arrivals.keep_files(taken, folders.new_folder(), dialect=dialect)

    def test_after_thirty_days_it_is_gone(self, order, spoken, time_machine):
        time_machine.move_to(time.time() + 31 * 24 * 3600)
        with pytest.raises(Refusal, match="audio_id not found"):
            arrivals.keep_files(Order(image=order["image"], audio_id=spoken["audio_id"]), folders.new_folder())

    def test_a_text_is_spoken_along_and_must_be_long_enough(self, order):
        folder = folders.new_folder()
        text = "Hello and welcome to our channel. Today we talk about tea."
        assert 3 < arrivals.keep_files(Order(image=order["image"], text=text, voice_id="v"), folder) < 7
        with pytest.raises(Refusal, match="Audio duration is invalid"):
            arrivals.keep_files(Order(image=order["image"], text="Hi.", voice_id="v"), folders.new_folder())
