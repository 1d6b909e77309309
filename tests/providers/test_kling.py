"""The Kling adapter over real HTTP: what it sends, where it looks, and what it never does twice."""

from base64 import b64decode, b64encode
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import jwt
import pytest
import time_machine

from apps.providers.base import Job, Mode, Stage
from apps.providers.errors import Reason, RefusedAccount, Unavailable
from apps.providers.kling import PATHS
from tests.providers.scripted import by_path, in_turn, reply, scripted
from tests.providers.services import AUDIO_URL, IMAGE_URL, JOB, JOB_BY_ADDRESS, SCRIPT, account, adapter, envelope

PATH = PATHS["official"]
SECRET = "s" * 40
GOOD = reply(200, envelope(task_status="submitted"))
NOT_FOUND = reply(404, {"code": 1203, "message": "The requested resource does not exist"})
TEXT_JOB = replace(JOB, audio=b"", script="Hello", voice_id="uk_boy1", image_url=IMAGE_URL, mode=Mode.STANDARD)


def refused(code: int) -> Any:
    return reply(401, {"code": code, "message": "token"})


def sent(job: Job, **options: str) -> Any:
    """The one request that leaves."""
    with scripted(GOOD) as server:
        adapter("kling").submit(account(server.url + "/", **options), job)
    (seen,) = server.seen
    return seen


class TestSubmit:
    def test_one_post_carries_raw_base64_and_our_own_id(self):
        seen = sent(JOB)
        assert (seen.method, seen.path) == ("POST", PATH)
        assert (b64decode(seen.json["image"]), b64decode(seen.json["sound_file"])) == (JOB.image, JOB.audio)
        assert (seen.json["mode"], seen.json["external_task_id"]) == ("pro", "ours")

    def test_keys_without_a_value_are_left_out(self):
        assert set(sent(JOB).json) == {"image", "sound_file", "mode", "external_task_id"}

    def test_prompt_and_callback_go_along_when_given(self):
        seen = sent(replace(JOB, prompt="微笑", callback_url="https://studio.test/hooks/1")).json
        assert (seen["prompt"], seen["callback_url"]) == ("微笑", "https://studio.test/hooks/1")

    def test_addresses_go_instead_of_files(self):
        seen = sent(JOB_BY_ADDRESS, media="addresses").json
        assert (seen["image"], seen["sound_file"]) == (IMAGE_URL, AUDIO_URL)

    def test_a_spoken_text_goes_by_its_id(self):
        seen = sent(replace(JOB, audio=b"", audio_id="77")).json
        assert seen["audio_id"] == "77"
        assert "sound_file" not in seen

    @pytest.mark.parametrize(
        ("job", "dialect"),
        [
            (replace(JOB, audio_id="77"), "official"),
            (replace(JOB, audio=b""), "official"),
            (replace(JOB, script="Hello", voice_id="v"), "official"),
            (JOB, "seed"),
            (replace(JOB_BY_ADDRESS, script="Hello", voice_id="v"), "seed"),
            (replace(JOB_BY_ADDRESS, audio_id="77"), "seed"),
            (replace(JOB_BY_ADDRESS, script="Hello"), "seed"),
            (replace(JOB, audio=b"", script="Hello"), "seed"),
        ],
    )
    def test_a_take_with_no_speech_or_with_two_never_leaves(self, job, dialect):
        with scripted(GOOD) as server, pytest.raises(ValueError, match="exactly one speech"):
            adapter("kling").submit(account(server.url, dialect=dialect), job)
        assert server.seen == []


class TestShortRequest:
    def test_an_address_is_sent_with_a_shape(self):
        seen = sent(JOB_BY_ADDRESS, dialect="seed", aspect_ratio="9:16")
        assert seen.path == "/v1/videos/avatar"
        assert seen.json == {
            "image": IMAGE_URL,
            "audio_url": AUDIO_URL,
            "aspect_ratio": "9:16",
            "external_task_id": "ours",
        }

    def test_a_text_goes_along_with_its_voice(self):
        seen = sent(TEXT_JOB, dialect="seed").json
        assert (seen["text"], seen["voice_id"], seen["aspect_ratio"]) == ("Hello", "uk_boy1", "16:9")
        assert not {"audio_url", "mode", "prompt"} & set(seen)

    def test_a_photo_without_an_address_travels_along(self):
        assert sent(replace(TEXT_JOB, image_url=""), dialect="seed").json["image"] == b64encode(JOB.image).decode()


class TestCapabilities:
    def test_the_usual_request_takes_files_and_speaks_first(self):
        can = adapter("kling").capabilities({})
        assert (can.min_seconds, can.max_seconds, can.max_prompt, can.max_script) == (2, 300, 2500, 1000)
        assert (can.takes_files, can.can_speak, can.speaks_along) == (True, True, False)
        assert (can.can_look_up, can.can_list, can.can_call_back, can.signs_callbacks) == (True, True, True, True)
        assert (can.lookup_is_authoritative, can.signs_keys) == (False, True)

    def test_the_short_request_wants_addresses_and_speaks_along(self):
        can = adapter("kling").capabilities({"dialect": "seed"})
        assert (can.takes_files, can.modes, can.max_prompt) == (False, (Mode.STANDARD,), 0)
        assert (can.can_speak, can.speaks_along, can.max_script) == (False, True, 1000)

    def test_staff_may_have_the_files_fetched(self):
        assert adapter("kling").capabilities({"media": "addresses"}).takes_files is False

    def test_an_answer_that_is_not_offered_any_more_is_the_default(self):
        assert adapter("kling").capabilities({"dialect": "latin"}) == adapter("kling").capabilities({})


class TestQuery:
    def test_a_number_cannot_lead_to_another_path(self):
        with scripted(reply(200, envelope(task_id="8/../9?x=é"))) as server:
            adapter("kling").query(account(server.url), "8/../9?x=é")
        assert server.seen[0].path == f"{PATH}/8%2F..%2F9%3Fx%3D%C3%A9"

    def test_an_answer_about_another_number_counts_only_if_it_names_our_own_id(self):
        with scripted(reply(200, envelope(task_id="9", task_info={"external_task_id": "ours"}))) as server:
            user = account(server.url)
            assert adapter("kling").query(user, "8", "ours").task_id == "9"
            for external_id in ("", "another"):
                with pytest.raises(Unavailable) as caught:
                    adapter("kling").query(user, "8", external_id)
                assert (caught.value.reason, caught.value.sent) == (Reason.UNCLEAR, True)


class TestFind:
    def find(self, script: Any):
        with scripted(script) as server:
            self.server = server
            return adapter("kling").find(account(server.url), "ours")

    def test_a_task_with_our_id_is_found(self):
        assert self.find(reply(200, envelope(task_info={"external_task_id": "ours"}))).task_id == "8"

    @pytest.mark.parametrize("info", [{}, None])
    def test_one_that_leaves_it_out_is_ours_if_no_other_number_shows_one(self, info):
        assert self.find(by_path({f"{PATH}/ours": reply(200, envelope(task_info=info))}, NOT_FOUND)).task_id == "8"
        with pytest.raises(Unavailable):
            self.find(reply(200, envelope(task_info=info)))

    def test_the_list_is_looked_through_before_it_is_not_there(self):
        assert self.find(by_path({f"{PATH}/": NOT_FOUND}, reply(200, {"code": 0, "data": []}))) is None
        assert [seen.path for seen in self.server.seen] == [f"{PATH}/ours", f"{PATH}?pageNum=1&pageSize=100"]

    def test_a_task_on_the_third_page_is_found(self):
        other = {"task_id": "1", "task_status": "submitted", "task_info": {"external_task_id": "x"}}
        full = reply(200, {"code": 0, "data": [other] * 100})
        ours = {**other, "task_id": "8", "task_info": {"external_task_id": "ours"}}
        found = self.find(in_turn(NOT_FOUND, full, full, reply(200, {"code": 0, "data": [other, ours]})))
        assert found.task_id == "8"

    def test_a_page_that_is_not_full_is_not_the_last_one(self):
        other = {"task_id": "1", "task_status": "submitted", "task_info": {"external_task_id": "x"}}
        pages = [[other] * 30, [{**other, "task_id": "8", "task_info": {"external_task_id": "ours"}}]]
        answers = [reply(200, {"code": 0, "data": page}) for page in pages]
        assert self.find(in_turn(NOT_FOUND, *answers)).task_id == "8"

    @pytest.mark.parametrize(
        "data", [{"list": [{"task_id": "8"}]}, None, "x", ["x"], [{"task_id": "8", "task_status": "submitted"}]]
    )
    def test_a_list_that_cannot_be_read_does_not_say_that_there_is_none(self, data):
        with pytest.raises(Unavailable) as caught:
            self.find(in_turn(NOT_FOUND, reply(200, {"code": 0, "data": data}), reply(200, {"code": 0, "data": []})))
        assert (caught.value.reason, caught.value.sent) == (Reason.UNCLEAR, True)

    def test_it_stops_after_three_pages(self):
        other = {"task_id": "1", "task_status": "submitted", "task_info": {"external_task_id": "x"}}
        assert self.find(in_turn(NOT_FOUND, reply(200, {"code": 0, "data": [other] * 100}))) is None
        assert len(self.server.seen) == 4

    def test_a_list_that_does_not_answer_does_not_say_that_there_is_none(self):
        with pytest.raises(Unavailable):
            self.find(in_turn(NOT_FOUND, reply(500, {"code": 5000})))

    @pytest.mark.parametrize("script", [reply(404, b"<html>Not Found</html>"), reply(404, b""), reply(301, b"")])
    def test_a_wrong_path_does_not_say_that_there_is_none(self, script):
        with pytest.raises(RefusedAccount) as caught:
            self.find(script)
        assert caught.value.reason is Reason.SETUP


class TestSpeak:
    def test_the_speed_is_a_number_with_one_decimal(self):
        with scripted(GOOD) as server:
            adapter("kling").speak(account(server.url), SCRIPT)
        (seen,) = server.seen
        assert (seen.method, seen.path) == ("POST", "/v1/audio/tts")
        assert seen.json == {"text": "Hello", "voice_id": "uk_boy1", "voice_language": "en", "voice_speed": 1.2}


class TestCheck:
    def test_it_asks_about_the_last_thirty_days(self):
        with time_machine.travel(1_700_000_000, tick=False), scripted(reply(200, {"code": 0, "data": {}})) as server:
            assert adapter("kling").check(account(server.url)).units is None
        assert server.seen[0].path == "/account/costs?start_time=1697408000000&end_time=1700000000000"


class TestSignedCalls:
    """An access key with a secret: each call carries a token, and one that has grown old is signed anew."""

    def test_a_call_is_signed_with_the_secret(self):
        with scripted(GOOD) as server:
            adapter("kling").query(account(server.url, SECRET, key="access"), "8")
        token = server.seen[0].headers["Authorization"].removeprefix("Bearer ")
        assert jwt.decode(token, SECRET, algorithms=["HS256"])["iss"] == "access"

    @pytest.mark.parametrize("code", [1003, 1004])
    def test_a_look_is_repeated_once_with_a_new_token(self, code):
        with (
            time_machine.travel(1_700_000_000, tick=False) as clock,
            scripted(in_turn(GOOD, refused(code), GOOD)) as at,
        ):
            user = account(at.url, SECRET, key=f"look-{code}")
            adapter("kling").query(user, "8")
            clock.shift(300)
            assert adapter("kling").query(user, "8").task_id == "8"
        tokens = [seen.headers["Authorization"] for seen in at.seen]
        assert tokens[0] == tokens[1] != tokens[2]

    def test_a_new_token_that_is_refused_is_a_matter_of_the_account(self):
        with scripted(refused(1003)) as server, pytest.raises(RefusedAccount) as caught:
            adapter("kling").query(account(server.url, SECRET, key="ahead"), "8")
        assert (caught.value.reason, len(server.seen)) == (Reason.KEY, 1)

    def test_an_order_never_leaves_twice_but_may_be_sent_again_later(self):
        with (
            time_machine.travel(1_700_000_000, tick=False) as clock,
            scripted(in_turn(GOOD, refused(1004), GOOD)) as at,
        ):
            user = account(at.url, SECRET, key="order")
            adapter("kling").query(user, "8")
            clock.shift(300)
            with pytest.raises(Unavailable) as caught:
                adapter("kling").submit(user, JOB)
            assert (caught.value.sent, len(at.seen)) == (False, 2)
            adapter("kling").submit(user, JOB)
        assert at.seen[1].headers["Authorization"] != at.seen[2].headers["Authorization"]

    def test_a_plain_key_is_not_tried_again(self):
        with scripted(refused(1004)) as server, pytest.raises(RefusedAccount):
            adapter("kling").query(account(server.url), "8")
        assert len(server.seen) == 1


class TestDownload:
    def test_the_film_is_saved_and_the_key_stays_at_home(self, tmp_path: Path):
        with scripted(reply(200, b"film")) as server:
            target = tmp_path / "f.mp4"
            size = adapter("kling").download(account(server.url), server.url + "/f.mp4", target, max_bytes=10)
        assert (size, target.read_bytes()) == (4, b"film")
        assert "Authorization" not in server.seen[0].headers


def test_a_finished_film_is_read_whole():
    videos = [{"id": "1", "url": "https://cdn.test/film.mp4", "duration": "5.1"}]
    data = {"task_status": "succeed", "task_result": {"videos": videos}, "final_unit_deduction": "2.4"}
    with scripted(reply(200, envelope(**data))) as server:
        task = adapter("kling").query(account(server.url), "8")
    assert (task.task_id, task.stage, task.units) == ("8", Stage.DONE, Decimal("2.4"))
    assert (task.video_url, task.request_id) == ("https://cdn.test/film.mp4", "r")
