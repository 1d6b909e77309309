"""Faults of a service that every adapter must survive, with the numbers that the list of faults gives them."""

import logging
import time
import traceback
from pathlib import Path
from typing import Any

import pytest

from apps.providers.base import Account, Stage
from apps.providers.errors import ProviderError, Reason, RefusedAccount, Unavailable
from tests.providers.scripted import (
    cut_short,
    dripping,
    dripping_headers,
    endless,
    leading_to,
    nobody,
    reply,
    reset_read,
    reset_unread,
    scripted,
    silent,
)
from tests.providers.services import HASTE, JOB_BY_ADDRESS, KEY, SLUGS, account, adapter

LATE = "Wed, 21 Nov 2096 08:00:00 GMT"
SECRET = "secret-secret-secret-secret-secret"
DEEP = b'{"data":' * 100_000 + b"1" + b"}" * 100_000


@pytest.fixture(params=SLUGS)
def slug(request) -> str:
    return request.param


def submit(slug: str, account: Account) -> Any:
    return adapter(slug).submit(account, JOB_BY_ADDRESS)


def query(slug: str, account: Account) -> Any:
    return adapter(slug).query(account, "8")


def trouble(call: Any, slug: str, script: Any) -> Any:
    """How a call ends when the service behaves like `script`. Whatever happens, an order leaves once."""
    with scripted(script) as server, pytest.raises(ProviderError) as caught:
        call(slug, account(server.url))
    assert sum(seen.method == "POST" for seen in server.seen) <= 1
    return caught.value


def done(slug: str, **more: Any) -> dict[str, Any]:
    """A finished film in the words of the service."""
    url = "https://cdn.test/f.mp4"
    if slug == "uniall":
        return {"id": "8", "task_id": "8", "status": "completed", "video_url": url, **more}
    return {
        "code": 0,
        "data": {"task_id": "8", "task_status": "succeed", "task_result": {"videos": [{"url": url}]}, **more},
    }


def looked_at(slug: str, body: Any) -> Any:
    with scripted(reply(200, body)) as server:
        return query(slug, account(server.url))


class TestBusy:
    """P1 to P3."""

    @pytest.mark.parametrize("call", [submit, query])
    @pytest.mark.parametrize(
        ("headers", "least"), [({"Retry_After": "20"}, 20), ({"Retry_After": LATE}, 10**9), ({}, 0)]
    )
    def test_429_made_nothing_and_says_when_to_come_back(self, slug, call, headers, least):
        error = trouble(call, slug, reply(429, {"error": {"message": "slow down"}}, **headers))
        assert (type(error), error.reason, error.sent) == (Unavailable, Reason.BUSY, False)
        assert (error.retry_after or 0) >= least
        assert (error.retry_after is None) is (not headers)


class TestServerTrouble:
    """P4 to P9."""

    @pytest.mark.parametrize(
        "script",
        [
            reply(500, {"error": {"message": "oops"}}),
            reply(502, b"<html>Bad Gateway</html>"),
            reply(503, b"<html>Service Unavailable</html>"),
            reply(504, b""),
        ],
    )
    @pytest.mark.parametrize("call", [submit, query])
    def test_it_may_have_been_made_and_a_look_says_nothing(self, slug, call, script):
        error = trouble(call, slug, script)
        assert (type(error), error.reason, error.sent) == (Unavailable, Reason.UNCLEAR, True)


class TestNobodyThere:
    """P10 to P12."""

    def test_a_refused_connection_sent_nothing(self, slug):
        with nobody() as url, pytest.raises(Unavailable) as caught:
            submit(slug, account(url))
        assert (caught.value.sent, caught.value.reason) == (False, Reason.DOWN)

    def test_a_name_that_nobody_knows_sent_nothing(self, slug):
        with pytest.raises(Unavailable) as caught:
            submit(slug, account(f"http://{'a' * 70}.test"))
        assert caught.value.sent is False

    def test_an_answer_that_is_not_tls_sent_nothing(self, slug):
        with scripted(reply(200, {})) as server, pytest.raises(Unavailable) as caught:
            submit(slug, account(server.url.replace("http:", "https:")))
        assert (caught.value.sent, server.seen) == (False, [])

    def test_a_private_address_that_nobody_allowed_gets_nothing(self, slug):
        with scripted(reply(200, {})) as server, pytest.raises(Unavailable) as caught:
            submit(slug, Account(base_url=server.url, key=KEY))
        assert (caught.value.sent, server.seen) == (False, [])


class TestLostAnswer:
    """P13, P14, P19, P21, P22."""

    @pytest.mark.parametrize(
        "script",
        [
            silent,
            reset_unread,
            reset_read,
            cut_short(200, b'{"code": 0', announced=500),
            cut_short(200, b"", announced=100 * 1024 * 1024),
            endless,
            dripping,
            dripping_headers,
        ],
    )
    def test_it_may_have_been_made_and_the_call_ends_in_time(self, slug, script):
        started = time.monotonic()
        error = trouble(submit, slug, script)
        assert (type(error), error.reason, error.sent) == (Unavailable, Reason.UNCLEAR, True)
        assert time.monotonic() - started < HASTE.total + HASTE.read + 2


class TestGarbage:
    """P15 to P18, P20."""

    @pytest.mark.parametrize(
        "body",
        [
            b"garbage",
            b"",
            b"<html>Welcome</html>",
            DEEP,
            b"[1, 2]",
            b"null",
            b'"queued"',
            b"{}",
            b'{"code": [], "data": "x"}',
            b'{"code": 0, "data": 7}',
            b'{"id": {}, "task_id": [], "status": 3}',
            b'{"code": 0, "data": {"task_id": null, "task_status": {}}}',
            b'{"code": 0, "data": {"task_id": true}}',
        ],
    )
    def test_it_may_have_been_made(self, slug, body):
        error = trouble(submit, slug, reply(200, body))
        assert (type(error), error.reason, error.sent) == (Unavailable, Reason.UNCLEAR, True)
        assert "\0" not in error.raw + error.message


class TestAccount:
    """P23, P24."""

    @pytest.mark.parametrize("call", [submit, query])
    @pytest.mark.parametrize("body", [b"", b"<html>no</html>", {"error": {"message": "revoked"}}])
    @pytest.mark.parametrize(("status", "reason"), [(401, Reason.KEY), (403, Reason.KEY), (402, Reason.CREDIT)])
    def test_somebody_must_look_after_it(self, slug, call, body, status, reason):
        error = trouble(call, slug, reply(status, body))
        assert (type(error), error.reason) == (RefusedAccount, reason)


class TestOddTasks:
    """P26 to P29."""

    def test_an_unknown_word_is_still_running_and_told(self, slug):
        task = looked_at(slug, {"task_id": "8", "status": "polishing"})
        assert (task.stage, task.is_known) == (Stage.RUNNING, False)

    def test_a_step_back_is_told_as_it_is(self, slug):
        assert looked_at(slug, {"task_id": "8", "status": "queued"}).stage is Stage.QUEUED

    @pytest.mark.parametrize("word", ["error", "fail", "failed"])
    def test_an_error_page_is_not_the_end_of_a_task(self, slug, word):
        error = trouble(query, slug, reply(200, {"status": word, "message": "Too many requests"}))
        assert (type(error), error.reason, error.sent) == (Unavailable, Reason.UNCLEAR, True)

    def test_nor_is_an_answer_about_another_task(self, slug):
        error = trouble(query, slug, reply(200, {"task_id": "999", "status": "failed", "external_id": "theirs"}))
        assert (type(error), error.reason, error.sent) == (Unavailable, Reason.UNCLEAR, True)

    @pytest.mark.parametrize("body", [b"", {"code": "task_not_exist", "message": "", "data": None}])
    def test_a_task_that_it_does_not_know_any_more_is_no_failure(self, slug, body):
        error = trouble(query, slug, reply(404, body))
        assert (isinstance(error, RefusedAccount), error.reason) == (True, Reason.SETUP)

    @pytest.mark.parametrize("url", ["", None, "soon", "ftp://cdn.test/f.mp4", "file:///etc/passwd", ["x"], {"url": 1}])
    def test_success_without_an_address_is_done_but_not_there(self, slug, url):
        task = looked_at(slug, {"task_id": "8", "status": "completed", "video_url": url})
        assert (task.stage, task.video_url) == (Stage.DONE, "")


class TestDownload:
    """P30, P31."""

    def fetch(self, slug: str, server: Any, target: Path) -> int:
        return adapter(slug).download(account(server.url), server.url + "/f.mp4", target, max_bytes=100)

    @pytest.mark.parametrize("script", [reply(403, b"expired"), reply(404, b""), reply(200, b"x" * 101), endless])
    def test_a_film_that_does_not_arrive_whole_leaves_nothing(self, slug, script, tmp_path):
        with scripted(script) as server, pytest.raises(Unavailable):
            self.fetch(slug, server, tmp_path / "f.mp4")
        assert list(tmp_path.iterdir()) == []

    def test_a_redirect_to_another_private_place_is_refused(self, slug, tmp_path):
        with scripted(reply(200, b"secret")) as inside:
            away = reply(302, b"", Location=f"{inside.url}/")
            with scripted(away) as server, pytest.raises(Unavailable):
                self.fetch(slug, server, tmp_path / "f.mp4")
        assert inside.seen == []

    def test_the_key_does_not_go_along_unasked(self, slug, tmp_path):
        with scripted(leading_to("/cdn", b"film")) as server:
            assert self.fetch(slug, server, tmp_path / "f.mp4") == 4
        assert all("Authorization" not in seen.headers for seen in server.seen)


class TestBill:
    """P39, P40."""

    def test_another_amount_than_quoted_is_told(self, slug):
        assert str(looked_at(slug, done(slug, final_unit_deduction="99.5")).units) == "99.5"

    def test_a_failure_that_was_billed_is_told(self, slug):
        task = looked_at(slug, {"task_id": "8", "status": "failed", "final_balance_deduction": {"quota": "0.3"}})
        assert (task.stage, str(task.balance)) == (Stage.FAILED, "0.3")


class TestSecrets:
    @pytest.mark.parametrize("script", [reset_read, reply(401, {"error": {"message": f"{KEY} {SECRET}"}})])
    @pytest.mark.parametrize("secret", ["", SECRET])
    def test_key_secret_and_token_are_in_no_error_and_no_log_line(self, slug, script, secret, caplog):
        caplog.set_level(logging.DEBUG)
        with scripted(script) as server, pytest.raises(ProviderError) as caught:
            submit(slug, user := account(server.url, secret))
        token = server.seen[0].headers["Authorization"].removeprefix("Bearer ")
        error = caught.value
        told = "".join(traceback.format_exception(error)) + repr(error) + error.raw + caplog.text + repr(user)
        assert not [hidden for hidden in (KEY, secret, token) if hidden and hidden in told]
