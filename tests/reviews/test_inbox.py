"""The page of reviews: whose turn it is, and that its SQL says what `verdict_of` says."""

import random
import re

import pytest
from django.urls import reverse

from apps.projects.deciders import name_deciders
from apps.reviews.deciding import NothingToUndo, decide, withdraw
from apps.reviews.inbox import DONE, done, waiting, your_turn
from apps.reviews.models import Decision
from apps.reviews.verdicts import tallies
from apps.teams.models import Membership
from tests.cast import HTMX, signed_in
from tests.takes import bring_to, make_take

pytestmark = [pytest.mark.django_db, pytest.mark.stack]
APPROVED, CHANGES, WITHDRAWN = Decision.Verdict


@pytest.fixture
def lists(team):
    """What stands where for a person: your turn, waiting for others, done."""
    return lambda person: (list(your_turn(team, person)), list(waiting(team, person)), list(done(team)))


@pytest.fixture
def visit(rita):
    browser = signed_in(rita)

    def get(query: str = "") -> str:
        answer = browser.get(f"{reverse('reviews:inbox')}{query}")
        assert answer.status_code == 200
        return answer.content.decode()

    return get


class TestWithNobodyNamed:
    def test_a_version_waits_for_everybody_until_somebody_has_decided(self, take, rita, bob, lists):
        assert lists(rita) == lists(bob) == ([take], [], [])
        decide(take, bob, APPROVED)
        assert lists(rita) == lists(bob) == ([], [], [take])

    def test_what_should_change_waits_for_nobody_here(self, take, rita, bob, lists):
        decide(take, bob, CHANGES, "Louder.")
        assert lists(rita) == ([], [], [take])

    def test_a_decision_that_is_taken_back_makes_it_wait_again(self, take, rita, bob, lists):
        decide(take, bob, APPROVED)
        withdraw(take, bob)
        assert lists(rita) == ([take], [], [])


class TestWithNamedPeople:
    @pytest.fixture(autouse=True)
    def _named(self, take, alice, bob):
        name_deciders(take.video.project, [alice, bob])

    def test_it_waits_for_them_alone(self, take, alice, rita, lists):
        assert lists(alice) == ([take], [], [])
        assert lists(rita) == ([], [take], [])

    def test_who_has_approved_waits_for_the_other_one(self, take, alice, bob, lists):
        decide(take, alice, APPROVED)
        assert lists(alice) == ([], [take], [])
        assert lists(bob) == ([take], [], [])
        decide(take, bob, APPROVED)
        assert lists(alice) == ([], [], [take])

    def test_nobody_waits_for_those_who_left(self, take, alice, bob, lists):
        decide(take, alice, APPROVED)
        Membership.objects.filter(user=bob).delete()
        assert lists(alice) == ([], [], [take])


class TestWhichVersions:
    def test_only_the_newest_one_of_a_video_that_can_be_watched(self, team, alice, take, rita, lists):
        newer = make_take(team, alice, video=take.video)
        make_take(team, alice, "processing", video=take.video)
        assert lists(rita) == ([newer], [], [])

    def test_drafts_and_what_is_not_made_do_not_stand_here(self, team, alice, take, rita, lists):
        type(take).objects.filter(pk=take.pk).update(mode="draft", connection=None, hold=None, estimate_micros=0)
        make_take(team, alice, "failed")
        assert lists(rita) == ([], [], [])

    def test_nothing_of_another_team_stands_here(self, take, charlie):
        other = charlie.memberships.get().team
        assert not your_turn(other, charlie).exists()


def test_the_lists_agree_with_the_verdict_whatever_people_do(team, alice, bob, cleo, rita, lists):
    """Sixty steps of a history that is made up: decisions, second thoughts, and other people who must approve."""
    chance = random.Random(7)
    people = [alice, bob, cleo, rita]
    takes = [make_take(team, alice) for _ in range(3)]
    project = takes[0].video.project

    def act(what, take, person):
        if what == "name":
            name_deciders(project, chance.sample(people, chance.randrange(3)))
        elif what == "withdraw":
            withdraw(take, person)
        else:
            decide(take, person, APPROVED if what == "approve" else CHANGES, "" if what == "approve" else "Louder.")

    for step in range(60):
        take, person = chance.choice(takes), chance.choice(people)
        try:
            act(chance.choice(["approve", "change", "withdraw", "name"]), take, person)
        except NothingToUndo:
            continue
        if step % 4:
            continue
        found = tallies(takes)
        for reader in people:
            turn, others, decided = map(set, lists(reader))
            assert decided == {take for take in takes if found[take.pk].verdict}
            assert turn == {
                take
                for take in set(takes) - decided
                if not found[take.pk].of(reader) and reader in (found[take.pk].must or people)
            }
            assert others == set(takes) - decided - turn


class TestPage:
    def test_each_list_says_what_stands_in_it_and_leads_to_that_version(self, visit, team, alice, rita, take):
        name_deciders(take.video.project, [rita])
        approved = make_take(team, alice, title="Harvest")
        decide(approved, rita, APPROVED)
        page = visit()
        turn, decided = page.split('id="waiting"')[0], page.split('id="done"')[1]
        assert "Welcome" in turn
        assert "Still to approve: Rita Moss" in turn
        assert f'href="{reverse("reviews:take", args=[take.pk])}"' in turn
        assert "Harvest" in decided
        assert "Approved by: Rita Moss" in decided

    def test_who_asked_for_changes_is_named(self, visit, take, bob):
        decide(take, bob, CHANGES, "Louder.")
        assert "Changes asked by: Bob Bond" in visit()

    def test_before_there_is_anything_it_says_what_will_come(self, visit, open_take):
        page = visit()
        assert "Nothing to review yet" in page
        assert "Your turn" not in page

    def test_empty_lists_say_so(self, visit, take, rita):
        decide(take, rita, APPROVED)
        page = visit()
        assert "Nothing waits for your word." in page
        assert "Nothing waits for anybody else." in page

    def test_old_decisions_come_with_show_more(self, visit, team, alice, rita):
        for number in range(DONE + 1):
            decide(make_take(team, alice, title=f"Film {number}."), rita, APPROVED)
        page = visit()
        assert "Film 0." not in page
        assert f'href="?shown={2 * DONE}"' in page
        assert "Film 0." in visit(f"?shown={2 * DONE}")

    @pytest.mark.parametrize("shown", ["9223372036854775807", "-1", "x"])
    def test_an_odd_number_in_the_address_is_no_harm(self, visit, take, shown):
        assert "Your turn" in visit(f"?shown={shown}")

    def test_more_versions_and_decisions_cost_no_more_queries(self, team, alice, bob, rita, take, counted):
        browser, address = signed_in(rita), reverse("reviews:inbox")
        name_deciders(take.video.project, [alice, bob])
        few = counted(browser, address)
        for person in (alice, bob, rita):
            decide(make_take(team, alice), person, APPROVED)
            decide(make_take(team, alice), person, CHANGES, "Louder.")
        assert counted(browser, address) == few <= 18


class TestLive:
    @pytest.fixture
    def poll(self, rita, team):
        browser = signed_in(rita)
        since = type(team).objects.get(pk=team.pk).rev
        return lambda: browser.get(reverse("reviews:inbox_live"), {"since": since}, headers=HTMX)

    def test_nothing_changed_is_204_and_cheap(self, take, poll, django_assert_max_num_queries):
        with django_assert_max_num_queries(4):
            assert poll().status_code == 204

    def test_a_decision_of_somebody_else_moves_the_version_and_the_count(self, take, bob, rita, team):
        browser = signed_in(rita)
        since = type(team).objects.get(pk=team.pk).rev
        decide(take, bob, APPROVED)
        answer = browser.get(reverse("reviews:inbox_live"), {"since": since}, headers=HTMX)
        page = answer.content.decode()
        assert answer["X-Live"] == "1"
        assert "Welcome" in page.split('id="done"')[1]
        assert re.search(r'id="turn-side" hx-swap-oob="true" hidden>0<', page)
        assert "<video" not in page

    def test_what_has_just_become_ready_comes(self, open_take, poll):
        bring_to(open_take, "ready")
        assert "Welcome" in poll().content.decode().split('id="waiting"')[0]


class TestNavigation:
    def test_it_counts_what_waits_for_the_reader(self, team, alice, rita, take):
        make_take(team, alice)
        for person in (alice, rita):
            page = signed_in(person).get(reverse("teams:detail")).content.decode()
            assert re.search(r'id="turn-side">2<span class="vh"> wait for you<', page)

    def test_where_nothing_waits_there_is_no_number(self, take, rita):
        decide(take, rita, APPROVED)
        assert 'id="turn-side" hidden>' in signed_in(rita).get(reverse("teams:detail")).content.decode()
