"""Films for guests, sent by a real nginx that is set up as the README says."""

import http.client
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from apps.sharing import actions
from tests.nginx import PROGRAM, nginx
from tests.sharing.talk import of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(PROGRAM is None, reason="nginx is not installed (Debian: nginx-light)"),
]


@pytest.fixture
def guest(make_link, arrive, take, live_server, settings):
    """`guest(Range="bytes=0-9")` asks nginx for the film of a link; `guest.link` is the link."""
    settings.X_ACCEL_PREFIX = "/stored/"
    settings.ALLOWED_HOSTS = ["*"]
    link, token = make_link()
    cookie = arrive(token).cookies["guest"].OutputString()
    with nginx(urlsplit(live_server.url).port, settings.MEDIA_ROOT) as port:

        def ask(method: str = "GET", path: str = of(link, "film", take.pk), **headers: str):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request(method, path, headers={"Cookie": cookie, **headers})
            answer = connection.getresponse()
            return answer, answer.read()

        ask.link = link
        yield ask


@pytest.fixture
def content(take) -> bytes:
    return (settings.MEDIA_ROOT / take.film_key).read_bytes()


def test_a_film_comes_whole_and_in_part(guest, content):
    whole, body = guest()
    assert (whole.status, body, whole.headers["Content-Type"]) == (200, content, "video/mp4")
    part, body = guest(Range="bytes=10-19")
    assert (part.status, body) == (206, content[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(content)}"
    rest, body = guest(Range=f"bytes={len(content) - 5}-")
    assert (rest.status, body) == (206, content[-5:])
    assert guest(Range=f"bytes={len(content)}-")[0].status == 416


def test_a_head_says_how_long_it_is(guest, content):
    answer, body = guest("HEAD")
    assert (answer.status, answer.headers["Content-Length"], body) == (200, str(len(content)), b"")


def test_it_is_not_sent_again_to_who_has_it(guest):
    etag = guest()[0].headers["ETag"]
    assert guest(**{"If-None-Match": etag})[0].status == 304


def test_it_can_run_nothing_and_stands_in_no_index(guest):
    headers = guest()[0].headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Cache-Control"] == "private, no-cache"
    assert "X-Accel-Redirect" not in headers


def test_the_next_part_is_refused_once_the_link_has_ended(guest):
    assert guest(Range="bytes=0-9")[0].status == 206
    actions.end(guest.link)
    assert guest(Range="bytes=10-19")[0].status == 404


def test_nobody_reaches_a_stored_file_by_its_name(guest, take):
    assert guest(path=f"/stored/{take.film_key}")[0].status == 404


def test_without_a_proxy_nothing_is_left_to_one(make_link, arrive, take, content):
    link, token = make_link()
    answer = arrive(token).get(of(link, "film", take.pk))
    assert "X-Accel-Redirect" not in answer
    assert b"".join(answer.streaming_content) == content
