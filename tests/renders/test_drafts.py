"""The free draft on the page of a video, on the page of an OK, and among the takes of a video."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.renders import actions, draft_work, drafting
from apps.renders.models import Render, Video
from apps.reviews.deciding import decide
from apps.reviews.models import Decision
from apps.spending.models import Hold
from tests.cast import HTMX, signed_in
from tests.takes import bring_to, make_video, make_voice, press_make

S = Render.Status

pytestmark = pytest.mark.django_db


def url(name: str, video: Video) -> str:
    return reverse(f"videos:{name}", args=[video.pk])


def fields(video: Video, **more: str) -> dict[str, str]:
    """What the last step posts."""
    return {"title": "Spring", "connection": str(video.connection_id or ""), "mode": "std", "prompt": "", **more}


@pytest.fixture
def creator(cleo) -> Client:
    return signed_in(cleo)


@pytest.fixture
def draft(video, cleo) -> Render:
    return drafting.start_draft(video, cleo)


@pytest.fixture
def ready(draft) -> Render:
    draft_work.work(draft.pk)
    return Render.objects.get(pk=draft.pk)


class TestPress:
    def test_puts_a_draft_in_line_saves_the_step_and_shows_how_far_it_is(self, creator, video):
        answer = creator.post(url("draft", video), fields(video, title="Autumn"), headers=HTMX)
        page = answer.content.decode()
        assert (answer.status_code, Render.objects.get().mode) == (200, "draft")
        assert Video.objects.get(pk=video.pk).title == "Autumn"
        assert "In line: drafts are made here, one after the other." in page
        assert url("draft_look", video) in page
        assert not Hold.objects.exists()

    def test_without_javascript_the_page_comes_back_with_it(self, creator, video):
        answer = creator.post(url("draft", video), fields(video))
        assert (answer.status_code, answer.url) == (303, f"{url('edit', video)}#draft")
        assert "Draft 1" in creator.get(url("edit", video)).content.decode()

    def test_pressed_twice_it_is_one(self, creator, video):
        for _ in range(2):
            creator.post(url("draft", video), fields(video), headers=HTMX)
        assert Render.objects.count() == 1

    def test_what_is_missing_is_where_it_leads(self, creator, video):
        actions.change_video(video, clip=None)
        assert creator.post(url("draft", video), fields(video)).url == f"{url('edit', video)}#voice"
        assert creator.post(url("draft", video), fields(video), headers=HTMX)["HX-Refresh"] == "true"

    def test_with_too_many_in_line_it_says_so(self, creator, video, monkeypatch):
        monkeypatch.setattr(drafting, "MOST_WAITING", 0)
        for headers in (HTMX, {}):
            answer = creator.post(url("draft", video), fields(video), headers=headers)
            assert answer.status_code == 422
            assert "0 drafts of your team are in line already." in answer.content.decode()

    def test_a_step_that_is_not_in_order_is_said_and_nothing_is_made(self, creator, video):
        answer = creator.post(url("draft", video), fields(video, title="x" * 200), headers=HTMX)
        assert answer.status_code == 422
        assert "120" in answer.content.decode()
        assert not Render.objects.exists()

    def test_reviewers_make_none_and_strangers_find_nothing(self, rita, charlie, video):
        for person, status in ((rita, 403), (charlie, 404)):
            assert signed_in(person).post(url("draft", video), fields(video)).status_code == status
            assert signed_in(person).get(url("draft_look", video)).status_code == status
        assert not Render.objects.exists()

    def test_as_the_chosen_quality_it_needs_no_service_and_costs_nothing(self, creator, video):
        answer = creator.post(url("save", video), fields(video, connection="", mode="draft"), headers=HTMX)
        page = answer.content.decode()
        assert re.search(r'id="estimate">\s*Free', page)
        assert "Make video" not in page
        assert 'id="missing"' not in page
        assert creator.get(url("edit", video)).status_code == 200

    def test_a_button_that_still_spoke_of_money_makes_nothing(self, owner, video):
        form = fields(video, mode="draft", form_token=str(video.form_token), shown="")
        answer = owner.post(url("make", video), form)
        assert (answer.status_code, answer.url) == (303, url("edit", video))
        assert not Render.objects.exists()


@pytest.fixture
def owner(alice) -> Client:
    return signed_in(alice)


class TestLook:
    def test_what_the_page_shows_already_is_not_sent_again(self, creator, draft, video):
        page = creator.get(url("edit", video)).content.decode()
        address = re.search(r'hx-get="([^"]*/draft/look/)"', page)[1]
        seen = {"shows": re.search(r'name="shows" value="([^"]*)"', page)[1]}
        assert creator.get(address, seen, headers=HTMX).status_code == 204
        draft_work.work(draft.pk)
        answer = creator.get(address, seen, headers=HTMX)
        assert answer.status_code == 200
        assert reverse("takes:film", args=[draft.pk]) in answer.content.decode()
        assert "every 2s" not in answer.content.decode()  # nothing to wait for any more
        assert "is ready." in answer.content.decode()  # said aloud, too

    def test_a_change_afterwards_is_told_without_touching_the_player(self, creator, ready, video, team, cleo):
        clip = make_voice(team, cleo)
        answer = creator.post(url("voice", video), {"clip": clip.pk}, headers=HTMX).content.decode()
        note = re.search(r'<p class="note info" id="draft-old"[^>]*>', answer)[0]
        assert "hx-swap-oob" in note
        assert "hidden" not in note
        assert "<video" not in answer

    def test_one_that_came_to_nothing_says_what_to_do(self, creator, draft, video):
        Render.objects.filter(pk=draft.pk).update(status=S.FAILED, reason="draft")
        assert "The draft could not be made" in creator.get(url("edit", video)).content.decode()

    def test_one_that_failed_for_another_face_is_nothing_to_tell_about(self, creator, draft, video, team, cleo):
        Render.objects.filter(pk=draft.pk).update(status=S.FAILED, reason="consent")
        actions.change_video(video, avatar=make_video(team, cleo).avatar)
        assert "The permission for this face is missing" not in creator.get(url("edit", video)).content.decode()

    def test_back_at_the_face_of_before_the_page_asks_for_its_draft(self, creator, ready, video, team, cleo):
        before = video.avatar
        actions.change_video(video, avatar=make_video(team, cleo).avatar)
        second = drafting.start_draft(Video.objects.get(pk=video.pk), cleo)
        draft_work.work(second.pk)
        answer = creator.post(url("face", video), {"avatar": before.pk}, headers=HTMX).content.decode()
        watch = re.search(r'<div id="draft-watch"[^>]*>', answer)[0]
        assert url("draft_look", video) in watch
        seen = f"{second.pk}-ready-None"  # what the page shows
        look = creator.get(url("draft_look", video), {"shows": seen}, headers=HTMX)
        assert reverse("takes:film", args=[ready.pk]) in look.content.decode()

    def test_once_it_is_there_no_button_asks_for_it_again(self, creator, ready, video):
        page = creator.get(url("edit", video)).content.decode()
        assert "Try a free draft" not in page
        assert "To the draft" in page


class TestApprover:
    def test_sees_the_draft_of_what_is_asked_for(self, creator, bob, video):
        seen = re.search(r'name="shown" value="([^"]*)"', creator.get(url("edit", video)).content.decode())[1]
        form = fields(video, form_token=str(video.form_token), shown=seen)
        assert creator.post(url("ask", video), form).status_code == 303
        take, draft = Render.objects.versions().get(), Render.objects.drafts().get()
        producer, address = signed_in(bob), reverse("takes:ask", args=[take.pk])
        page = producer.get(address).content.decode()
        assert "A free draft is being made" in page
        look = re.search(r'hx-get="([^"]*)"', page)[1]
        assert producer.get(look, headers=HTMX).status_code == 204
        draft_work.work(draft.pk)
        assert reverse("takes:film", args=[draft.pk]) in producer.get(look, headers=HTMX).content.decode()
        assert reverse("takes:film", args=[draft.pk]) in producer.get(address).content.decode()

    def test_a_text_that_goes_along_has_none(self, bob, video, cleo):
        take = press_make(video, cleo, ask=True)
        Render.objects.filter(pk=take.pk).update(script="Welcome", voice_key="", voice_sha256="")
        page = signed_in(bob).get(reverse("takes:ask", args=[take.pk])).content.decode()
        assert "A free draft is being made" not in page
        assert "<video" not in page

    def test_strangers_find_nothing(self, charlie, video, cleo):
        take = press_make(video, cleo, ask=True)
        assert signed_in(charlie).get(reverse("takes:ask_draft", args=[take.pk])).status_code == 404


class TestAmongTheTakes:
    def room(self, client: Client, video: Video, ref: str = "") -> str:
        address = reverse("reviews:room", args=[video.pk])
        return client.get(f"{address}?v={ref}" if ref else address).content.decode()

    def test_it_has_a_room_where_people_say_ok_to_it(self, ready, rita, video):
        page = self.room(signed_in(rita), video)
        assert "Approve this draft?" in page
        assert "A free draft, made in the studio" in page
        decide(ready, rita, Decision.Verdict.APPROVED)
        assert "Draft approved" in self.room(signed_in(rita), video, "d1")

    def test_a_version_goes_before_it(self, ready, video, alice):
        bring_to(press_make(video, alice), S.READY)
        page = self.room(signed_in(alice), video)
        assert "Approve this version?" in page
        assert 'href="?v=d1"' in page
        assert "Version 1 is the newest one." in self.room(signed_in(alice), video, "d1")

    def test_one_that_is_newer_than_the_version_is_the_newest(self, ready, video, alice):
        bring_to(press_make(video, alice), S.READY)
        Render.objects.filter(pk=ready.pk).update(created_at=timezone.now() + timedelta(minutes=1))
        assert "is the newest one" not in self.room(signed_in(alice), video, "d1")

    def test_a_stopped_one_hides_nothing(self, ready, video, alice, team):
        actions.change_video(video, clip=make_voice(team, alice))
        actions.stop(drafting.start_draft(Video.objects.get(pk=video.pk), alice), alice)
        assert "Approve this draft?" in self.room(signed_in(alice), video)

    def test_a_card_shows_it_as_long_as_there_is_no_version(self, ready, video, alice):
        address = reverse("gallery:project", args=[video.project_id])
        page = signed_in(alice).get(address).content.decode()
        assert "Draft 1" in page
        assert "Receipt" not in page
        bring_to(press_make(video, alice), S.READY)
        assert "Version 1" in signed_in(alice).get(address).content.decode()

    def test_its_own_page_speaks_of_no_price(self, ready, alice):
        page = signed_in(alice).get(reverse("takes:detail", args=[ready.pk])).content.decode()
        assert "Nothing is sent to a service, and nothing is paid." in page
        assert "Estimated" not in page

    def test_spending_knows_nothing_of_it(self, ready, alice):
        page = signed_in(alice).get(reverse("spending:month")).content.decode()
        assert "Spring offer" not in page

    def test_the_admin_site_shows_it(self, ready, staff, client):
        client.force_login(staff)
        assert client.get(reverse("admin:renders_render_changelist")).status_code == 200
        assert client.get(reverse("admin:renders_render_change", args=[ready.pk])).status_code == 200
