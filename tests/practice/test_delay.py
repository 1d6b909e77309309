"""A film takes its time at every service: it waits in line, it is made, and then it is there, talking."""

import time
from collections.abc import Iterator
from typing import Any

import av
import numpy as np
import pytest

from apps.practice import folders, store
from apps.practice.tasks import work
from tests.providers.scripted import Handler, scripted

AVATAR = "v1/videos/avatar/image2video"
SERVICES = [  # where a film is ordered, where it is looked at, and the words of the service for how far it is
    (f"kling/{AVATAR}", f"kling/{AVATAR}", ("submitted", "processing", "succeed")),
    (f"cometapi/kling/{AVATAR}", f"cometapi/kling/{AVATAR}", ("submitted", "processing", "succeed")),
    (f"chainhub/kling/{AVATAR}", "chainhub/kling/v1/videos/image2video", ("SUBMITTED", "PROCESSING", "SUCCESS")),
    ("uniall/v1/video/generations", "uniall/v1/video/generations", ("queued", "processing", "completed")),
]


@pytest.fixture
def files(made, settings) -> Iterator[str]:
    """A studio that hands out photo and voice; yields its origin."""

    def hand_out(handler: Handler) -> None:
        handler.answer(200, made["image" if handler.path.endswith(".jpg") else "sound_file"], {})

    with scripted(hand_out) as server:
        settings.PRACTICE_ORIGIN = server.url
        yield server.url


@pytest.fixture
def clock(time_machine):
    """A clock that stands still until it is shifted."""
    time_machine.move_to(time.time(), tick=False)
    return time_machine


@pytest.mark.parametrize("mode", ["std", "pro"])
@pytest.mark.parametrize(("path", "look", "words"), SERVICES, ids=[path.split("/")[0] for path, _, _ in SERVICES])
def test_a_film_waits_is_made_and_then_talks(send, order, files, clock, path, look, words, mode):
    sent = ordered_from_uniall(mode, files) if path.startswith("uniall") else {**order, "mode": mode, "prompt": "smile"}
    number = inside(send(f"/practice/{path}", sent).json())["task_id"]
    seen = []
    for seconds in (0, 1.9, 0.2, 3.8, 0.2):  # of the six that it takes
        clock.shift(seconds)
        work()
        look_at = inside(send(f"/practice/{look}/{number}").json())
        seen.append(look_at.get("status") or look_at["task_status"])
    waits, is_made, there = words
    assert seen == [waits, waits, is_made, is_made, there]
    (line,) = store.films()
    assert (line["mode"], moves(line)) == (mode, True)


def ordered_from_uniall(mode: str, files: str) -> dict[str, Any]:
    return {
        "model": f"kling-avatar-v2-{'pro' if mode == 'pro' else 'standard'}",
        "image_url": f"{files}/a.jpg",
        "audio_url": f"{files}/a.mp3",
        "audio_duration_seconds": 2.5,
    }


def inside(answer: dict[str, Any]) -> dict[str, Any]:
    """What an answer says about the task: UniAll has no envelope."""
    return answer.get("data", answer)


def moves(line: store.Line) -> bool:
    """Whether something opens in the pictures: a still photo would only change by what the encoder rounds."""
    with av.open(str(folders.film(line))) as film:
        pictures = [frame.to_ndarray(format="gray").astype(int) for frame in film.decode(video=0)]
    return max(np.abs(picture - pictures[0]).max() for picture in pictures) > 60
