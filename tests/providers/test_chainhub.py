"""What is ChainHub's own."""

from typing import Any

from apps.providers.gateway import AVATAR_PATH, IMAGE_PATH
from tests.providers.scripted import by_path, reply, scripted
from tests.providers.services import JOB, account, adapter, envelope

KEYS = {"image", "audio_id", "sound_file", "prompt", "mode", "callback_url", "external_task_id"}


def sent(**options: str) -> Any:
    with scripted(reply(200, envelope())) as server:
        adapter("chainhub").submit(account(server.url, **options), JOB)
    return server.seen[0].json


class TestUnusedKeys:
    def test_they_are_left_out(self):
        assert set(sent()) == {"image", "sound_file", "mode", "external_task_id"}

    def test_they_are_sent_empty_where_staff_says_so(self):
        body = sent(unused_keys="empty")
        assert set(body) == KEYS
        assert (body["audio_id"], body["prompt"], body["callback_url"]) == ("", "", "")


def test_it_takes_five_minutes():
    assert adapter("chainhub").capabilities({}).max_seconds == 300


def test_it_finds_out_by_itself_where_tasks_are_looked_at():
    nowhere, good = reply(404, b""), reply(200, envelope(task_status="processing"))
    with scripted(by_path({AVATAR_PATH: nowhere}, good)) as server:
        adapter("chainhub").query(account(server.url), "8")
    assert [seen.path for seen in server.seen] == [f"{AVATAR_PATH}/8", f"{IMAGE_PATH}/8"]
