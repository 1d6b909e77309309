"""Callbacks: signed, one for each status, and at most once whoever dies."""

import time
from collections.abc import Iterator

import pytest

from apps.practice import callbacks, folders, store
from apps.practice.tasks import work
from apps.providers import webhooks
from tests.practice.kills import kill_self, kill_while
from tests.providers.scripted import Handler, Scripted, nobody, reply, scripted


@pytest.fixture
def studio(settings) -> Iterator[Scripted]:
    with scripted(reply(200, {})) as server:
        settings.PRACTICE_ORIGIN = server.url
        yield server


@pytest.fixture
def called_back(send, order, studio, settings) -> str:
    """A film that was ordered with an address to call back; returns its task's id."""
    settings.PRACTICE_SECONDS = 600
    answer = send(body={**order, "callback_url": f"{studio.url}/hook"})
    return answer.json()["data"]["task_id"]


class TestTell:
    def test_each_status_is_told_once_in_kling_s_words(self, called_back, studio, settings):
        callbacks.tell()
        settings.PRACTICE_SECONDS = 0
        callbacks.tell()
        work()
        work()
        told = [seen.json for seen in studio.seen]
        assert [body["task_status"] for body in told] == ["submitted", "processing", "succeed"]
        assert {(body["task_id"], body["task_info"]["external_task_id"]) for body in told} == {(called_back, "ours")}
        (video,) = told[-1]["task_result"]["videos"]
        assert (video["url"], told[-1]["final_unit_deduction"]) == (
            f"http://testserver/practice/files/{called_back}.mp4",
            "1.2",
        )

    def test_nobody_waits_for_the_film_of_another(self, send, order, settings):
        told = []

        def hear(handler: Handler) -> None:
            told.append((handler.path, sum(folders.is_waiting(line) for line in store.films())))
            handler.answer(200, b"", {})

        settings.PRACTICE_SECONDS = 0
        with scripted(hear) as server:
            settings.PRACTICE_ORIGIN = server.url
            for name in ("first", "second"):
                send(body={**order, "external_task_id": name, "callback_url": f"{server.url}/{name}"})
            work()
        assert told == [("/first", 2), ("/second", 2), ("/first", 1), ("/second", 0)]

    def test_it_is_signed_and_carries_no_key(self, called_back, studio, settings):
        callbacks.tell()
        (seen,) = studio.seen
        headers = {name.lower(): value for name, value in seen.headers.items()}
        assert webhooks.is_signed(settings.PRACTICE_WEBHOOK_SECRET, headers, seen.body, time.time())
        assert not webhooks.is_signed(settings.PRACTICE_WEBHOOK_SECRET, headers, seen.body + b" ", time.time())
        assert (seen.path, "authorization" in headers) == ("/hook", False)

    def test_one_that_nobody_takes_is_not_made_again(self, send, order, settings):
        with nobody() as url:
            settings.PRACTICE_ORIGIN = url
            send(body={**order, "callback_url": f"{url}/hook"})
            callbacks.tell()
        with scripted(reply(200, {})) as server:
            callbacks.tell()
        assert server.seen == []

    def test_one_that_a_kill_swallows_is_not_made_again(self, called_back, studio, monkeypatch):
        def die_before_the_call() -> None:
            monkeypatch.setattr(callbacks, "_call", kill_self)
            callbacks.tell()

        kill_while(die_before_the_call)
        callbacks.tell()
        assert studio.seen == []

    def test_nobody_is_called_who_did_not_ask(self, accepted, studio):
        callbacks.tell()
        assert studio.seen == []

    def test_no_other_private_address_is_called(self, called_back, studio, settings):
        settings.PRACTICE_ORIGIN = "http://127.0.0.1:9"
        callbacks.tell()
        assert studio.seen == []
