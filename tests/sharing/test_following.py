"""The page that a guest has open hears what others say, and that another version is shown by now."""

from decimal import Decimal

import pytest

from apps.reviews.comments import comment, delete, edit, reply
from apps.sharing.actions import end
from apps.teams.models import Team
from tests.cast import HTMX
from tests.sharing.talk import of, say, text_of
from tests.takes import make_take

pytestmark = pytest.mark.django_db


@pytest.fixture
def news(opened, take, team):
    """`news()`: what the page hears that knew everything when the test began, or at the revision `since`."""
    link, browser = opened
    before = Team.objects.get(pk=team.pk).rev

    def look(since: int = before, **of_take):
        return browser.get(of(link, "live", of_take.get("pk", take.pk)), {"since": since}, headers=HTMX)

    return look


class TestNews:
    def test_nothing_new_is_nothing_said_and_few_questions(self, news, django_assert_max_num_queries):
        with django_assert_max_num_queries(2):
            assert news().status_code == 204

    def test_a_comment_comes_with_its_pin(self, news, take, rita):
        said = comment(take, rita, "Slower, please", at_seconds=Decimal(1))
        page = news().content.decode()
        assert 'hx-swap-oob="beforeend:#thread"' in page
        assert f'id="c{said.pk}"' in page
        assert f'id="p{said.pk}"' in page
        assert "Slower, please" in page

    def test_an_answer_goes_to_its_comment_and_an_edit_takes_its_place(self, news, take, rita, team):
        said = comment(take, rita, "Slower, please")
        known = Team.objects.get(pk=team.pk).rev
        reply(said, rita, "At the end")
        edit(said, "Much slower, please")
        page = news(known).content.decode()
        assert f'hx-swap-oob="beforeend:#c{said.pk}-replies"' in page
        assert f'id="c{said.pk}-said" hx-swap-oob="true"' in page
        assert "Much slower, please" in page

    def test_what_was_deleted_goes(self, news, take, rita, team):
        said = comment(take, rita, "Slower, please")
        known = Team.objects.get(pk=team.pk).rev
        delete(said)
        page = news(known).content.decode()
        assert f'id="c{said.pk}-said" hidden hx-swap-oob="true"' in page
        assert "Slower" not in page

    def test_another_version_is_named_and_nothing_of_it_is_told(self, news, take, team, alice, rita):
        newer = make_take(team, alice, video=take.video)
        comment(newer, rita, "Better")
        page = text_of(news())
        assert "Version 2 is shown now. Watch it" in page
        assert "Better" not in page

    def test_no_video_is_ever_replaced(self, news, take, rita):
        comment(take, rita, "Slower, please")
        assert "<video" not in news().content.decode()

    def test_names_of_others_are_those_that_guests_read(self, news, opened, take):
        link, browser = opened
        say(browser, link, take, "Louder.")
        assert "Pieter Vos" in news().content.decode()


class TestWho:
    def test_the_page_asks_only_where_something_can_be_said(self, opened, make_link, arrive):
        link, browser = opened
        assert 'id="live"' in browser.get(of(link)).content.decode()
        silent, token = make_link()
        page = arrive(token).get(of(silent)).content.decode()
        assert 'id="live"' not in page
        assert "htmx" not in page

    def test_a_link_by_which_nobody_speaks_tells_nothing(self, make_link, arrive, take):
        link, token = make_link()
        assert arrive(token).get(of(link, "live", take.pk)).status_code == 404

    def test_after_its_end_it_tells_nothing(self, news, opened):
        end(opened[0])
        assert news(0).status_code == 404

    def test_of_another_video_it_tells_nothing(self, news, team, alice):
        assert news(0, pk=make_take(team, alice).pk).status_code == 404

    def test_having_a_page_open_is_not_using_the_link(self, news, opened):
        opened[0].refresh_from_db()
        used = opened[0].last_used_at
        news(0)
        opened[0].refresh_from_db()
        assert used == opened[0].last_used_at
