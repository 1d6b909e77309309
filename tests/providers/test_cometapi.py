"""What is CometAPI's own."""

from dataclasses import replace
from typing import Any

from apps.providers.base import Job
from apps.providers.cometapi import DEFAULT_PROMPT
from apps.providers.gateway import AVATAR_PATH
from tests.providers.scripted import reply, scripted
from tests.providers.services import JOB, account, adapter, envelope


def prompt_sent(job: Job, **options: str) -> Any:
    with scripted(reply(200, envelope())) as server:
        adapter("cometapi").submit(account(server.url, **options), job)
    return server.seen[0].json["prompt"]


class TestPrompt:
    def test_it_always_goes_along(self):
        assert prompt_sent(JOB) == DEFAULT_PROMPT.default
        assert prompt_sent(replace(JOB, prompt=" \n")) == DEFAULT_PROMPT.default

    def test_staff_may_choose_the_words(self):
        assert prompt_sent(JOB, default_prompt="Calm.") == "Calm."

    def test_what_somebody_wrote_comes_first(self):
        assert prompt_sent(replace(JOB, prompt="Smile"), default_prompt="Calm.") == "Smile"


def test_it_takes_at_most_a_minute():
    can = adapter("cometapi").capabilities({})
    assert (can.min_seconds, can.max_seconds) == (2, 60)


def test_it_looks_at_the_path_of_the_order_unless_told_otherwise():
    with scripted(reply(200, envelope())) as server:
        adapter("cometapi").query(account(server.url), "8")
    assert server.seen[0].path == f"{AVATAR_PATH}/8"
