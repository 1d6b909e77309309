"""The door to the outside: what was certainly not sent, what may have arrived, and what is never let in or out."""

import logging
import threading
import time
import traceback
from functools import partial
from pathlib import Path

import jwt
import pytest

from apps.providers.base import Account
from apps.providers.crew import gather
from apps.providers.errors import Reason, RefusedAccount, Unavailable
from apps.providers.http import ANSWER_BYTES, Patience, download, is_web_address, notify, send
from tests.providers.scripted import (
    asking_for_a_key,
    cut_short,
    dripping,
    dripping_headers,
    endless,
    leading_to,
    nobody,
    reply,
    reset_read,
    reset_unread,
    saying,
    scripted,
    silent,
    sluggish,
)

KEY = "api-key-kling-0123456789"
LONG_AGO = "Sat, 21 Nov 2015 08:00:00 GMT"
SHORT = Patience(read=0.3, total=0.6)
FILM = bytes(range(256)) * 1000


def account(url: str, key: str = KEY, secret: str = "") -> Account:
    return Account(base_url=url, key=key, secret=secret, may_be_private=True)


def post(url: str, key: str = KEY, patience: Patience = SHORT):
    return send("POST", url, account=account(url, key), json={"image": "x" * 300_000}, patience=patience)


def trouble_with(url: str) -> Unavailable:
    with pytest.raises(Unavailable) as caught:
        post(url)
    return caught.value


class TestSend:
    def test_the_request_arrives_with_its_key_and_body(self):
        with scripted(reply(200, {"code": 0})) as server:
            answer = post(server.url + "/v1")
        (seen,) = server.seen
        assert (answer.status, answer.body) == (200, b'{"code": 0}')
        assert (seen.method, seen.path, seen.json) == ("POST", "/v1", {"image": "x" * 300_000})
        assert seen.headers["Authorization"] == f"Bearer {KEY}"
        assert (seen.headers["Accept-Encoding"], seen.headers["Content-Type"]) == ("identity", "application/json")

    def test_a_look_has_no_body_and_carries_its_parameters(self):
        with scripted(reply(200, {})) as server:
            send("GET", server.url, account=account(server.url), params={"pageNum": "1"}, patience=SHORT)
        assert (server.seen[0].path, server.seen[0].body) == ("/?pageNum=1", b"")

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    def test_a_redirect_is_an_answer_and_is_not_followed(self, status):
        with scripted(reply(status, b"", Location="/elsewhere")) as server:
            assert post(server.url).status == status
        assert [seen.path for seen in server.seen] == ["/"]

    def test_no_cookie_is_kept_for_the_next_account(self):
        with scripted(reply(200, {}, Set_Cookie="session=1; Path=/")) as server:
            post(server.url)
            post(server.url)
        assert [seen.headers.get("Cookie") for seen in server.seen] == [None, None]

    @pytest.mark.parametrize(
        ("given", "seconds"),
        [("7", 7.0), ("soon", None), ("-1", None), ("9" * 400, None), (LONG_AGO, 0.0)],
    )
    def test_it_says_when_to_come_back(self, given, seconds):
        with scripted(reply(429, {}, Retry_After=given)) as server:
            assert post(server.url).retry_after == seconds


class TestNotSent:
    def test_a_refused_connection_was_certainly_not_sent(self):
        with nobody() as url:
            error = trouble_with(url)
        assert (error.sent, error.reason) == (False, Reason.DOWN)

    def test_a_private_address_that_nobody_allowed_gets_nothing(self):
        with scripted(reply(200, {})) as server, pytest.raises(Unavailable) as caught:
            send("GET", server.url, account=Account(base_url=server.url, key=KEY), patience=SHORT)
        assert (caught.value.sent, caught.value.reason, server.seen) == (False, Reason.SETUP, [])

    def test_a_connection_that_was_allowed_to_one_account_is_not_lent_to_another(self):
        with scripted(reply(200, {})) as server:
            post(server.url)
            with pytest.raises(Unavailable):
                send("GET", server.url, account=Account(base_url=server.url, key=KEY), patience=SHORT)
        assert len(server.seen) == 1

    def test_an_answer_that_is_not_tls_was_certainly_not_sent(self):
        with scripted(reply(200, {})) as server:
            assert trouble_with(server.url.replace("http:", "https:")).sent is False
        assert server.seen == []

    @pytest.mark.parametrize(
        "url",
        ["", "studio", "ftp://127.0.0.1/", "http://", "http://[::1", f"http://{'a' * 70}.test/", "http://h:99999"],
    )
    def test_an_address_that_is_none_was_certainly_not_sent(self, url):
        assert trouble_with(url).sent is False

    @pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "schlüssel"])
    def test_a_key_that_no_header_can_carry_is_refused_and_not_quoted(self, key):
        with scripted(reply(200, {})) as server, pytest.raises(RefusedAccount) as caught:
            post(server.url, key=key)
        assert (caught.value.reason, server.seen) == (Reason.KEY, [])
        assert not key or key not in "".join(traceback.format_exception(caught.value))


class TestPerhapsSent:
    @pytest.mark.parametrize("script", [reset_unread, reset_read, silent, dripping, dripping_headers, endless])
    def test_once_connected_the_request_may_have_arrived(self, script):
        with scripted(script) as server:
            error = trouble_with(server.url)
        assert (error.sent, error.reason) == (True, Reason.UNCLEAR)

    def test_a_body_that_ends_early_is_no_answer(self):
        with scripted(cut_short(200, b'{"code": 0}', announced=500)) as server:
            assert trouble_with(server.url).sent is True

    def test_a_hundred_megabytes_are_not_read(self):
        with scripted(cut_short(200, b"", announced=100 * ANSWER_BYTES)) as server:
            assert "larger" in trouble_with(server.url).message

    @pytest.mark.parametrize("script", [dripping, dripping_headers])
    def test_the_whole_call_ends_in_time_although_there_is_no_silence(self, script):
        with scripted(script) as server:
            started = time.monotonic()
            trouble_with(server.url)
        assert time.monotonic() - started < SHORT.total + SHORT.read + 0.5

    def test_a_slow_upload_ends_in_time_too(self):
        started = time.monotonic()
        with scripted(sluggish) as server, pytest.raises(Unavailable) as caught:
            send("POST", server.url, account=account(server.url), json={"image": "x" * 20_000_000}, patience=SHORT)
        assert caught.value.sent
        assert time.monotonic() - started < SHORT.total + 0.5

    @pytest.mark.parametrize("location", ["https:login", "https://xn--a/"])
    def test_a_redirect_to_nowhere_is_an_answer_that_nobody_follows(self, location):
        with scripted(reply(302, b"", Location=location)) as server:
            answer = post(server.url)
        assert (answer.status, len(server.seen)) == (302, 1)

    def test_nothing_is_sent_twice(self):
        with scripted(reset_read) as server:
            trouble_with(server.url)
        assert len(server.seen) == 1


class TestKey:
    def test_it_is_in_no_account_error_or_log_line(self, caplog):
        caplog.set_level(logging.DEBUG)
        with scripted(reset_read) as server:
            error = trouble_with(server.url)
        told = "".join(traceback.format_exception(error)) + repr(error) + caplog.text
        assert KEY not in told + repr(Account(base_url=server.url, key=KEY))

    def test_a_service_that_repeats_it_does_not_put_it_into_our_records(self):
        with scripted(reply(401, {"message": f"access key not found: {KEY}"})) as server:
            assert KEY.encode() not in post(server.url).body

    def test_nor_when_it_writes_it_in_another_way(self):
        body = b'{"message": "sk\\/abc\\u002d123456789"}'
        with scripted(reply(401, body)) as server:
            assert b"123456789" not in post(server.url, key="sk/abc-123456789").body

    def test_nor_where_no_answer_is_expected(self, caplog):
        with scripted(saying(f"Bearer {KEY} is not known".encode())) as server:
            error = trouble_with(server.url)
        assert error.sent
        assert KEY not in "".join(traceback.format_exception(error)) + caplog.text

    def test_it_goes_to_the_accounts_own_origin_alone(self):
        with scripted(reply(200, {})) as mine, scripted(reply(200, {})) as other:
            for url in (other.url, mine.url.replace("127.0.0.1", "localhost"), f"{mine.url}@{other.url[7:]}/v1"):
                with pytest.raises(RefusedAccount) as caught:
                    send("GET", url, account=account(mine.url), patience=SHORT)
                assert caught.value.reason is Reason.SETUP
        assert (mine.seen, other.seen) == ([], [])

    def test_an_access_key_signs_and_its_secret_stays_here(self):
        secret = "secret-0123456789abcdef-0123456789"
        with scripted(reply(200, {"said": secret})) as server:
            answer = send("GET", server.url, account=account(server.url, "access", secret), patience=SHORT)
        token = server.seen[0].headers["Authorization"].removeprefix("Bearer ")
        assert jwt.decode(token, secret, algorithms=["HS256"])["iss"] == "access"
        assert secret.encode() not in answer.body


class TestNotify:
    def test_it_carries_no_key(self):
        with scripted(reply(200, {})) as server:
            status = notify(
                f"{server.url}/hook", b"{}", {"webhook-id": "1"}, account=account(server.url), patience=SHORT
            )
        (seen,) = server.seen
        assert (status, seen.method, seen.path, seen.body) == (200, "POST", "/hook", b"{}")
        assert (seen.headers["webhook-id"], seen.headers.get("Authorization")) == ("1", None)


class TestDownload:
    @pytest.fixture
    def target(self, tmp_path: Path) -> Path:
        return tmp_path / "film.mp4"

    def fetch(self, url: str, target: Path, max_bytes: int = len(FILM)) -> int:
        return download(url, target, account=account(url), max_bytes=max_bytes, deadline=0.6)

    def test_a_whole_file_is_saved_without_a_key(self, target):
        with scripted(reply(200, FILM)) as server:
            assert self.fetch(server.url + "/a.mp4?sign=1", target) == len(FILM)
        assert (target.read_bytes(), list(target.parent.iterdir())) == (FILM, [target])
        assert "Authorization" not in server.seen[0].headers

    @pytest.mark.parametrize(
        "script",
        [
            cut_short(200, FILM[:1000], announced=len(FILM)),
            reply(200, FILM + b"!"),
            endless,
            dripping,
            reset_read,
            reply(404, b"gone"),
            reply(302, b"", Location="http://[::1"),
            reply(302, b"", Location="file:///etc/hosts"),
            reply(206, FILM),
        ],
    )
    def test_anything_else_leaves_no_file(self, script, target):
        with scripted(script) as server, pytest.raises(Unavailable):
            self.fetch(server.url, target)
        assert list(target.parent.iterdir()) == []
        assert [seen.path for seen in server.seen] == ["/"]

    def test_an_earlier_film_outlives_a_failed_fetch(self, target):
        target.write_bytes(FILM)
        with scripted(reply(500, b"")) as server, pytest.raises(Unavailable):
            self.fetch(server.url, target)
        assert target.read_bytes() == FILM

    def test_a_redirect_is_followed_without_the_key(self, target):
        with scripted(leading_to("/a.mp4", FILM)) as server:
            assert self.fetch(server.url, target) == len(FILM)
        assert [seen.path for seen in server.seen] == ["/", "/a.mp4"]
        assert all("Authorization" not in seen.headers for seen in server.seen)

    def test_a_redirect_to_a_private_place_that_nobody_allowed_is_not(self, target):
        with scripted(reply(200, FILM)) as files, scripted(reply(302, b"", Location=f"{files.url}/a.mp4")) as server:
            other = Account(base_url=server.url, key=KEY, may_be_private=True)
            with pytest.raises(Unavailable):
                download(server.url, target, account=other, max_bytes=len(FILM), deadline=0.6)
        assert (len(server.seen), files.seen) == (1, [])

    def test_redirects_that_never_end_are_left(self, target):
        with scripted(reply(302, b"", Location="/")) as server, pytest.raises(Unavailable):
            self.fetch(server.url, target)
        assert len(server.seen) == 5

    def test_the_accounts_own_origin_gets_the_key_when_it_asks_for_it(self, target):
        with scripted(asking_for_a_key(FILM)) as server:
            assert self.fetch(server.url, target) == len(FILM)
        assert [seen.headers.get("Authorization") for seen in server.seen] == [None, f"Bearer {KEY}"]

    def test_no_other_origin_gets_it(self, target):
        with scripted(asking_for_a_key(FILM)) as server:
            other = server.url.replace("127.0.0.1", "localhost")
            mine = Account(base_url=other, key=KEY, may_be_private=True)
            with pytest.raises(Unavailable):
                download(server.url, target, account=mine, max_bytes=len(FILM), deadline=0.6)
        assert [seen for seen in server.seen if "Authorization" in seen.headers] == []

    @pytest.mark.parametrize("url", ["", "file:///etc/hosts", "javascript:1", "//127.0.0.1/a.mp4"])
    def test_only_web_addresses_are_fetched(self, url, target):
        with pytest.raises(Unavailable):
            self.fetch(url, target)


class TestGather:
    def test_results_come_in_order_and_errors_as_values(self):
        with scripted(reply(200, {})) as server, nobody() as nowhere:
            good, bad = partial(post, server.url), partial(post, nowhere)
            answers = gather([good, bad, good])
        assert [getattr(answer, "status", type(answer)) for answer in answers] == [200, Unavailable, 200]

    def test_calls_are_made_at_the_same_time_but_not_all_at_once(self):
        lock, running, most = threading.Lock(), 0, 0

        def call() -> None:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.02)
            with lock:
                running -= 1

        assert gather([call] * 30) == [None] * 30
        assert 2 <= most <= 8

    def test_a_mistake_of_ours_is_not_swallowed(self):
        with pytest.raises(ZeroDivisionError):
            gather([lambda: 1 // 0])


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://cdn.test/a.mp4?x=1", True),
        ("http://127.0.0.1:8000", True),
        ("SUCCEED", False),
        ("ftp://cdn.test/a", False),
        ("https://", False),
        ("http://h:99999", False),
        ("http://[::1", False),
    ],
)
def test_a_web_address_has_a_scheme_a_host_and_a_possible_port(url, is_one):
    assert is_web_address(url) is is_one
