"""Recordings that were spoilt on the way or on purpose cost an answer in words, never a child process or a call.

Each is a good file with bytes changed, cut, repeated or put in, by a seed. `THOROUGH=1` spoils 2,000 of them.
"""

import json
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from apps.media import sandbox
from apps.media.problems import Code
from tests.media import THOROUGH
from tests.media.sound_cases import FRAGMENTS, playlist
from tests.media_files import aac, coded, film, m4a, mp3, wav, webm

FILES = 2000 if THOROUGH else 80
LONGEST = 20.0  # seconds for one of these short files, on a busy machine
SHORT = 1.0  # seconds of sound

ORIGINALS: tuple[Callable[[Path], Path], ...] = (
    lambda path: mp3(path, SHORT),
    lambda path: wav(path, SHORT),
    lambda path: m4a(path, SHORT),
    lambda path: m4a(path, SHORT, options=FRAGMENTS),
    lambda path: aac(path, SHORT),
    lambda path: webm(path, SHORT),
    lambda path: webm(path, SHORT, options={"live": "1"}),
    lambda path: coded(path, "ogg", "libopus", SHORT, rate=48_000),
    lambda path: coded(path, "ogg", "vorbis", SHORT, layout="stereo"),
    lambda path: coded(path, "flac", "flac", SHORT),
    lambda path: coded(path, "wav", "pcm_s24le", SHORT, rate=96_000, bit_rate=None),
    lambda path: film(path, SHORT, (64, 64)),
    lambda path: film(path, SHORT, (64, 64), format="matroska"),
)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server on loopback that takes no call by itself."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def spoilt(content: bytes, seed: int) -> bytes:
    """`content` after one to four accidents, most of them near its beginning, where the headers are."""
    chance = np.random.default_rng(seed)
    for _ in range(chance.integers(1, 5)):
        size = max(2, len(content))
        place = int(chance.integers(0, size if chance.random() < 0.5 else min(size, 400)))
        length = int(chance.integers(1, 64))
        match int(chance.integers(0, 5)):
            case 0:
                content = content[:place] + chance.bytes(length) + content[place + length :]
            case 1:
                content = content[:place] + bytes([int(chance.choice([0, 1, 127, 128, 255]))]) + content[place + 1 :]
            case 2:
                content = content[:place] + content[place + length :]
            case 3:
                content = content[:place] + content[place : place + length] * 3 + content[place + length :]
            case 4:
                content = content[: max(place, 12)]
    return content


@pytest.mark.timeout(7200 if THOROUGH else 300)
def test_they_cost_no_child_no_hang_and_no_call(tmp_path, listener):
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/a.mp3"
    originals = [make(tmp_path / f"original-{number}").read_bytes() for number, make in enumerate(ORIGINALS)]
    originals.append(originals[0][:400] + playlist(address))
    recording, target = tmp_path / "recording", tmp_path / "target.mp3"
    ends: dict[str, int] = {}
    for seed in range(FILES):
        recording.write_bytes(spoilt(originals[seed % len(originals)], seed))
        begun = time.monotonic()
        report = sandbox.inspect_recording(recording, target)
        assert time.monotonic() - begun < LONGEST, seed
        assert json.dumps(report.as_json())
        for problem in report.problems:
            assert problem.code != Code.UNREADABLE, seed
        end = report.problems[0].code if report.problems else "taken"
        ends[end] = ends.get(end, 0) + 1
    assert sum(ends.values()) == FILES
    assert {Code.BROKEN, Code.NOT_SOUND, Code.TOO_SHORT} <= set(ends)  # they are told apart, not all of them refused
    print(ends)  # noqa: T201 (for `-s`)
    with pytest.raises(BlockingIOError):  # nobody called
        listener.accept()
