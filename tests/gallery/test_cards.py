"""What is put together once for everybody says nothing that is one person's."""

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from apps.gallery import pages
from apps.gallery.listing import catch_up
from apps.renders.actions import stop
from apps.renders.asking import send_back
from apps.reviews.deciding import decide
from apps.reviews.models import Decision
from apps.teams.backends import PersonBackend
from apps.teams.models import Team
from tests.takes import make_take, make_video, press_make

pytestmark = pytest.mark.django_db


@pytest.fixture
def every_kind(team, alice, bob, cleo, video):
    """Videos in all states that last."""
    make_video(team, alice)
    for status in ("ready", "failed", "processing", "unknown"):
        make_take(team, alice, status)
    stop(make_take(team, alice, "queued"), alice)
    decide(make_take(team, alice), bob, Decision.Verdict.APPROVED)
    decide(make_take(team, alice), bob, Decision.Verdict.CHANGES, "Brighter, please")
    send_back(press_make(video, cleo, ask=True), alice, "Shorter, please")
    press_make(make_video(team, cleo), cleo, ask=True)


@pytest.mark.usefixtures("every_kind")
def test_a_card_that_is_kept_says_the_same_to_everybody(team, alice, cleo, rita, rf):
    fresh = Team.objects.get(pk=team.pk)
    catch_up(fresh)
    said: list[dict[str, str]] = []
    for user in (alice, cleo, rita):
        request = rf.get("/videos/")
        request.user, request.htmx = PersonBackend().get_user(user.pk), False
        context = pages.page(fresh, request.user, QueryDict(""))
        kept = [card for card in context["cards"] if card.is_settled]
        said.append(
            {
                card.id: render_to_string("gallery/_card_inside.html", {**context, "card": card}, request)
                for card in kept
            }
        )
    assert said[0] == said[1] == said[2]
    assert len(said[0]) == 7
