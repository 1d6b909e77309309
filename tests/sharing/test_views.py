"""The team's side: making links, seeing them, ending them."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.sharing.actions import share
from apps.sharing.models import ShareLink
from apps.sharing.qr import qr_code
from apps.sharing.reach import reach_of
from apps.teams.models import Membership, token_hash
from tests.cast import HTMX, signed_in

pytestmark = pytest.mark.django_db

CHOSEN = {"days": "14", "passphrase": ""}


def shared(take, by, **options):
    """Press "Make a link" on the page of a video."""
    address = reverse("sharing:share_video", args=[take.video_id])
    return signed_in(by).post(address, {**CHOSEN, **options})


def address_in(answer):
    return re.search(r'data-copy="(http://testserver/s/[^"]+)"', answer.content.decode())[1]


class TestMaking:
    def test_the_address_is_shown_once_and_leads_to_the_video(self, take, cleo):
        answer = shared(take, cleo)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
        address = address_in(answer)
        link = ShareLink.objects.get()
        token = address.rstrip("/").rsplit("/", 1)[1]
        assert (link.video, link.created_by, link.token_hash) == (take.video, cleo, token_hash(token))
        assert abs(link.ends_at - timezone.now() - timedelta(days=14)) < timedelta(minutes=1)
        assert (link.may_download, link.passphrase) == (False, "")
        guest = Client()
        assert take.video.title in guest.get(address, follow=True).content.decode()
        assert token not in signed_in(cleo).get(reverse("sharing:video", args=[take.video_id])).content.decode()

    def test_the_choices_are_kept(self, take, alice):
        shared(take, alice, days="1", passphrase="jasmine", may_download="on")
        link = ShareLink.objects.get()
        assert link.ends_at < timezone.now() + timedelta(days=1)
        assert link.may_download
        assert "jasmine" not in link.passphrase

    def test_guests_may_comment_unless_it_is_switched_off_and_no_more_unless_it_is_switched_on(self, take, alice):
        form = signed_in(alice).get(reverse("sharing:video", args=[take.video_id])).content.decode()
        checked = {name: "checked" in field for name, field in re.findall(r'name="(may_\w+)"([^>]*)', form)}
        assert checked == {"may_comment": True, "may_approve": False, "may_download": False, "may_embed": False}
        shared(take, alice)
        link = ShareLink.objects.get()
        assert (link.may_comment, link.may_approve, link.may_download, link.person) == (False, False, False, "")

    def test_for_one_person_who_may_approve(self, take, alice):
        page = shared(take, alice, person=" Pieter\tVos ", may_comment="on", may_approve="on").content.decode()
        link = ShareLink.objects.get()
        assert (link.person, link.may_comment, link.may_approve) == ("Pieter Vos", True, True)
        for said in ("is for Pieter Vos alone", "They may comment.", "They may approve, or ask for changes."):
            assert said in page
        listed = signed_in(alice).get(reverse("sharing:video", args=[take.video_id])).content.decode()
        for said in ("For Pieter Vos", "may comment", "may approve"):
            assert said in listed

    def test_the_form_says_what_their_wish_for_changes_is_worth(self, take, alice):
        page = signed_in(alice).get(reverse("sharing:video", args=[take.video_id])).content.decode()
        assert "that outweighs every approval, whoever gave it" in page

    @pytest.mark.parametrize("person", ["", "\u200b"])
    def test_an_approval_has_to_be_somebodys(self, person, take, alice):
        answer = shared(take, alice, person=person, may_approve="on")
        assert answer.status_code == 422
        assert "write the name of the person" in answer.content.decode()
        assert not ShareLink.objects.exists()
        with pytest.raises(IntegrityError):
            share(take.video.project, take.video, alice, may_approve=True)

    def test_the_room_in_which_it_was_made_begins_to_look_for_news(self, take, alice):
        address = reverse("sharing:share_video", args=[take.video_id])
        before = take.video.project.team.rev
        made = signed_in(alice).post(address, {**CHOSEN, "may_comment": "on"}, headers=HTMX)
        assert made["HX-Trigger"] == '{"videos-changed": {}}'
        live = signed_in(alice).get(reverse("reviews:live", args=[take.video_id]), {"since": before, "v": "1"})
        assert "every 5s" in live.content.decode()

    @pytest.mark.parametrize("wrong", [{"days": "365"}, {"passphrase": "tea"}, {"person": "a" * 61}])
    def test_what_cannot_be_is_said_beside_the_field(self, wrong, take, alice):
        assert shared(take, alice, **wrong).status_code == 422
        assert not ShareLink.objects.exists()

    def test_in_the_dialog_of_the_room_only_its_inside_comes(self, take, alice):
        browser = signed_in(alice)
        assert 'commandfor="share"' in browser.get(reverse("reviews:room", args=[take.video_id])).content.decode()
        form = browser.get(reverse("sharing:video", args=[take.video_id]), headers=HTMX).content.decode()
        address = reverse("sharing:share_video", args=[take.video_id])
        made = browser.post(address, CHOSEN, headers=HTMX)
        for inside in (form, made.content.decode()):
            assert inside.lstrip().startswith('<div id="share-inside">')
        assert address_in(made)

    def test_reviewers_see_no_button(self, take, rita):
        assert (
            'commandfor="share"'
            not in signed_in(rita).get(reverse("reviews:room", args=[take.video_id])).content.decode()
        )

    def test_of_a_project(self, take, alice):
        project = take.video.project
        answer = signed_in(alice).post(reverse("sharing:share_project", args=[project.pk]), CHOSEN)
        assert ShareLink.objects.get().video is None
        assert take.video.title in Client().get(address_in(answer), follow=True).content.decode()


class TestList:
    def test_says_who_made_each_when_it_ends_and_when_it_was_used(self, take, make_link, alice):
        make_link(passphrase="jasmine", may_download=True)
        make_link(whole=True)
        ended, _ = make_link()
        ShareLink.objects.filter(pk=ended.pk).update(ends_at=timezone.now() - timedelta(hours=1))
        stopped, _ = make_link()
        ShareLink.objects.filter(pk=stopped.pk).update(revoked_at=timezone.now(), last_used_at=timezone.now())
        page = signed_in(alice).get(reverse("sharing:video", args=[take.video_id])).content.decode()
        assert page.count("Open until") == 2
        assert page.count("End now") == 2
        assert page.count("Made by Alice Ames") == 4 + 2  # the buttons say it, too
        for said in ("Ended on", "Stopped on", "last used just now", "not used yet", "with a passphrase"):
            assert said in page
        assert "The whole project" in page
        whole = signed_in(alice).get(reverse("sharing:project", args=[take.video.project_id])).content.decode()
        assert whole.count("Made by Alice Ames") == 1 + 1

    def test_says_of_one_that_its_maker_may_not_share_any_more(self, take, make_link, alice, cleo):
        make_link()
        Membership.objects.filter(user=alice).update(role="reviewer")
        page = signed_in(cleo).get(reverse("sharing:video", args=[take.video_id])).content.decode()
        assert "may not share any more" in page
        assert "End now" not in page

    def test_ending_one_works_at_once_and_only_once(self, take, make_link, arrive, alice):
        link, token = make_link()
        guest = arrive(token)
        browser = signed_in(alice)
        first = browser.post(reverse("sharing:end", args=[link.pk]), follow=True)
        assert "The link has ended" in first.content.decode()
        assert guest.get(reverse("sharing:watch", args=[link.public_id])).status_code == 404
        link.refresh_from_db()
        at = link.revoked_at
        assert "had ended already" in browser.post(reverse("sharing:end", args=[link.pk]), follow=True).content.decode()
        link.refresh_from_db()
        assert link.revoked_at == at


class TestReach:
    @pytest.mark.parametrize(
        ("address", "reach"),
        [
            ("http://localhost:8000/s/x/", "computer"),
            ("https://127.0.0.1/s/x/", "computer"),
            ("http://[::1]:8000/s/x/", "computer"),
            ("http://192.168.1.20:8000/s/x/", "network"),
            ("http://studio.example.com/s/x/", "network"),
            ("https://studio.example.com/s/x/", "world"),
        ],
    )
    def test_who_can_open_it(self, address, reach):
        assert reach_of(address) == reach

    @pytest.mark.parametrize(
        ("base", "warning"),
        [
            ("http://localhost:8000", "Only people on this computer"),
            ("http://studio.example.com", "no HTTPS"),
            ("https://studio.example.com", None),
        ],
    )
    def test_it_is_said_in_words(self, base, warning, settings, take, alice):
        settings.PUBLIC_BASE_URL = base
        page = shared(take, alice).content.decode()
        assert f'data-copy="{base}/s/' in page
        for words in ("Only people on this computer", "no HTTPS"):
            assert (words in page) == (words == warning)


def test_the_qr_code_fits_the_content_security_policy():
    drawn = qr_code("https://studio.example.com/s/abc/")
    assert drawn.startswith("<svg ")
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href", drawn)
