"""What a guest decided can be set aside by those who send links: a link may have come into wrong hands."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.notices.models import Notice, Status
from apps.notices.words import sentence
from apps.reviews.deciding import NothingToUndo, decide, set_aside, withdraw
from apps.reviews.models import Decision, Guest
from apps.reviews.verdicts import tallies
from tests.cast import signed_in

pytestmark = pytest.mark.django_db
APPROVED, CHANGES, WITHDRAWN = Decision.Verdict


@pytest.fixture
def veto(take, team) -> Decision:
    """A guest asks for changes, and would go on doing so for ever."""
    return decide(take, Guest.objects.create(team=team, name="Pieter Vos"), CHANGES, "All of it.")


def verdict_of(take):
    return tallies([take])[take.pk].verdict


def room(take) -> str:
    return f"{reverse('reviews:room', args=[take.video_id])}?v={take.ref}"


def press(user, decision):
    return signed_in(user).post(reverse("reviews:set_aside", args=[decision.pk]))


def test_it_counts_no_longer_and_the_log_says_who_did_that(take, veto, alice, rita):
    decide(take, alice, APPROVED)
    assert verdict_of(take) == CHANGES
    answer = press(alice, veto)
    assert (answer.status_code, answer.url) == (303, room(take))
    assert verdict_of(take) == APPROVED
    added = Decision.objects.order_by("rev").last()
    assert (added.guest, added.verdict, added.set_aside_by) == (veto.guest, WITHDRAWN, alice)
    assert "Set aside by Alice" in signed_in(rita).get(room(take)).content.decode()
    table = signed_in(rita).get(reverse("reviews:log", args=[take.video_id])).content.decode()
    assert "Set aside by Alice" in table


def test_whoever_was_mailed_about_it_hears_that_it_is_void(take, veto, alice, bob):
    Notice.objects.filter(person=alice).update(status=Status.SENT)
    set_aside(veto, bob)
    told = Notice.objects.filter(person=alice).latest("pk")
    assert re.match("Bob.* set aside what a guest had decided about", sentence(told))


def test_what_the_guest_says_later_counts_again(take, veto, alice):
    set_aside(veto, alice)
    decide(take, veto.guest, CHANGES, "I mean it.")
    assert verdict_of(take) == CHANGES


def test_it_is_offered_for_guests_alone_and_to_those_who_send_links(take, veto, alice, rita):
    decide(take, rita, CHANGES, "Louder.")
    assert signed_in(alice).get(room(take)).content.decode().count("/set-aside/") == 1
    assert "/set-aside/" not in signed_in(rita).get(room(take)).content.decode()


def test_what_a_member_decided_is_nobody_elses_to_take_back(take, alice, rita):
    decision = decide(take, rita, CHANGES, "Louder.")
    assert press(alice, decision).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(render=take, person=rita, verdict=WITHDRAWN, set_aside_by=alice)


def test_twice_or_after_the_guest_took_it_back_says_so(take, veto, alice):
    withdraw(take, veto.guest)
    with pytest.raises(NothingToUndo):
        set_aside(veto, alice)
    assert press(alice, veto).status_code == 303
    assert Decision.objects.count() == 2


def test_strangers_and_reviewers_change_nothing(take, veto, charlie, rita):
    assert press(charlie, veto).status_code == 404
    assert press(rita, veto).status_code == 403
    assert verdict_of(take) == CHANGES
