import pytest
from django.urls import reverse

from apps.projects.models import Project
from tests.cast import signed_in

pytestmark = pytest.mark.django_db


class TestCreate:
    def test_makes_a_project_of_the_team(self, alice):
        answer = signed_in(alice).post(reverse("projects:create"), {"name": "Spring launch"})
        project = Project.objects.get()
        assert answer.url == reverse("gallery:project", args=[project.pk])
        assert (project.team, project.created_by) == (alice.memberships.get().team, alice)

    def test_a_project_needs_a_name(self, alice):
        answer = signed_in(alice).post(reverse("projects:create"), {"name": " "})
        assert answer.status_code == 422
        assert not Project.objects.exists()
