"""Files over HTTP: whole, in part, not at all when nothing changed, and never more than a file."""

from pathlib import PurePosixPath
from uuid import uuid4

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import Http404

from apps.media import serve as serve_module
from apps.media import store
from apps.media.serve import OPEN_END, serve

pytestmark = pytest.mark.django_db  # an answer that is closed makes Django look at its connections
CONTENT = bytes(range(256)) * 4  # 1,024 bytes


@pytest.fixture
def key(settings, tmp_path) -> str:
    settings.MEDIA_ROOT = tmp_path / "files"
    path = tmp_path / "film.mp4"
    path.write_bytes(CONTENT)
    return store.keep(path, team=uuid4(), kind="films", ext="mp4").key


@pytest.fixture
def ask(rf, key):
    """Ask for the file with these headers: `ask(Range="bytes=0-1")`."""

    def ask(method: str = "GET", *, filename: str = "", download: bool = False, **headers: str):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        request = rf.generic(method, "/film", headers=headers)
        return serve(request, key, filename=filename, download=download)

    return ask


@pytest.fixture
def etag(key) -> str:
    return f'"{PurePosixPath(key).name}"'


def body(response) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    return content


class TestWhole:
    def test_is_sent_as_it_is(self, ask, etag):
        response = ask()
        assert (response.status_code, body(response)) == (200, CONTENT)
        assert response["Content-Length"] == "1024"
        assert response["Content-Type"] == "video/mp4"
        assert response["Accept-Ranges"] == "bytes"
        assert response["ETag"] == etag

    @pytest.mark.parametrize(("ending", "kind"), [("jpg", "image/jpeg"), ("mp3", "audio/mpeg"), ("mp4", "video/mp4")])
    def test_is_what_its_ending_says(self, rf, key, ending, kind):
        copy = default_storage.save(f"copy.{ending}", default_storage.open(key))
        assert serve(rf.get("/"), copy)["Content-Type"] == kind

    def test_may_only_be_shown_or_played(self, ask):
        response = ask()
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, no-cache"
        assert "Content-Disposition" not in response

    def test_has_a_head_without_a_body(self, ask):
        response = ask("HEAD", Range="bytes=0-9")
        assert (response.status_code, body(response), response["Content-Length"]) == (200, b"", "1024")

    def test_is_read_in_pieces_and_closed(self, ask, key, monkeypatch):
        opened = default_storage.open(key, "rb")
        monkeypatch.setattr(serve_module, "PIECE", 100)
        monkeypatch.setattr(FileSystemStorage, "open", lambda *_: opened)
        response = ask()
        assert max(map(len, response.streaming_content)) == 100
        response.close()
        assert opened.closed

    def test_is_closed_when_nobody_listens(self, ask, key, monkeypatch):
        opened = default_storage.open(key, "rb")
        monkeypatch.setattr(FileSystemStorage, "open", lambda *_: opened)
        ask().close()
        assert opened.closed

    def test_is_not_found_when_it_is_gone(self, ask, key):
        store.delete(key)
        with pytest.raises(Http404):
            ask()


class TestPart:
    @pytest.mark.parametrize(
        ("wanted", "first", "last"),
        [
            ("bytes=0-0", 0, 0),
            ("bytes=0-99", 0, 99),
            ("bytes=1000-1023", 1000, 1023),
            ("bytes=1000-9999", 1000, 1023),
            ("bytes=1000-", 1000, 1023),
            ("bytes=0-", 0, 1023),
            ("bytes=-24", 1000, 1023),
            ("bytes=-5000", 0, 1023),
            ("BYTES= 5-9", 5, 9),
        ],
    )
    def test_is_exactly_what_was_asked_for(self, ask, wanted, first, last):
        response = ask(Range=wanted)
        assert (response.status_code, body(response)) == (206, CONTENT[first : last + 1])
        assert response["Content-Range"] == f"bytes {first}-{last}/1024"
        assert response["Content-Length"] == str(last + 1 - first)

    @pytest.mark.parametrize(
        "wanted",
        [
            "",
            "bytes=",
            "bytes=-",
            "bytes=9-5",
            "bytes=a-b",
            "bytes=٣-٤",
            "bytes=1",
            "items=0-5",
            "bytes=0-1,5-6",
            f"bytes={'9' * 30}-",
        ],
    )
    def test_is_the_whole_when_the_question_makes_no_sense(self, ask, wanted):
        response = ask(Range=wanted)
        assert (response.status_code, body(response)) == (200, CONTENT)

    @pytest.mark.parametrize("wanted", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
    def test_beyond_the_end_is_refused(self, ask, wanted):
        response = ask(Range=wanted)
        assert (response.status_code, body(response)) == (416, b"")
        assert response["Content-Range"] == "bytes */1024"

    def test_without_an_end_is_limited(self, rf, key):
        big = default_storage.save("big.mp4", default_storage.open(key))
        with default_storage.open(big, "wb") as file:
            file.write(bytes(OPEN_END + 100))
        response = serve(rf.get("/", headers={"Range": "bytes=50-"}), big)
        assert (response.status_code, len(body(response))) == (206, OPEN_END)
        assert response["Content-Range"] == f"bytes 50-{OPEN_END + 49}/{OPEN_END + 100}"


class TestConditions:
    @pytest.mark.parametrize("known", ["{}", "W/{}", '"other", {}', "*"])
    def test_nothing_is_sent_that_is_known(self, ask, etag, known):
        response = ask(If_None_Match=known.format(etag), Range="bytes=0-5")
        assert (response.status_code, body(response)) == (304, b"")
        assert (response["ETag"], response["Cache-Control"]) == (etag, "private, no-cache")

    def test_another_version_is_sent_anew(self, ask):
        assert ask(If_None_Match='"other"').status_code == 200

    @pytest.mark.parametrize(
        ("held", "status"),
        [("{}", 206), ('"other"', 200), ("W/{}", 200), ("Sat, 21 Nov 2026 09:00:00 GMT", 200)],
    )
    def test_a_part_continues_only_the_same_version(self, ask, etag, held, status):
        assert ask(If_Range=held.format(etag), Range="bytes=0-5").status_code == status


class TestFilename:
    @pytest.mark.parametrize(
        ("filename", "header"),
        [
            ("", "attachment"),
            ("spring offer.mp4", 'attachment; filename="spring offer.mp4"'),
            ("春天.mp4", "attachment; filename*=utf-8''%E6%98%A5%E5%A4%A9.mp4"),
            ('../../a"b\r\nSet-Cookie: x.mp4', 'attachment; filename="abSet-Cookie x.mp4"'),
            ("\u202egpj.mp4", 'attachment; filename="gpj.mp4"'),
        ],
    )
    def test_is_safe_on_every_disk(self, ask, filename, header):
        assert ask(filename=filename, download=True)["Content-Disposition"] == header

    def test_is_kept_for_files_that_are_shown(self, ask):
        assert ask(filename="a.mp4")["Content-Disposition"] == 'inline; filename="a.mp4"'
