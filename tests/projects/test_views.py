import pytest
from django.urls import reverse

from apps.projects.deciders import deciders, name_deciders
from apps.projects.models import Project
from apps.teams.models import Membership
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


class TestDeciders:
    @pytest.fixture
    def project(self, team, alice):
        return Project.objects.create(team=team, name="Spring launch", created_by=alice)

    @pytest.fixture
    def save(self, project, bob):
        browser = signed_in(bob)
        address = reverse("projects:deciders", args=[project.pk])
        return lambda *people: browser.post(address, {"people": [person.pk for person in people]})

    def test_a_producer_names_them_and_the_project_says_who_it_is(self, save, project, alice, rita):
        answer = save(rita, alice)
        assert answer.url == reverse("gallery:project", args=[project.pk])
        assert deciders([project.pk]) == {project.pk: [alice, rita]}
        page = signed_in(rita).get(answer.url).content.decode()
        assert "To be approved by: Alice Ames, Rita Moss" in page
        assert reverse("projects:deciders", args=[project.pk]) not in page

    def test_with_nobody_ticked_anybody_will_do(self, save, project, alice):
        save(alice)
        page = signed_in(alice).get(save().url).content.decode()
        assert "One approval of anybody is enough" in page
        assert not project.deciders.exists()

    def test_members_are_offered_and_those_who_are_named_are_ticked(self, project, alice, rita, charlie):
        name_deciders(project, [rita])
        page = signed_in(alice).get(reverse("projects:deciders", args=[project.pk])).content.decode()
        assert page.count('type="checkbox"') == 2
        assert page.count(" checked") == 1
        assert "Charlie" not in page

    def test_a_stranger_cannot_be_named(self, save, project, charlie):
        assert save(charlie).status_code == 422
        assert not project.deciders.exists()

    def test_who_has_left_is_named_no_more_once_it_is_saved(self, save, project, alice, rita):
        save(alice, rita)
        Membership.objects.filter(user=rita).delete()
        save(alice)
        assert list(project.deciders.values_list("user", flat=True)) == [alice.pk]

    def test_open_pages_are_told(self, save, project, team, alice):
        before = team.rev
        save(alice)
        project.refresh_from_db()
        team.refresh_from_db()
        assert before < project.deciders_rev == team.rev
