"""A guest approves exactly one version, or asks for changes, and takes that back."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from apps.avatars.consents import withdraw as withdraw_consent
from apps.media import store
from apps.projects.deciders import name_deciders
from apps.reviews.models import Comment, Decision, Guest
from apps.reviews.verdicts import tallies
from apps.sharing import actions, speaking
from tests.sharing.talk import of, text_of
from tests.sharing.test_guests import make_draft
from tests.takes import make_take

pytestmark = pytest.mark.django_db
APPROVED, CHANGES, WITHDRAWN = Decision.Verdict


@pytest.fixture
def named(make_link, arrive):
    """Pieter's link, and his browser."""
    link, token = make_link(may_comment=True, may_approve=True, person="Pieter Vos")
    return link, arrive(token)


@pytest.fixture
def verdict(take):
    return lambda: tallies([take])[take.pk].verdict


class TestApprove:
    def test_takes_two_steps_the_first_of_which_says_what_it_is(self, named, take, verdict):
        link, guest = named
        address = of(link, "approve", take.pk)
        assert f'href="{address}"' in guest.get(of(link)).content.decode()
        asked = text_of(guest.get(address))
        for said in ("Approve this version?", "Welcome", "You approve: Version 1, 2 seconds", "you, Pieter Vos,"):
            assert said in asked
        assert not Decision.objects.exists()
        answer = guest.post(address)
        assert (answer.status_code, answer["Location"]) == (303, of(link))
        decision = Decision.objects.get()
        assert (decision.render, decision.verdict, decision.film_sha256) == (take, APPROVED, take.film_sha256)
        assert (decision.person, decision.guest.name) == (None, "Pieter Vos")
        assert verdict() is APPROVED
        assert "You approved: Version 1, just now." in text_of(guest.get(of(link)))

    def test_counts_beside_those_who_must_and_the_page_says_so(self, named, take, verdict, alice):
        name_deciders(take.video.project, [alice])
        link, guest = named
        true = "The team has named people who must approve it as well: your approval is shown beside theirs."
        assert true in text_of(guest.get(of(link, "approve", take.pk)))
        guest.post(of(link, "approve", take.pk))
        assert verdict() is None
        page = text_of(guest.get(of(link)))
        assert true in page
        assert "Alice" not in page

    def test_says_nothing_of_that_where_nobody_is_named(self, named, take):
        link, guest = named
        assert "named people" not in text_of(guest.get(of(link, "approve", take.pk)))

    def test_of_a_draft_is_an_ok_to_make_the_video(self, named, take, verdict):
        make_draft(take)
        link, guest = named
        assert "It is an OK to make the video" in text_of(guest.get(of(link, "approve", take.pk)))
        guest.post(of(link, "approve", take.pk))
        assert verdict() is APPROVED

    def test_once_is_enough(self, named, take, monkeypatch):
        link, guest = named
        guest.post(of(link, "approve", take.pk))
        monkeypatch.setattr(store, "sha256", None)  # the film is not read again
        assert guest.post(of(link, "approve", take.pk)).status_code == 303
        assert Decision.objects.count() == 1

    def test_from_whichever_browser_it_is_one_person(self, make_link, arrive, take):
        link, token = make_link(may_approve=True, person="Pieter Vos")
        phone, desk = arrive(token), arrive(token)
        phone.post(of(link, "approve", take.pk))
        assert "You approved" in text_of(desk.get(of(link)))
        desk.post(of(link, "withdraw", take.pk))
        assert [decision.verdict for decision in Decision.objects.all()] == [APPROVED, WITHDRAWN]
        assert Guest.objects.count() == 1

    def test_a_film_that_is_not_the_one_that_was_made_is_not_approved(self, named, take, caplog):
        default_storage.delete(take.film_key)
        link, guest = named
        answer = guest.post(of(link, "approve", take.pk))
        assert answer.status_code == 409
        assert "not the one that was made" in answer.content.decode()
        assert "is not the one that was made" in caplog.text
        assert not Decision.objects.exists()


class TestMeanwhile:
    """The film is read as a whole before an approval counts, which may take seconds."""

    @pytest.fixture
    def approve_while(self, named, take, monkeypatch):
        link, guest = named

        def press(happens):
            read = store.sha256
            monkeypatch.setattr(store, "sha256", lambda key: [happens(link), read(key)][1])
            return guest.post(of(link, "approve", take.pk))

        return press

    def test_a_link_that_ended_approves_nothing(self, approve_while):
        assert approve_while(actions.end).status_code == 404
        assert not Decision.objects.exists()

    def test_nor_does_one_whose_face_may_not_be_shown_any_more(self, approve_while, take, alice):
        assert approve_while(lambda _link: withdraw_consent(take.avatar, alice, "asked to")).status_code == 404
        assert not Decision.objects.exists()

    def test_a_newer_version_is_said(self, approve_while, take, team, alice):
        assert approve_while(lambda _link: make_take(team, alice, video=take.video)).status_code == 409
        assert not Decision.objects.exists()


class TestNewerVersion:
    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("name", ["approve", "changes"])
    def test_that_came_in_between_is_told_and_nothing_is_recorded(self, name, method, named, take, team, alice):
        link, guest = named
        newer = make_take(team, alice, video=take.video)
        answer = getattr(guest, method)(of(link, name, take.pk), {"text": "Louder."})
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Version 2 is shown now, so we did not record it." in page
        assert of(link, "film", newer.pk) in page
        assert not Decision.objects.exists()
        assert not Comment.objects.exists()

    @pytest.mark.parametrize(
        ("may_comment", "kept"), [(True, ">Louder.</textarea>"), (False, '<span dir="auto">Louder.</span>')]
    )
    def test_leaves_the_guest_their_text_of(self, may_comment, kept, make_link, arrive, take, team, alice):
        link, token = make_link(may_comment=may_comment, may_approve=True, person="Pieter Vos")
        guest = arrive(token)
        make_take(team, alice, video=take.video)
        page = guest.post(of(link, "changes", take.pk), {"text": "Louder."}).content.decode()
        assert kept in page
        assert "You wrote:" not in guest.get(of(link)).content.decode()


class TestChanges:
    def test_needs_words_which_become_a_comment(self, named, take, verdict):
        link, guest = named
        address = of(link, "changes", take.pk)
        assert "What should change?" in text_of(guest.get(address))
        empty = guest.post(address, {"text": " "})
        assert (empty.status_code, "Write what should change." in empty.content.decode()) == (422, True)
        assert not Decision.objects.exists()
        assert guest.post(address, {"text": "Louder."}).status_code == 303
        assert verdict() is CHANGES
        said = Comment.objects.get()
        assert (said.text, said.guest) == ("Louder.", Decision.objects.get().guest)
        assert "You asked for changes: Version 1, just now. Louder." in text_of(guest.get(of(link)))

    def test_the_verdict_is_that_of_the_address(self, named, take, verdict):
        link, guest = named
        guest.post(of(link, "changes", take.pk), {"text": "Louder.", "verdict": "approved"})
        assert verdict() is CHANGES


class TestWithdraw:
    def test_within_ten_minutes(self, named, take, verdict):
        link, guest = named
        guest.post(of(link, "approve", take.pk))
        assert of(link, "withdraw", take.pk) in guest.get(of(link)).content.decode()
        assert guest.post(of(link, "withdraw", take.pk)).status_code == 303
        assert verdict() is None
        assert "You approved" not in text_of(guest.get(of(link)))
        assert guest.post(of(link, "withdraw", take.pk)).status_code == 303  # pressed twice
        assert Decision.objects.count() == 2

    def test_not_later(self, named, take, verdict):
        link, guest = named
        guest.post(of(link, "approve", take.pk))
        Decision.objects.update(created_at=timezone.now() - timedelta(minutes=10))
        assert of(link, "withdraw", take.pk) not in guest.get(of(link)).content.decode()
        answer = guest.post(of(link, "withdraw", take.pk))
        assert (answer.status_code, "more than 10 minutes ago" in answer.content.decode()) == (409, True)
        assert verdict() is APPROVED

    def test_there_is_nothing_to_take_back_for_who_said_nothing(self, named, take):
        link, guest = named
        assert guest.post(of(link, "withdraw", take.pk)).status_code == 303
        assert not Decision.objects.exists()


class TestRights:
    @pytest.mark.parametrize("name", ["approve", "changes", "withdraw"])
    def test_not_by_a_link_that_says_nothing_of_it(self, name, make_link, arrive, take):
        link, token = make_link(may_comment=True, person="Pieter Vos")
        guest = arrive(token)
        assert guest.post(of(link, name, take.pk), {"text": "Louder."}).status_code == 404
        assert of(link, "approve", take.pk) not in guest.get(of(link)).content.decode()
        assert not Decision.objects.exists()

    def test_by_a_link_without_comments_nobodys_are_read(self, make_link, arrive, take):
        link, token = make_link(may_approve=True, person="Pieter Vos")
        guest = arrive(token)
        guest.post(of(link, "changes", take.pk), {"text": "Louder."})
        page = guest.get(of(link)).content.decode()
        assert "Write a comment" not in page
        assert page.count("Louder.") == 1

    def test_revoking_stops_it_at_once(self, named, take):
        link, guest = named
        actions.end(link)
        assert guest.post(of(link, "approve", take.pk)).status_code == 404
        assert not Decision.objects.exists()

    def test_not_about_another_video(self, named, team, alice):
        link, guest = named
        other = make_take(team, alice, title="Tasting")
        for name in ("approve", "changes", "withdraw"):
            assert guest.post(of(link, name, other.pk), {"text": "Louder."}).status_code == 404
        assert not Decision.objects.exists()

    def test_takes_that_are_not_ready_are_like_those_of_others(self, named, take, team, alice):
        link, guest = named
        for status in ("processing", "failed"):
            other = make_take(team, alice, status, video=take.video)
            assert guest.get(of(link, "approve", other.pk)).status_code == 404

    def test_a_neighbour_at_the_same_site_approves_nothing(self, named, take):
        link, guest = named
        headers = {"Origin": "null", "Sec-Fetch-Site": "same-site"}
        assert guest.post(of(link, "approve", take.pk), headers=headers).status_code == 404
        assert Client().post(of(link, "approve", take.pk)).status_code == 404
        for origin in ("http://evil.example", "http://testserver:8080"):  # without HTTPS a browser says no more
            assert guest.post(of(link, "approve", take.pk), headers={"Origin": origin}).status_code == 404
        assert not Decision.objects.exists()

    def test_a_link_takes_only_so_much(self, named, take, monkeypatch):
        monkeypatch.setattr(speaking, "AT_ONCE", 3)
        link, guest = named
        for name in ("approve", "withdraw", "approve", "withdraw", "approve", "withdraw"):
            assert guest.post(of(link, name, take.pk)).status_code == 303
        answer = guest.post(of(link, "approve", take.pk))
        assert (answer.status_code, "Wait a little" in answer.content.decode()) == (429, True)
        assert Decision.objects.count() == 6

    def test_asking_for_changes_is_one_thing_and_its_words_stay_when_they_are_too_much(self, named, take, monkeypatch):
        monkeypatch.setattr(speaking, "AT_ONCE", 3)
        link, guest = named
        for text in ("Louder.", "Slower.", "Softer."):
            assert guest.post(of(link, "changes", take.pk), {"text": text}).status_code == 303
        answer = guest.post(of(link, "changes", take.pk), {"text": "Say twenty-five."})
        assert (answer.status_code, "Wait a little" in answer.content.decode()) == (429, True)
        assert ">Say twenty-five.</textarea>" in answer.content.decode()
        assert "aria-invalid" not in answer.content.decode()
        assert Decision.objects.count() == Comment.objects.count() == 3


class TestProject:
    def test_each_video_is_answered_on_its_page(self, make_link, arrive, take, team, alice):
        other = make_take(team, alice, title="Tasting")
        link, token = make_link(whole=True, may_comment=True, may_approve=True, person="Pieter Vos")
        guest = arrive(token)
        answer = guest.post(of(link, "approve", other.pk))
        assert answer["Location"] == of(link, "watch_one", other.video_id)
        said = guest.post(of(link, "comment", take.pk), {"text": "Louder."})
        assert said["Location"].startswith(of(link, "watch_one", take.video_id))
        assert [decision.render for decision in Decision.objects.all()] == [other]
