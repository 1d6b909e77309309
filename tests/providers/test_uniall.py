"""The UniAll adapter: addresses only, billed by the second that we name."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from apps.providers.base import Job, Mode
from tests.providers.scripted import asking_for_a_key, reply, scripted
from tests.providers.services import AUDIO_URL, IMAGE_URL, JOB, JOB_BY_ADDRESS, KEY, account, adapter

ACCEPTED = reply(200, {"id": "task_1", "task_id": "task_1", "object": "video.generation.job", "status": "queued"})


def sent(job: Job, **options: str) -> Any:
    with scripted(ACCEPTED) as server:
        adapter("uniall").submit(account(server.url, **options), job)
    (seen,) = server.seen
    assert (seen.method, seen.path) == ("POST", "/v1/video/generations")
    return seen


class TestSubmit:
    def test_the_shortest_request_has_four_fields(self):
        assert sent(JOB_BY_ADDRESS).json == {
            "model": "kling-avatar-v2-pro",
            "image_url": IMAGE_URL,
            "audio_url": AUDIO_URL,
            "audio_duration_seconds": 5.125,
        }

    @pytest.mark.parametrize(("seconds", "written"), [("12", b"12"), ("18.5", b"18.5"), ("32.768", b"32.768")])
    def test_the_seconds_are_a_number_as_exact_as_we_know_it(self, seconds, written):
        body = sent(replace(JOB_BY_ADDRESS, seconds=Decimal(seconds))).body
        assert b'"audio_duration_seconds": ' + written + b"}" in body

    def test_a_prompt_goes_along_when_given(self):
        assert sent(replace(JOB_BY_ADDRESS, prompt="warm smile")).json["prompt"] == "warm smile"

    def test_staff_may_name_the_models(self):
        standard = replace(JOB_BY_ADDRESS, mode=Mode.STANDARD)
        assert sent(standard).json["model"] == "kling-avatar-v2-standard"
        assert sent(standard, model_standard="avatar-3").json["model"] == "avatar-3"
        assert sent(JOB_BY_ADDRESS, model_pro="avatar-3-pro").json["model"] == "avatar-3-pro"

    @pytest.mark.parametrize(
        "job",
        [
            JOB,
            replace(JOB_BY_ADDRESS, image_url=""),
            replace(JOB_BY_ADDRESS, audio_url=""),
            replace(JOB_BY_ADDRESS, audio_id="77"),
            replace(JOB_BY_ADDRESS, script="Hello", voice_id="v"),
        ],
    )
    def test_what_it_cannot_say_never_leaves(self, job):
        with scripted(ACCEPTED) as server, pytest.raises(ValueError, match="address"):
            adapter("uniall").submit(account(server.url), job)
        assert server.seen == []


class TestFilmBesideItsTask:
    """At /v1/videos a finished task may name no address: the film lies beside it, and wants the key."""

    DONE = {"id": "task_1", "object": "video", "status": "completed", "progress": 100}

    def test_its_address_is_made_from_the_task(self):
        with scripted(reply(200, self.DONE)) as server:
            task = adapter("uniall").query(account(server.url, query_path="/v1/videos"), "task_1")
        assert task.video_url == f"{server.url}/v1/videos/task_1/content"

    def test_at_the_other_path_there_is_none(self):
        with scripted(reply(200, self.DONE)) as server:
            assert adapter("uniall").query(account(server.url), "task_1").video_url == ""

    def test_it_is_fetched_with_the_key(self, tmp_path):
        with scripted(asking_for_a_key(b"film")) as server:
            url = f"{server.url}/v1/videos/task_1/content"
            size = adapter("uniall").download(account(server.url), url, tmp_path / "f.mp4", max_bytes=10)
        assert (size, server.seen[-1].headers["Authorization"]) == (4, f"Bearer {KEY}")


def test_it_can_do_nothing_but_make_films_from_addresses():
    can = adapter("uniall").capabilities({})
    abilities = (can.takes_files, can.can_look_up, can.can_list, can.can_call_back, can.can_speak, can.speaks_along)
    assert abilities == (False,) * 6
    assert (can.min_seconds, can.max_seconds) == (2, 300)


def test_it_has_no_known_address():
    assert adapter("uniall").hosts == ()
