"""Whether guests read "AI-generated" over the picture: an owner decides, and it is written down who did."""

import logging

import pytest
from django.urls import reverse

from tests.cast import signed_in

pytestmark = pytest.mark.django_db
TEAM_PAGE, LABEL = reverse("teams:detail"), reverse("teams:label")


def test_it_is_there_from_the_start(team):
    assert team.shows_label


def test_an_owner_turns_it_off_and_the_page_and_the_log_say_who(team, alice, caplog):
    owner = signed_in(alice)
    with caplog.at_level(logging.INFO, "apps.teams"):
        answer = owner.post(LABEL)
    assert (answer.status_code, answer.url) == (303, f"{TEAM_PAGE}#label")
    team.refresh_from_db()
    assert (team.shows_label, team.label_off_by) == (False, alice)
    assert f"Team {team.pk}, by user {alice.pk}" in caplog.text
    assert f"Turned off by {alice} on" in owner.get(TEAM_PAGE).content.decode()


def test_turning_it_off_twice_leaves_the_first_name(team, alice):
    owner = signed_in(alice)
    owner.post(LABEL)
    team.refresh_from_db()
    before = team.label_off_at
    owner.post(LABEL)
    team.refresh_from_db()
    assert team.label_off_at == before


def test_it_comes_back(team, alice):
    owner = signed_in(alice)
    owner.post(LABEL)
    owner.post(LABEL, {"shown": "on"})
    team.refresh_from_db()
    assert (team.shows_label, team.label_off_by) == (True, None)
    assert "Turned off" not in owner.get(TEAM_PAGE).content.decode()


def test_only_owners_see_it_and_may_press(team, bob):
    producer = signed_in(bob)
    assert LABEL not in producer.get(TEAM_PAGE).content.decode()
    assert producer.post(LABEL).status_code == 403
    team.refresh_from_db()
    assert team.shows_label
