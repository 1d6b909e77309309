"""The frame around every page leads where it says."""

import re

import pytest
from django.urls import reverse

from apps.projects.models import Project
from tests.cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def projects(team, alice) -> list[Project]:
    return [Project.objects.create(team=team, name=name, created_by=alice) for name in ("Spring launch", "Courses")]


class TestSideBar:
    def test_leads_to_each_project(self, projects, alice):
        page = signed_in(alice).get(reverse("teams:detail")).content.decode()
        links = dict(re.findall(r'<a href="([^"]*)"[^>]*><span class="swatch \w+"></span><span[^>]*>([^<]+)<', page))
        assert links == {reverse("gallery:project", args=[project.pk]): project.name for project in projects}

    def test_marks_the_project_that_is_open(self, projects, alice):
        address = reverse("gallery:project", args=[projects[0].pk])
        assert f'<a href="{address}" aria-current="page">' in signed_in(alice).get(address).content.decode()

    def test_shows_no_project_of_another_team(self, projects, charlie):
        page = signed_in(charlie).get(reverse("teams:detail")).content.decode()
        assert "Spring launch" not in page


class TestTeamPage:
    @pytest.mark.parametrize(("person", "there"), [("alice", True), ("bob", False), ("rita", False)])
    def test_leads_owners_to_how_videos_are_made(self, request, person, there):
        page = signed_in(request.getfixturevalue(person)).get(reverse("teams:detail")).content.decode()
        assert (f'href="{reverse("connections:choose")}"' in page) is there
