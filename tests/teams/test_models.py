from datetime import timedelta

import pytest
from django.utils import timezone

from apps.teams.models import Invitation, Role
from tests.cast import make_person

pytestmark = pytest.mark.django_db


class TestIsShared:
    def test_one_person_is_alone(self, team, alice):
        assert not team.is_shared

    def test_two_people_are_not(self, team, alice):
        make_person("Rita Moss", team, Role.REVIEWER)
        assert team.is_shared

    def test_somebody_may_open_their_invitation_at_any_time(self, team, alice):
        Invitation.issue(team, Role.REVIEWER, alice)
        assert team.is_shared

    def test_an_invitation_that_has_ended_brings_nobody(self, team, alice):
        invitation, _ = Invitation.issue(team, Role.REVIEWER, alice)
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
        assert not team.is_shared
