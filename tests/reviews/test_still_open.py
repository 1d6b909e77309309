"""The next version is made with the open comments of the last one beside it."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from apps.reviews import comments
from apps.reviews.drawings import parse
from tests.takes import make_take

pytestmark = pytest.mark.django_db


def edit_page(client: Client, take, query: str = "") -> str:
    return client.get(reverse("videos:edit", args=[take.video_id]) + query).content.decode()


def beside(client: Client, take) -> str:
    return client.get(reverse("reviews:still_open", args=[take.pk])).content.decode()


@pytest.fixture
def owner(client, alice) -> Client:
    client.force_login(alice)
    return client


class TestStillOpen:
    def test_shows_what_is_open_with_its_answers_and_nothing_else(self, owner, take, alice, rita):
        said = comments.comment(take, rita, "Slower, please", Decimal(1))
        comments.reply(said, alice, "How slow?")
        comments.mark_done(comments.comment(take, rita, "Another tie"), alice)
        comments.delete(comments.comment(take, rita, "Never mind"))
        gone = comments.comment(take, rita, "Forget what I said")
        comments.reply(gone, alice, "Why?")
        comments.delete(gone)
        shown = beside(owner, take)
        assert "Slower, please" in shown
        assert "How slow?" in shown
        assert reverse("reviews:at", args=[said.pk]) in shown
        assert "Another tie" not in shown
        assert "Never mind" not in shown
        assert "Forget what I said" not in shown
        assert "This comment was deleted." in shown
        assert "Why?" in shown

    def test_shows_that_something_was_drawn(self, owner, take, rita):
        comments.comment(take, rita, "Here", Decimal(1), drawing=parse("", "top-left"))
        assert "Marked: top left" in beside(owner, take)

    def test_is_empty_where_nothing_is_open(self, owner, take):
        assert beside(owner, take).strip() == ""

    def test_what_is_marked_as_done_there_goes(self, owner, take, rita):
        said = comments.comment(take, rita, "Slower, please")
        done = owner.post(reverse("reviews:done", args=[said.pk]), {"done": "on"}, headers={"HX-Request": "true"})
        assert "videos-changed" in done.headers["HX-Trigger"]
        assert beside(owner, take).strip() == ""

    def test_costs_no_more_questions_however_much_is_open(self, owner, take, rita, alice, django_assert_num_queries):
        def say_more() -> None:
            comments.reply(comments.comment(take, rita, f"And {take.comments.count()}"), alice, "Yes")

        say_more()
        beside(owner, take)  # a studio asks itself once whether it has people
        with django_assert_num_queries(5):
            beside(owner, take)
        for _more in range(5):
            say_more()
        with django_assert_num_queries(5):
            beside(owner, take)

    def test_strangers_get_404(self, client, charlie, take):
        client.force_login(charlie)
        assert client.get(reverse("reviews:still_open", args=[take.pk])).status_code == 404


class TestNextVersion:
    def test_stands_beside_the_last_one_that_was_ready(self, owner, take, team, alice):
        make_take(team, alice, "failed", video=take.video)
        assert reverse("reviews:still_open", args=[take.pk]) in edit_page(owner, take)

    def test_stands_beside_the_one_whose_comments_led_there(self, owner, take, team, alice):
        newer = make_take(team, alice, video=take.video)
        assert reverse("reviews:still_open", args=[newer.pk]) in edit_page(owner, take)
        assert reverse("reviews:still_open", args=[take.pk]) in edit_page(owner, take, f"?comments={take.pk}")

    def test_never_stands_beside_another_video(self, owner, take, team, alice):
        other = make_take(team, alice, title="Another")
        assert reverse("reviews:still_open", args=[other.pk]) not in edit_page(owner, take, f"?comments={other.pk}")

    def test_is_reached_from_the_room_by_those_who_may_make_one(self, client, take, alice, rita):
        leads_on = f"{reverse('videos:edit', args=[take.video_id])}?comments={take.pk}"
        room = reverse("reviews:room", args=[take.video_id])
        client.force_login(rita)
        assert leads_on not in client.get(room).content.decode()
        client.force_login(alice)
        assert leads_on in client.get(room).content.decode()
