"""What travels compressed, and what never does."""

import gzip

import pytest
from django.urls import reverse

from apps.media.captions import Cue
from apps.renders.models import Render
from tests.cast import signed_in
from tests.takes import make_take

pytestmark = pytest.mark.django_db

ACCEPTS = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def take(team, alice) -> Render:
    return make_take(team, alice)


def test_pages_do_and_say_so(take, alice):
    address = reverse("reviews:room", args=[take.video_id])
    answer = signed_in(alice).get(address, headers=ACCEPTS)
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    assert b"Welcome" in gzip.decompress(answer.content)
    assert "Content-Encoding" not in signed_in(alice).get(address)


def test_a_poll_does(take, alice):
    address = reverse("gallery:project_live", args=[take.video.project_id])
    answer = signed_in(alice).get(address, {"since": 1}, headers=ACCEPTS)
    assert (answer["Content-Encoding"], answer["X-Live"]) == ("gzip", "1")


def test_two_answers_to_the_same_question_differ_in_size(take, alice):
    """So that the size tells nothing about what stands beside words of an address."""
    browser = signed_in(alice)
    address = reverse("gallery:project", args=[take.video.project_id])
    sizes = {len(browser.get(address, headers=ACCEPTS).content) for _ in range(20)}
    assert len(sizes) > 3


def test_files_and_their_parts_never_do(take, alice):
    Render.objects.update(captions=[Cue(0, 1, "Hello to all of you in the tea house. " * 20).as_json()])
    browser = signed_in(alice)
    for name in ("film", "poster", "backdrop", "voice", "captions"):
        answer = browser.get(reverse(f"takes:{name}", args=[take.pk]), headers=ACCEPTS)
        assert (answer.status_code, answer.get("Content-Encoding")) == (200, None)
    part = browser.get(reverse("takes:film", args=[take.pk]), headers={**ACCEPTS, "Range": "bytes=0-999"})
    assert (part.status_code, part.get("Content-Encoding"), part["Content-Length"]) == (206, None, "1000")


def test_an_answer_to_post_never_does(take, alice):
    """That is where addresses of links are shown, once."""
    address = reverse("sharing:share_video", args=[take.video_id])
    answer = signed_in(alice).post(address, {"days": "14"}, headers=ACCEPTS)
    assert (answer.status_code, answer.get("Content-Encoding")) == (200, None)
    assert b"/s/" in answer.content
