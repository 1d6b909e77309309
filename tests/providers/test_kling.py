"""The Kling adapter over real HTTP: what it sends, and what it makes of each answer."""

from base64 import b64decode
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from apps.providers.base import Account, Job, Mode, Reason, RefusedAccount, RefusedInput, Stage, Unavailable
from apps.providers.http import Patience
from apps.providers.kling import Kling
from tests.providers.scripted import nobody, reply, reset_read, reset_unread, scripted, silent

PATH = "/v1/videos/avatar/image2video"
JOB = Job(external_id="ours", image=b"\xff\xd8picture", audio=b"ID3sound", seconds=Decimal(5), prompt="", mode=Mode.PRO)


class Hasty(Kling):
    submit_patience = look_patience = Patience(read=0.3, total=0.6)


KLING = Hasty()


def good(**data: Any) -> Any:
    return reply(200, {"code": 0, "message": "SUCCEED", "request_id": "r", "data": {"task_id": "8", **data}})


def bad(status: int, code: int, message: str = "", **headers: str) -> Any:
    return reply(status, {"code": code, "message": message, "request_id": "r"}, **headers)


def account(url: str) -> Account:
    return Account(base_url=url, key="api-key-kling-0123456789")


class TestSubmit:
    def submit(self, script: Any, job: Job = JOB):
        with scripted(script) as server:
            self.server = server
            return KLING.submit(account(server.url + "/"), job)

    def test_one_post_carries_raw_base64_and_our_own_id(self):
        task = self.submit(good(task_status="submitted", task_info={"external_task_id": "ours"}))
        (seen,) = self.server.seen
        assert (task.task_id, task.stage, task.external_id) == ("8", Stage.QUEUED, "ours")
        assert (seen.method, seen.path) == ("POST", PATH)
        assert (b64decode(seen.json["image"]), b64decode(seen.json["sound_file"])) == (JOB.image, JOB.audio)
        assert (seen.json["mode"], seen.json["external_task_id"]) == ("pro", "ours")

    def test_keys_without_a_value_are_left_out(self):
        self.submit(good())
        assert set(self.server.seen[0].json) == {"image", "sound_file", "mode", "external_task_id"}

    def test_prompt_and_callback_go_along_when_given(self):
        job = Job(
            external_id="a", image=b"i", audio=b"s", seconds=Decimal(2), prompt="微笑", mode=Mode.STANDARD,
            callback_url="https://studio.test/hooks/1",
        )  # fmt: skip
        self.submit(good(), job)
        seen = self.server.seen[0].json
        assert (seen["prompt"], seen["callback_url"], seen["mode"]) == ("微笑", "https://studio.test/hooks/1", "std")

    @pytest.mark.parametrize(
        ("script", "kind", "reason"),
        [
            (bad(401, 1000, "Authentication failed"), RefusedAccount, Reason.KEY),
            (bad(429, 1102, "Resource pack exhausted"), RefusedAccount, Reason.CREDIT),
            (bad(400, 1201, "Audio format is invalid"), RefusedInput, Reason.AUDIO),
            (bad(400, 1301, "Content"), RefusedInput, Reason.POLICY),
        ],
    )
    def test_a_clear_refusal_says_whose_turn_it_is(self, script, kind, reason):
        with pytest.raises(kind) as caught:
            self.submit(script)
        assert caught.value.reason is reason

    @pytest.mark.parametrize(
        ("script", "retry_after"),
        [(bad(429, 1303), None), (bad(429, 1303, Retry_After="4"), 4.0), (bad(503, 5001), None)],
    )
    def test_no_free_place_is_certainly_not_made(self, script, retry_after):
        with pytest.raises(Unavailable) as caught:
            self.submit(script)
        assert (caught.value.sent, caught.value.retry_after) == (False, retry_after)

    @pytest.mark.parametrize(
        "script",
        [
            bad(500, 5000),
            bad(504, 5002),
            bad(400, 1201, "external_task_id already exists"),
            reply(502, b"<html>Bad Gateway</html>"),
            reply(301, b"", Location="/login"),
            reply(200, b""),
            reply(200, b'{"code":'),
            reply(200, b" " * 1_100_000),
            reply(200, {"code": 0, "data": []}),
            good(task_id=None),
            reset_unread,
            reset_read,
            silent,
        ],
    )
    def test_whatever_loses_the_answer_may_have_made_a_task(self, script):
        with pytest.raises(Unavailable) as caught:
            self.submit(script)
        assert caught.value.sent is True
        assert len(self.server.seen) <= 1

    def test_nobody_there_is_certainly_not_made(self):
        with nobody() as url, pytest.raises(Unavailable) as caught:
            KLING.submit(account(url), JOB)
        assert caught.value.sent is False


class TestQuery:
    def test_it_asks_for_the_one_task(self):
        with scripted(good(task_status="processing", task_result={})) as server:
            task = KLING.query(account(server.url), "8/../9?x=é")
        assert (task.stage, server.seen[0].method) == (Stage.RUNNING, "GET")
        assert server.seen[0].path == f"{PATH}/8%2F..%2F9%3Fx%3D%C3%A9"

    def test_a_task_that_the_service_does_not_know_is_a_matter_of_set_up(self):
        with scripted(bad(404, 1203)) as server, pytest.raises(RefusedAccount) as caught:
            KLING.query(account(server.url), "8")
        assert caught.value.reason is Reason.SETUP


class TestFind:
    def find(self, script: Any):
        with scripted(script) as server:
            return KLING.find(account(server.url), "ours")

    @pytest.mark.parametrize("info", [{"external_task_id": "ours"}, {}, None])
    def test_a_task_with_our_id_is_found(self, info):
        assert self.find(good(task_info=info)).task_id == "8"

    def test_code_1203_says_that_there_is_none(self):
        assert self.find(bad(404, 1203)) is None

    @pytest.mark.parametrize(
        "script",
        [
            reply(404, b"<html>Not Found</html>"),
            reply(404, b""),
            good(task_info={"external_task_id": "another"}),
            bad(400, 1201, "id"),
            bad(500, 5000),
            reset_read,
        ],
    )
    def test_anything_else_does_not_say_that_there_is_none(self, script):
        with pytest.raises(Unavailable):
            self.find(script)


class TestDownload:
    def test_the_film_is_saved_and_the_key_stays_at_home(self, tmp_path: Path):
        with scripted(reply(200, b"film")) as server:
            size = KLING.download(account(server.url), server.url + "/f.mp4", tmp_path / "f.mp4", max_bytes=10)
        assert (size, (tmp_path / "f.mp4").read_bytes()) == (4, b"film")
        assert "Authorization" not in server.seen[0].headers
