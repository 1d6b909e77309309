"""Nothing that a recording names is opened: no address, no other file. A server on loopback waits in vain."""

import socket

import pytest

from apps.media.audio import inspect_recording
from apps.media.problems import Code, Problem
from tests.media.sound_cases import playlist
from tests.media_files import m4a


@pytest.fixture
def listener():
    """A server on loopback that takes no call by itself."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def assert_nobody_called(listener: socket.socket) -> None:
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_the_listener_would_notice(listener):
    with socket.create_connection(listener.getsockname()), pytest.raises(pytest.fail.Exception):
        assert_nobody_called(listener)


@pytest.mark.parametrize("name", ["voice.m3u8", "voice.mp3", "voice.wav", "voice"])
@pytest.mark.parametrize(
    "prefix",
    [
        b"",
        b"ID3\x03\0\0\0\0\0\0",
        b"RIFF\xff\0\0\0WAVE",
        b"OggS",
        b"fLaC",
        b"\x1aE\xdf\xa3",
        b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom",
    ],
)
def test_a_playlist_is_never_followed(tmp_path, listener, name, prefix):
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/a.mp3"
    voice = tmp_path / name
    voice.write_bytes(prefix + b"\n" + playlist(address) if prefix else playlist(address))
    report = inspect_recording(voice, tmp_path / "target.mp3")
    assert report.problems == (Problem(Code.BROKEN if prefix else Code.NOT_SOUND),)
    assert_nobody_called(listener)


@pytest.mark.parametrize("kind", [b"url ", b"alis"])
def test_sound_that_lies_elsewhere_is_not_fetched(tmp_path, listener, kind):
    """A QuickTime file may say that its sound is in another file, or at an address."""
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/a".encode()
    inside = b"\0\0\0\x0curl \0\0\0\1"
    elsewhere = (len(address) + 13).to_bytes(4, "big") + kind + bytes(4) + address + b"\0"
    content = m4a(tmp_path / "voice.mov").read_bytes()
    assert content.count(inside) == 1
    grown = enlarged(content, len(elsewhere) - len(inside)).replace(inside, elsewhere)
    (tmp_path / "voice.mov").write_bytes(grown)
    inspect_recording(tmp_path / "voice.mov", tmp_path / "target.mp3")
    assert_nobody_called(listener)


def enlarged(content: bytes, by: int) -> bytes:
    """All boxes around the place where the sound lies say that they are larger."""
    changed, place = bytearray(content), content.rindex(b"moov")
    for name in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        place = content.index(name, place)
        size = int.from_bytes(content[place - 4 : place], "big")
        changed[place - 4 : place] = (size + by).to_bytes(4, "big")
    return bytes(changed)
