"""The pages of the admin site for videos and takes: searchable, with pictures and players, asking little."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.renders.lifecycle import move
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
        receipt = reverse("admin:spending_hold_change", args=[take.hold_id])
        for part in ("<video", "<img", "<audio", "submitted", receipt):
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


class TestWhatNeedsAHand:
    @pytest.fixture
    def takes(self, team, alice) -> dict[str, Render]:
        """An unclear one, a slow one, one that was slow and is ready, and one that is as usual."""
        titles = {"Lost": "unknown", "Slow": "processing", "Was slow": "ready", "Usual": "processing"}
        takes = {title: make_take(team, alice, status, title=title) for title, status in titles.items()}
        Render.objects.filter(video__title__iendswith="slow").update(slow_at=timezone.now())
        return takes

    def found(self, admin, hand: str) -> set[str]:
        page = admin.get(reverse("admin:renders_render_changelist"), {"hand": hand} if hand else {})
        return {take.video.title for take in page.context["cl"].result_list}

    @pytest.mark.parametrize(
        ("hand", "titles"),
        [("any", {"Lost", "Slow"}), ("slow", {"Slow"}), ("", {"Lost", "Slow", "Was slow", "Usual"})],
    )
    def test_is_found_by_a_filter(self, admin, takes, hand, titles):
        assert self.found(admin, hand) == titles

    def test_is_told_to_staff_in_the_navigation_of_every_page(self, takes, alice, bob):
        alice.is_staff = True
        alice.save()
        page = signed_in(alice).get(reverse("teams:detail")).content.decode()
        assert f'href="{reverse("admin:renders_render_changelist")}?hand=any"' in page
        assert "2 videos need a hand" in page
        assert "need a hand" not in signed_in(bob).get(reverse("teams:detail")).content.decode()

    def test_costs_one_query_and_only_for_staff(self, takes, alice):
        address, client = reverse("teams:detail"), signed_in(alice)
        client.get(address)
        counts = []
        for is_staff in (False, True):
            type(alice).objects.filter(pk=alice.pk).update(is_staff=is_staff)
            with CaptureQueriesContext(database) as asked:
                client.get(address)
            counts.append(len(asked))
        assert counts[1] == counts[0] + 1

    def test_nothing_is_said_when_nothing_does(self, team, alice):
        alice.is_staff = True
        alice.save()
        make_take(team, alice, "processing")
        assert "a hand" not in signed_in(alice).get(reverse("teams:detail")).content.decode()

    def test_unclear_ones_stand_on_the_home_page_of_people_who_may_spend(self, takes, alice, rita):
        address = reverse("takes:unclear", args=[takes["Lost"].pk])
        assert address in signed_in(alice).get(reverse("gallery:home")).content.decode()
        assert address not in signed_in(rita).get(reverse("gallery:home")).content.decode()


class TestActions:
    @pytest.mark.parametrize(
        ("name", "before", "after"),
        [
            ("give_up", "unknown", Render.Status.FAILED),
            ("not_sent", "unknown", Render.Status.QUEUED),
            ("stop", "queued", Render.Status.CANCELLED),
        ],
    )
    def test_do_what_they_say_in_the_name_of_whoever_pressed(self, admin, team, alice, staff, name, before, after):
        take = make_take(team, alice, before)
        assert "Done for 1 take" in act(admin, name, take)
        take.refresh_from_db()
        assert (take.status, take.events.last().actor) == (after, staff)

    def test_a_film_is_fetched_again(self, admin, team, alice, staff):
        take = make_take(team, alice, "saving")
        move(take, Render.Status.FAILED, reason="film", charged_micros=112_000, result_url="https://example.com/a.mp4")
        assert "Done for 1 take" in act(admin, "fetch_again", take)
        take.refresh_from_db()
        assert (take.status, take.events.last().actor) == (Render.Status.SAVING, staff)

    @pytest.mark.parametrize("name", ["give_up", "not_sent", "stop", "fetch_again"])
    def test_what_does_not_fit_is_said_and_changes_nothing(self, admin, team, alice, name):
        take = make_take(team, alice)
        assert "does not fit" in act(admin, name, take)
        take.refresh_from_db()
        assert take.is_ready

    @pytest.mark.parametrize("name", ["give_up", "not_sent", "stop", "fetch_again"])
    def test_are_only_for_staff_that_may_change_takes(self, team, alice, bob, name):
        bob.is_staff = True
        bob.save()
        bob.user_permissions.add(Permission.objects.get(codename="view_render"))
        take = make_take(team, alice, "unknown")
        act(signed_in(bob), name, take)
        take.refresh_from_db()
        assert take.status == Render.Status.UNKNOWN

    def test_look_now_makes_it_due(self, admin, team, alice):
        assert "is looked at now" in act(admin, "look_now", make_take(team, alice, "processing"))
