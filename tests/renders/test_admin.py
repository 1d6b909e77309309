"""The pages of the admin site for videos and takes: searchable, with pictures and players, asking little."""

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.renders.models import Render
from tests.cast import signed_in
from tests.takes import make_take

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(staff):
    return signed_in(staff)


def act(admin, name: str, take: Render):
    fields = {"action": name, "_selected_action": [take.pk]}
    return admin.post(reverse("admin:renders_render_changelist"), fields, follow=True).content.decode()


class TestLists:
    @pytest.mark.parametrize("model", ["video", "render", "renderevent"])
    def test_ask_as_much_for_many_rows_as_for_few(self, admin, team, alice, model, django_assert_num_queries):
        address = reverse(f"admin:renders_{model}_changelist")
        make_take(team, alice)
        admin.get(address)
        with CaptureQueriesContext(database) as few:
            admin.get(address)
        for _ in range(3):
            make_take(team, alice)
        with django_assert_num_queries(len(few)):
            admin.get(address, {"q": ""})

    @pytest.mark.parametrize("model", ["video", "render"])
    def test_find_by_title(self, admin, team, alice, model):
        make_take(team, alice, title="Harvest")
        make_take(team, alice, title="Opening")
        page = admin.get(reverse(f"admin:renders_{model}_changelist"), {"q": "harv"}).content.decode()
        assert "Harvest" in page
        assert "Opening" not in page


class TestRender:
    def test_shows_player_picture_sound_and_timeline(self, admin, team, alice):
        take = make_take(team, alice)
        page = admin.get(reverse("admin:renders_render_change", args=[take.pk])).content.decode()
        for part in ("<video", "<img", "<audio", "submitted"):
            assert part in page

    def test_the_files_behind_them_are_for_staff_alone(self, admin, team, alice):
        take = make_take(team, alice)
        address = reverse("admin:renders_render_file", args=[take.pk, "film_key"])
        assert admin.get(address, headers={"Range": "bytes=0-9"}).status_code == 206
        assert signed_in(alice).get(address).status_code == 302

    @pytest.mark.parametrize("field", ["film_sha256", "nonsense", "video"])
    def test_only_columns_that_hold_files_are_served(self, admin, team, alice, field):
        take = make_take(team, alice)
        assert admin.get(reverse("admin:renders_render_file", args=[take.pk, field])).status_code == 404

    def test_nothing_about_it_can_be_changed_or_deleted(self, admin, team, alice):
        take = make_take(team, alice)
        assert admin.post(reverse("admin:renders_render_delete", args=[take.pk])).status_code == 403
        admin.post(reverse("admin:renders_render_change", args=[take.pk]), {"status": "failed"})
        take.refresh_from_db()
        assert take.is_ready


class TestActions:
    def test_an_unclear_take_is_ended_by_the_person_who_looked(self, admin, team, alice, staff):
        take = make_take(team, alice, "unknown")
        assert "Done for 1 take" in act(admin, "never_made", take)
        take.refresh_from_db()
        assert (take.status, take.events.last().actor) == (Render.Status.FAILED, staff)

    def test_what_does_not_fit_is_said_and_changes_nothing(self, admin, team, alice):
        take = make_take(team, alice)
        assert "does not fit" in act(admin, "never_made", take)
        assert "does not fit" in act(admin, "fetch_again", take)
        take.refresh_from_db()
        assert take.is_ready

    def test_look_now_makes_it_due(self, admin, team, alice):
        assert "is looked at now" in act(admin, "look_now", make_take(team, alice, "processing"))
