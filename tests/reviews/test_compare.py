"""Two versions beside each other: which two, what is different about them, and for whom."""

from decimal import Decimal

import pytest
from django.urls import reverse

from apps.media.captions import Cue
from apps.renders.models import Render
from apps.reviews.differences import differences
from apps.reviews.pages import compare_url, takes_of
from tests.cast import signed_in
from tests.takes import make_face, make_take, make_voice

pytestmark = pytest.mark.django_db


def page_of(take, query=""):
    return f"{reverse('reviews:compare', args=[take.video_id])}{query}"


def room_of(take, query=""):
    return f"{reverse('reviews:room', args=[take.video_id])}{query}"


@pytest.fixture
def newer(team, alice, take) -> Render:
    """A finished version 2 of the same video, made from the same things."""
    return make_take(team, alice, video=take.video)


def changed(take: Render, **fields: object) -> Render:
    Render.objects.filter(pk=take.pk).update(**fields)
    return Render.objects.select_related("avatar", "connection", "video__project").get(pk=take.pk)


def told(first: Render, second: Render) -> dict[str, tuple[str, str, str]]:
    return {line.name: (line.first, line.second, line.note) for line in differences(first, second)}


class TestPage:
    def test_shows_the_two_that_the_address_names_in_that_order(self, rita, team, alice, take, newer):
        make_take(team, alice, video=take.video)
        page = signed_in(rita).get(page_of(take, "?a=1&b=2")).content.decode()
        films = [page.index(f'<video src="{reverse("takes:film", args=[each.pk])}"') for each in (take, newer)]
        assert films == sorted(films)
        assert page.count("<video ") == page.count(" controls ") == 2  # which play without scripts, too
        assert "Version 1 beside Version 2" in page
        assert page.count("AI-generated") == 2

    def test_shows_the_newest_ones_where_it_names_none(self, rita, team, alice, take, newer):
        make_take(team, alice, video=take.video)
        assert "Version 3 beside Version 2" in signed_in(rita).get(page_of(take)).content.decode()

    @pytest.mark.parametrize("query", ["?a=3&b=1", "?a=1&b=d1", "?a=&b=1", "?a=x"])
    def test_what_is_not_there_or_not_ready_is_404(self, rita, team, alice, take, newer, query):
        make_take(team, alice, "processing", video=take.video)
        assert signed_in(rita).get(page_of(take, query)).status_code == 404

    @pytest.mark.parametrize("query", ["?a=1&b=1", "?b=1"])
    def test_one_alone_leads_to_its_room(self, rita, take, newer, query):
        answer = signed_in(rita).get(page_of(take, query))
        assert (answer.status_code, answer["Location"]) == (303, room_of(take, "?v=1"))

    def test_without_any_film_it_leads_to_the_room(self, rita, open_take):
        assert signed_in(rita).get(page_of(open_take))["Location"] == room_of(open_take)

    def test_a_stranger_gets_404(self, charlie, take, newer):
        assert signed_in(charlie).get(page_of(take)).status_code == 404

    def test_more_versions_cost_no_more_queries(self, rita, team, alice, take, newer, counted):
        browser = signed_in(rita)
        few = counted(browser, page_of(take))
        for _ in range(3):
            make_take(team, alice, video=take.video)
        assert counted(browser, page_of(take)) == few <= 10


class TestLink:
    def test_the_room_leads_to_it_once_there_are_two(self, rita, take, team, alice):
        browser = signed_in(rita)
        assert page_of(take) not in browser.get(room_of(take)).content.decode()
        make_take(team, alice, video=take.video)
        assert f'href="{page_of(take)}?a=2&amp;b=1"' in browser.get(room_of(take)).content.decode()

    def test_it_holds_the_version_on_the_stage_against_the_newest_other_one(self, team, alice, take, newer):
        make_take(team, alice, video=take.video)
        making = make_take(team, alice, "processing", video=take.video)
        takes = takes_of(take.video)
        queries = [compare_url(takes, each).split("?")[1] for each in (take, newer, making)]
        assert queries == ["a=3&b=1", "a=3&b=2", "a=3&b=2"]


class TestDifferences:
    def test_of_the_same_there_are_none(self, rita, take, newer):
        assert differences(take, newer) == []
        assert "Both were made from the same things" in signed_in(rita).get(page_of(take)).content.decode()

    def test_are_said_in_words(self, team, alice, take, newer):
        clip = make_voice(team, alice)
        type(clip).objects.filter(pk=clip.pk).update(name="Hello, louder", audio_sha256="b" * 64)
        face = make_face(team, alice)
        type(face).objects.filter(pk=face.pk).update(name="Jonas")
        second = changed(
            newer,
            avatar=face,
            portrait_sha256="a" * 64,
            voice_sha256="b" * 64,
            prompt="Warm and calm",
            mode="pro",
            film_seconds=Decimal("3.26"),
            charged_micros=224_000,
        )
        assert told(take, second) == {
            "Face": ("Mei", "Jonas", ""),
            "Voice": ("Hello", "Hello, louder", ""),
            "Style": ("No style text", "Warm and calm", ""),
            "Quality": ("Standard", "Pro", ""),
            "Length": ("2.0 seconds", "3.3 seconds", ""),
            "Price": ("$0.112 in play money", "$0.224 in play money", ""),
        }

    def test_that_look_the_same_have_a_note(self, take, newer):
        second = changed(newer, portrait_sha256="a" * 64)
        assert told(take, second) == {"Face": ("Mei", "Mei", "Another picture with the same name.")}

    def test_of_a_face_and_a_recording_that_are_gone(self, take, newer):
        second = changed(newer, avatar=None, portrait_sha256="a" * 64, voice_sha256="c" * 64)
        assert told(take, second)["Face"][1] == "A face that was deleted"
        assert told(take, second)["Voice"][1] == "A recording"

    def test_of_a_text_are_its_words_and_its_voice(self, take, newer):
        first = changed(take, script="Hello.", voice_id="anna", voice_sha256="")
        second = changed(newer, script="Goodbye.", voice_id="bert", voice_sha256="")
        assert told(first, second) == {
            "Voice": ("Spoken by the service",) * 2 + ("Another sound with the same name.",),
            "What is said": ("Hello.", "Goodbye.", ""),
        }

    def test_what_is_said_is_different_only_where_it_is_known_of_both(self, take, newer):
        first = changed(take, captions=[Cue(0, 1, "Hello.").as_json()])
        assert "What is said" not in told(first, newer)
        second = changed(newer, captions=[Cue(0, 1, "Hello,").as_json(), Cue(1, 2, "you.").as_json()])
        assert told(first, second) == {"What is said": ("Hello.", "Hello, you.", "")}

    def test_a_draft_is_free_and_made_here(self, take, newer):
        draft = changed(newer, mode="draft", connection=None, hold=None, estimate_micros=0, charged_micros=0, number=1)
        assert told(take, draft) == {
            "Service": ("Practice service", "None: made here in the studio", ""),
            "Quality": ("Standard", "Draft", ""),
            "Price": ("$0.112 in play money", "Free", ""),
        }
