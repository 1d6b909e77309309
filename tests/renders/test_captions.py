"""Captions of a voice: typed and corrected on its video's page, shown under the film, downloaded as a file."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.media.captions import Cue, cues_for
from apps.renders.captioning import correct
from apps.renders.models import Render, Video
from apps.voices.models import VoiceClip
from tests.cast import HTMX, signed_in
from tests.takes import bring_to, make_take, make_voice, press_make

pytestmark = pytest.mark.django_db

CUES = [Cue(0.0, 1.0, "One."), Cue(1.2, 1.9, "Two & three,\nand four.")]
VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nOne.\n\n00:00:01.200 --> 00:00:01.900\nTwo &amp; three,\nand four.\n"


@pytest.fixture
def owner(alice) -> Client:
    return signed_in(alice)


@pytest.fixture
def captioned(video, alice) -> Video:
    """A video whose voice has two captions; it lasts three seconds."""
    correct(video.clip, CUES, alice)
    return video


def url(name: str, video: Video) -> str:
    return reverse(f"videos:{name}", args=[video.pk])


def sent(video: Video, *cues: Cue, **more: object) -> dict[str, object]:
    """What the form sends for these rows."""
    return {
        "clip": video.clip_id,
        "was": [f"{cue.start:.3f} {cue.end:.3f}" for cue in cues],
        "start": [f"{cue.start:.1f}" for cue in cues],
        "text": [cue.text for cue in cues],
        **more,
    }


def cues_of(video: Video) -> list[Cue]:
    return VoiceClip.objects.get(pk=video.clip_id).cues


def panel(answer) -> str:
    return answer.content.decode()


class TestThePanel:
    def test_shows_a_row_for_each_and_the_way_to_the_file(self, owner, captioned):
        page = owner.get(url("edit", captioned)).content.decode()
        assert page.count('class="cue"') == 2
        assert ">Two &amp; three,\nand four.</textarea>" in page
        assert f"{reverse('voices:captions', args=[captioned.clip_id])}?download" in page

    def test_without_captions_the_whole_text_is_asked_for(self, owner, video):
        page = owner.get(url("edit", video)).content.decode()
        assert "What is said in the recording" in page
        assert 'class="cue"' not in page
        assert re.search(r'<details class="stackv" open>\s*<summary[^>]*>Type the whole text', page)

    def test_without_a_voice_there_is_none(self, owner, video):
        Video.objects.update(clip=None)
        assert 'id="captions"' not in owner.get(url("edit", video)).content.decode()

    def test_costs_no_more_questions_however_many_there_are(self, owner, captioned, django_assert_num_queries, alice):
        with django_assert_num_queries(0):
            assert len(captioned.clip.cues) == 2
        many = cues_for("This is a sentence. And here is another one. " * 30, 3.0)
        correct(captioned.clip, many, alice)
        assert owner.get(url("edit", captioned)).content.decode().count('class="cue"') == len(many)


class TestTyping:
    def test_what_is_typed_is_saved_at_once_and_nothing_is_replaced(self, owner, captioned, alice):
        changed = [CUES[0], Cue(1.2, 1.9, "Two and a half.")]
        answer = owner.post(url("captions", captioned), sent(captioned, *changed), headers=HTMX)
        assert "Captions saved" in panel(answer)
        assert "textarea" not in panel(answer)
        assert cues_of(captioned) == changed
        clip = VoiceClip.objects.get(pk=captioned.clip_id)
        assert (clip.captions_by, clip.captions_at is None) == (alice, False)

    def test_the_tenths_that_are_shown_move_nothing(self, owner, captioned):
        exact = [Cue(0.0, 1.049, "One."), Cue(1.251, 1.9, "Two.")]
        owner.post(url("captions", captioned), sent(captioned, *exact), headers=HTMX)
        assert cues_of(captioned) == exact

    def test_a_new_beginning_takes_its_end_along(self, owner, captioned):
        later = sent(captioned, *CUES) | {"start": ["0.0", "1.5"]}
        owner.post(url("captions", captioned), later, headers=HTMX)
        assert [(cue.start, cue.end) for cue in cues_of(captioned)] == [(0.0, 1.0), (1.5, 2.2)]

    def test_an_earlier_one_ends_the_row_before(self, owner, captioned):
        owner.post(url("captions", captioned), sent(captioned, *CUES) | {"start": ["0", "0,5"]}, headers=HTMX)
        assert [(cue.start, cue.end) for cue in cues_of(captioned)] == [(0.0, 0.5), (0.5, 1.2)]

    def test_a_row_that_was_emptied_is_not_kept(self, owner, captioned):
        owner.post(url("captions", captioned), sent(captioned, CUES[0], Cue(1.2, 1.9, "  ")), headers=HTMX)
        assert cues_of(captioned) == CUES[:1]

    @pytest.mark.parametrize("start", ["", "x", "-", "1e9", "999999999"])
    def test_a_beginning_that_is_none_changes_little(self, owner, captioned, start):
        answer = owner.post(
            url("captions", captioned), sent(captioned, *CUES) | {"start": ["0.0", start]}, headers=HTMX
        )
        assert answer.status_code == 200
        assert all(0 <= cue.start < cue.end <= 3.1 for cue in cues_of(captioned))
        assert len(cues_of(captioned)) == 2

    @pytest.mark.parametrize("was", ["", "x y", "1", "1 2 3"])
    def test_rows_that_nobody_sent_like_that_are_left_out(self, owner, captioned, was):
        owner.post(url("captions", captioned), sent(captioned, *CUES) | {"was": ["0 1", was]}, headers=HTMX)
        assert cues_of(captioned) == CUES[:1]

    def test_without_javascript_it_goes_back_to_the_rows(self, owner, captioned):
        answer = owner.post(url("captions", captioned), sent(captioned, CUES[0]))
        assert answer.url == f"{url('edit', captioned)}#captions-rows"
        assert cues_of(captioned) == CUES[:1]


class TestButtons:
    def test_one_is_parted_where_its_lines_part(self, owner, captioned):
        answer = owner.post(url("captions", captioned), sent(captioned, *CUES, do="split-1"), headers=HTMX)
        assert [cue.text for cue in cues_of(captioned)] == ["One.", "Two & three,", "and four."]
        first, second = cues_of(captioned)[1:]
        assert (first.start, second.end) == (1.2, 1.9)
        assert first.end == second.start
        assert panel(answer).count('class="cue"') == 3

    def test_a_single_word_stays_whole(self, owner, captioned):
        owner.post(url("captions", captioned), sent(captioned, *CUES, do="split-0"), headers=HTMX)
        assert cues_of(captioned) == CUES

    def test_two_are_joined(self, owner, captioned):
        owner.post(url("captions", captioned), sent(captioned, *CUES, do="join-0"), headers=HTMX)
        assert cues_of(captioned) == [Cue(0.0, 1.9, "One. Two & three, and four.")]

    def test_what_is_typed_and_not_saved_yet_is_joined_too(self, owner, captioned):
        rows = [Cue(0.0, 1.0, "Newly typed."), CUES[1]]
        owner.post(url("captions", captioned), sent(captioned, *rows, do="join-0"), headers=HTMX)
        assert cues_of(captioned)[0].text.startswith("Newly typed.")

    def test_one_is_removed(self, owner, captioned):
        owner.post(url("captions", captioned), sent(captioned, *CUES, do="remove-0"), headers=HTMX)
        assert cues_of(captioned) == CUES[1:]

    def test_a_new_row_is_shown_and_kept_once_something_stands_in_it(self, owner, captioned):
        answer = owner.post(url("captions", captioned), sent(captioned, *CUES, do="add"), headers=HTMX)
        assert panel(answer).count('class="cue"') == 3
        assert cues_of(captioned) == CUES
        was = re.findall(r'name="was" value="([^"]+)"', panel(answer))[-1]
        start, end = map(float, was.split())
        assert (start, end) == (1.9, pytest.approx(3, abs=0.1))
        owner.post(url("captions", captioned), sent(captioned, *CUES, Cue(start, end, "Five.")), headers=HTMX)
        assert cues_of(captioned)[-1].text == "Five."

    def test_where_no_time_is_left_a_new_row_takes_of_the_last_one(self, owner, captioned):
        full = Cue(0.0, 3.0, "All of it.")
        answer = owner.post(url("captions", captioned), sent(captioned, full, do="add"), headers=HTMX)
        assert re.findall(r'name="was" value="([^"]+)"', panel(answer)) == ["0.000 1.500", "1.500 3.000"]

    @pytest.mark.parametrize("do", ["join-1", "split-9", "remove-77", "explode-0", "split", "remove--1", "join-x"])
    def test_what_does_not_fit_changes_nothing(self, owner, captioned, do):
        owner.post(url("captions", captioned), sent(captioned, *CUES, do=do), headers=HTMX)
        assert cues_of(captioned) == CUES


class TestTheWholeText:
    def test_is_laid_out_anew(self, owner, captioned):
        whole = {"clip": captioned.clip_id, "whole": "Hello there, and welcome to all of you.\r\nCome in."}
        answer = owner.post(url("captions", captioned), whole, headers=HTMX)
        assert [cue.text for cue in cues_of(captioned)] == ["Hello there, and welcome to all of you.", "Come in."]
        assert '<details class="captions" id="captions" open>' in panel(answer)

    def test_a_file_of_captions_is_taken_as_it_is(self, owner, video):
        owner.post(url("captions", video), {"clip": video.clip_id, "whole": VTT}, headers=HTMX)
        assert cues_of(video) == CUES

    @pytest.mark.parametrize(("whole", "sentence"), [("  ", "Type what is said"), ("x" * 10_001, "at most 10000")])
    def test_what_cannot_be_laid_out_is_said_and_kept(self, owner, captioned, whole, sentence):
        for headers in (HTMX, {}):
            answer = owner.post(
                url("captions", captioned), {"clip": captioned.clip_id, "whole": whole}, headers=headers
            )
            assert answer.status_code == 422
            assert sentence in panel(answer)
            assert whole.strip() in panel(answer)
        assert cues_of(captioned) == CUES


class TestWhoAndWhat:
    def test_another_tab_may_have_chosen_another_voice(self, owner, captioned, alice, team):
        before = captioned.clip_id
        Video.objects.update(clip=make_voice(team, alice))
        answer = owner.post(url("captions", captioned), sent(captioned, CUES[0]), headers=HTMX)
        assert 'class="cue"' not in panel(answer)
        assert VoiceClip.objects.get(pk=before).cues == CUES

    def test_a_clip_of_others_cannot_be_written(self, owner, captioned, charlie):
        theirs = make_voice(charlie.memberships.get().team, charlie)
        answer = owner.post(url("captions", captioned), {"clip": theirs.pk, "whole": "Mine now."}, headers=HTMX)
        assert answer.status_code == 404
        assert VoiceClip.objects.get(pk=theirs.pk).captions == []

    def test_a_reviewer_reads_and_does_not_write(self, rita, captioned):
        assert signed_in(rita).post(url("captions", captioned), sent(captioned)).status_code == 403


class TestTakes:
    def test_a_take_keeps_the_captions_of_its_making(self, captioned, alice):
        assert press_make(captioned, alice).captions == [cue.as_json() for cue in CUES]

    def test_correcting_a_clip_corrects_the_takes_of_that_very_sound(self, owner, captioned, alice):
        take = press_make(captioned, alice)
        owner.post(url("captions", captioned), sent(captioned, Cue(0, 1, "Better.")), headers=HTMX)
        assert [cue["text"] for cue in Render.objects.get(pk=take.pk).captions] == ["Better."]

    def test_takes_of_another_sound_and_of_another_team_stay_as_they_are(self, captioned, alice, team, charlie):
        theirs, ours = charlie.memberships.get().team, make_take(team, alice)
        same_sound = make_take(theirs, charlie)
        Render.objects.filter(pk=same_sound.pk).update(voice_sha256=captioned.clip.audio_sha256)
        correct(captioned.clip, [Cue(0, 1, "Better.")], alice)
        assert [Render.objects.get(pk=take.pk).captions for take in (ours, same_sound)] == [[], []]

    def test_lists_of_takes_do_not_read_them(self, owner, captioned, alice, django_assert_num_queries):
        take = press_make(captioned, alice)
        with django_assert_num_queries(1):
            [light] = Render.objects.without_captions()
        assert (light, "captions" in light.__dict__) == (take, False)


class TestFiles:
    def test_a_clips_captions_are_a_file(self, owner, captioned):
        answer = owner.get(reverse("voices:captions", args=[captioned.clip_id]))
        assert answer.content.decode() == VTT
        assert answer["Content-Type"] == "text/vtt; charset=utf-8"
        assert answer["Cache-Control"] == "private, no-cache"
        assert answer["Content-Disposition"].startswith("inline")

    def test_it_is_saved_under_a_name_that_says_what_it_is(self, owner, captioned, alice):
        VoiceClip.objects.update(name="春天 / “tea”")
        answer = owner.get(reverse("voices:captions", args=[captioned.clip_id]) + "?download")
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%98%A5%E5%A4%A9")
        take = bring_to(press_make(captioned, alice), "ready")
        answer = owner.get(reverse("takes:captions", args=[take.pk]) + "?download")
        assert answer["Content-Disposition"] == 'attachment; filename="spring-offer-1.vtt"'

    def test_an_unchanged_file_is_not_sent_again(self, owner, captioned):
        address = reverse("voices:captions", args=[captioned.clip_id])
        etag = owner.get(address)["ETag"]
        assert owner.get(address, headers={"If-None-Match": etag}).status_code == 304

    def test_where_there_are_none_there_is_no_file(self, owner, video, alice):
        take = press_make(video, alice)
        for name, pk in (("voices:captions", video.clip_id), ("takes:captions", take.pk)):
            assert owner.get(reverse(name, args=[pk])).status_code == 404

    def test_strangers_get_none(self, charlie, captioned, alice):
        take = press_make(captioned, alice)
        for name, pk in (("voices:captions", captioned.clip_id), ("takes:captions", take.pk)):
            assert signed_in(charlie).get(reverse(name, args=[pk])).status_code == 404


class TestTheRoom:
    def test_the_player_has_them_and_they_can_be_downloaded(self, owner, captioned, alice):
        take = bring_to(press_make(captioned, alice), "ready")
        page = owner.get(reverse("reviews:room", args=[captioned.pk])).content.decode()
        address = reverse("takes:captions", args=[take.pk])
        assert f'<track kind="captions" src="{address}" label="Captions">' in page
        assert 'data-do="captions"' in page
        assert f'href="{address}?download"' in page
        for name in ("film", "poster"):
            assert f'href="{reverse(f"takes:{name}", args=[take.pk])}?download"' in page

    def test_a_film_without_captions_has_no_button_for_them(self, owner, ready_take):
        page = owner.get(reverse("reviews:room", args=[ready_take.video_id])).content.decode()
        assert "<track" not in page
        assert 'data-do="captions"' not in page
