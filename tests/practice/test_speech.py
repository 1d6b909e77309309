"""A text is spoken: the call, its sound, and what it costs."""

from decimal import Decimal

import pytest

from apps.media.audio import inspect_recording
from apps.practice import store

PATHS = [f"/practice/{base}/v1/audio/tts" for base in ("kling", "cometapi/kling", "chainhub/kling")]
TEXT = {"text": "Hello and welcome to our channel.", "voice_id": "oversea_male1", "voice_language": "en"}


@pytest.mark.parametrize("path", PATHS)
class TestSpeak:
    def test_it_is_finished_in_its_answer(self, send, path):
        answer = send(path, TEXT).json()
        data = answer["data"]
        (audio,) = data["task_result"]["audios"]
        assert (answer["code"], data["task_status"], data["final_unit_deduction"]) == (0, "succeed", "0.05")
        assert 2 < Decimal(audio["duration"]) < 4
        assert audio["url"] == f"http://testserver/practice/files/{audio['id']}.mp3"
        assert audio["id"] != data["task_id"]

    def test_it_can_be_looked_at_afterwards(self, send, path):
        made = send(path, TEXT).json()["data"]
        assert send(f"{path}/{made['task_id']}").json()["data"] == made
        assert send(f"{path}/{made['task_result']['audios'][0]['id']}").status_code in {400, 404}

    def test_every_call_is_billed(self, send, path):
        send(path, TEXT)
        send(path, TEXT)
        assert [(line["kind"], line["units"]) for line in store.bill()] == [("speech", "0.05")] * 2

    @pytest.mark.parametrize("change", [{"text": ""}, {"text": "x" * 1001}, {"voice_id": "no such"}])
    def test_what_cannot_be_spoken_is_refused_and_not_billed(self, send, path, change):
        assert (send(path, {**TEXT, **change}).status_code, store.bill()) == (400, [])


class TestSound:
    def test_it_is_a_sound_that_needs_no_key(self, send, client, tmp_path):
        (audio,) = send(PATHS[0], TEXT).json()["data"]["task_result"]["audios"]
        answer = client.get(audio["url"])
        (tmp_path / "a.mp3").write_bytes(answer.getvalue())
        report = inspect_recording(tmp_path / "a.mp3", tmp_path / "b.mp3")
        assert (answer["Content-Type"], report.problems, report.format) == ("audio/mpeg", (), "MP3")
        assert abs(report.seconds - Decimal(audio["duration"])) < Decimal("0.06")

    def test_speed_makes_it_shorter(self, send):
        lengths = [
            Decimal(
                send(PATHS[0], {**TEXT, "voice_speed": speed}).json()["data"]["task_result"]["audios"][0]["duration"]
            )
            for speed in (0.8, 2.0)
        ]
        assert lengths[0] > 2 * lengths[1]

    @pytest.mark.parametrize("name", ["8", "..", "bill"])
    def test_other_names_lead_nowhere(self, send, client, name):
        send(PATHS[0], TEXT)
        assert client.get(f"/practice/files/{name}.mp3").status_code == 404
