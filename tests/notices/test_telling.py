"""Who is told of what, each once; and what is no news any more."""

import re
from decimal import Decimal

import pytest
from django.db import transaction

from apps.notices.models import Kind, Notice, Status
from apps.notices.preferences import turn_off
from apps.notices.telling import one_line, take_back, tell
from apps.projects.deciders import name_deciders
from apps.renders import asking, unclear
from apps.renders.actions import stop
from apps.renders.lifecycle import move
from apps.renders.models import Render
from apps.reviews.comments import bring_back, comment, delete, edit, reply
from apps.reviews.deciding import decide, withdraw
from apps.reviews.models import Decision
from tests.cast import make_person
from tests.takes import bring_to, make_take, make_video, press_make

pytestmark = [pytest.mark.django_db, pytest.mark.stack]
APPROVED, CHANGES = Decision.Verdict.APPROVED, Decision.Verdict.CHANGES


@pytest.fixture
def told():
    """What was told since the last call, as "Name: kind what", in order of names."""
    seen: set[int] = set()

    def news() -> list[str]:
        fresh = [notice for notice in Notice.objects.select_related("person") if notice.pk not in seen]
        seen.update(notice.pk for notice in fresh)
        words = (f"{one.person.get_short_name()}: {one.kind} {one.params.get('what', '')}".strip() for one in fresh)
        return sorted(words)

    return news


@pytest.fixture
def take(team, alice, bob, cleo, rita, told) -> Render:
    """A version that Bob had made of a video that Cleo began."""
    video = make_video(team, cleo)
    take = make_take(team, bob, video=video)
    told()
    return take


class TestComments:
    def test_who_made_it_and_who_began_it_hear_of_a_comment(self, take, rita, told):
        comment(take, rita, "Louder.")
        assert told() == ["Bob: commented", "Cleo: commented"]

    def test_who_spoke_before_and_who_must_approve_hear_of_it_too(self, take, alice, bob, rita, told):
        name_deciders(take.video.project, [alice])
        comment(take, rita, "Louder.")
        told()
        comment(take, bob, "Why?")
        assert told() == ["Alice: commented", "Cleo: commented", "Rita: commented"]

    def test_an_answer_reaches_the_people_of_its_thread_alone(self, take, alice, rita, told):
        said = comment(take, rita, "Louder.")
        told()
        first = reply(said, alice, "Where?")
        assert told() == ["Rita: commented reply"]
        reply(first, rita, "At the end.")
        assert told() == ["Alice: commented reply"]

    def test_who_is_called_by_name_hears_of_that_and_not_of_the_comment_as_well(self, take, alice, rita, told):
        comment(take, rita, "@Bob @Alice louder, please. @Rita will listen again.")
        assert told() == ["Alice: mentioned", "Bob: mentioned", "Cleo: commented"]

    def test_who_wants_no_mail_about_their_name_still_hears_of_the_comment(self, take, alice, bob, rita, told):
        turn_off(bob, [Kind.MENTIONED])
        said = comment(take, rita, "@Bob @Alice louder, please.")
        assert told() == ["Alice: mentioned", "Bob: commented", "Bob: mentioned", "Cleo: commented"]
        waiting = Notice.objects.waiting().filter(about=f"comment-{said.pk}", person=bob)
        assert [notice.kind for notice in waiting] == [Kind.COMMENTED]

    def test_who_is_called_in_an_edited_comment_hears_of_it_once(self, take, alice, rita, told):
        said = comment(take, rita, "Louder.")
        told()
        edit(said, "Louder, @Alice.")
        assert told() == ["Alice: mentioned"]
        edit(said, "Much louder, @Alice.")
        assert told() == []

    def test_a_double_click_tells_once(self, take, rita, told):
        comment(take, rita, "Louder.", Decimal(1))
        told()
        comment(take, rita, "Louder.", Decimal(1))
        assert told() == []

    def test_a_deleted_comment_is_no_news_until_it_comes_back(self, take, rita, told):
        said = comment(take, rita, "Louder, @Alice.")
        told()
        delete(said)
        assert not Notice.objects.filter(about=f"comment-{said.pk}").exists()
        bring_back(said)
        assert told() == ["Alice: mentioned", "Bob: commented", "Cleo: commented"]

    def test_the_notice_leads_to_the_comment(self, take, rita):
        said = comment(take, rita, "Louder.")
        [notice, _other] = Notice.objects.filter(kind=Kind.COMMENTED)
        assert notice.address == f"/videos/{take.video_id}/?v=1#c{said.pk}"
        assert notice.params["who"] == "Rita Moss"
        assert notice.topic == f"video-{take.video_id}"


class TestDecisions:
    @pytest.mark.parametrize(("verdict", "text"), [(APPROVED, ""), (CHANGES, "Louder."), (APPROVED, "Well done.")])
    def test_who_made_it_and_who_began_it_hear_of_it_and_not_of_its_words_apart(self, take, rita, told, verdict, text):
        decide(take, rita, verdict, text)
        assert told() == [f"Bob: decided {verdict}", f"Cleo: decided {verdict}"]

    def test_who_began_it_and_may_not_prepare_any_more_does_not(self, take, cleo, rita, told):
        cleo.memberships.update(role="reviewer")
        decide(take, rita, APPROVED)
        assert told() == ["Bob: decided approved"]

    def test_others_who_spoke_still_hear_the_words(self, take, alice, rita, told):
        comment(take, alice, "Nice.")
        told()
        decide(take, rita, CHANGES, "Louder.")
        assert told() == ["Alice: commented", "Bob: decided changes", "Cleo: decided changes"]

    def test_nobody_hears_of_their_own(self, take, bob, told):
        decide(take, bob, APPROVED)
        assert told() == ["Cleo: decided approved"]

    def test_taking_it_back_takes_the_waiting_mail_back_and_is_told_nobody_who_never_heard(self, take, rita, told):
        decide(take, rita, APPROVED)
        told()
        withdraw(take, rita)
        assert told() == []
        assert not Notice.objects.filter(kind=Kind.DECIDED).exists()

    @pytest.mark.parametrize("status", [Status.SENT, Status.UNCLEAR, Status.SENDING])
    def test_taking_it_back_is_told_to_those_who_were_mailed(self, take, bob, rita, told, status):
        decide(take, rita, APPROVED)
        told()
        Notice.objects.filter(kind=Kind.DECIDED, person=bob).update(status=status)
        withdraw(take, rita)
        assert told() == ["Bob: decided withdrawn"]

    @pytest.mark.parametrize("status", [Status.NONE, Status.REFUSED, Status.GIVEN_UP])
    def test_and_not_to_those_whose_mail_did_not_arrive(self, take, rita, told, status):
        decide(take, rita, APPROVED)
        told()
        Notice.objects.update(status=status)
        withdraw(take, rita)
        assert told() == []

    def test_what_is_decided_anew_takes_the_place_of_what_nobody_read(self, take, alice, rita, told):
        decide(take, alice, APPROVED)
        decide(take, rita, CHANGES, "Louder.")
        decide(take, rita, APPROVED)
        latest = Notice.objects.filter(kind=Kind.DECIDED, params__who="Rita Moss")
        assert {notice.params["what"] for notice in latest} == {"approved"}
        assert Notice.objects.filter(kind=Kind.DECIDED, params__who="Alice Ames").count() == 2

    def test_taking_back_reaches_who_heard_of_an_earlier_decision_alone(self, take, rita, told):
        decide(take, rita, CHANGES, "Louder.")
        Notice.objects.update(status=Status.SENT)
        decide(take, rita, APPROVED)
        told()
        withdraw(take, rita)
        assert told() == ["Bob: decided withdrawn", "Cleo: decided withdrawn"]

    def test_who_heard_that_it_was_taken_back_does_not_hear_it_again(self, take, rita, told):
        decide(take, rita, APPROVED)
        Notice.objects.update(status=Status.SENT)
        withdraw(take, rita)
        Notice.objects.update(status=Status.SENT)
        decide(take, rita, APPROVED)
        told()
        withdraw(take, rita)
        assert told() == []


class TestTakes:
    def test_who_pressed_hears_that_it_is_ready(self, take, bob, told):
        make_take(take.video.project.team, bob, video=take.video)
        assert told() == ["Bob: ready"]

    def test_who_must_approve_is_asked_and_does_not_hear_that_it_is_ready_as_well(self, take, bob, rita, told):
        name_deciders(take.video.project, [bob, rita])
        make_take(take.video.project.team, bob, video=take.video)
        assert told() == ["Bob: asked review", "Rita: asked review"]

    def test_who_has_decided_is_not_asked_any_more(self, take, alice, bob, rita):
        name_deciders(take.video.project, [alice, rita])
        newest = make_take(take.video.project.team, bob, video=take.video)
        decide(newest, rita, APPROVED)
        assert [notice.person for notice in Notice.objects.filter(kind=Kind.ASKED)] == [alice]

    def test_a_decision_about_another_version_leaves_the_asking_alone(self, take, bob, rita):
        name_deciders(take.video.project, [rita])
        make_take(take.video.project.team, bob, video=take.video)
        decide(take, rita, APPROVED)
        assert [notice.person for notice in Notice.objects.filter(kind=Kind.ASKED)] == [rita]

    def test_about_an_earlier_version_nobody_is_asked_any_more(self, take, bob, rita, told):
        name_deciders(take.video.project, [rita])
        others = make_take(take.video.project.team, bob)
        second, third = (make_take(take.video.project.team, bob, video=take.video) for _nth in range(2))
        asked = set(Notice.objects.filter(kind=Kind.ASKED).values_list("address", flat=True))
        assert asked == {f"/videos/{one.video_id}/?v={one.ref}" for one in (others, third)}
        assert Notice.objects.filter(kind=Kind.READY, params__number=second.number).exists()

    def test_who_pressed_hears_that_it_came_to_nothing(self, team, bob, alice, told):
        make_take(team, bob, "failed")
        assert told() == ["Bob: fix"]

    def test_who_pressed_hears_that_it_is_unclear_and_not_of_their_own_giving_up(self, team, bob, told):
        take = make_take(team, bob, "unknown")
        assert told() == ["Bob: fix unclear"]
        unclear.give_up(take, bob)
        assert told() == []

    def test_each_time_that_it_comes_to_nothing_is_news(self, team, bob, told):
        take = make_take(team, bob, "failed")
        told()
        move(take, "saving")
        move(take, "failed", reason="film")
        assert told() == ["Bob: fix"]

    def test_nobody_hears_of_what_is_on_its_way(self, team, bob, told):
        bring_to(make_take(team, bob, "queued"), "processing")
        assert told() == []

    def test_nobody_hears_of_drafts(self, team, bob, told):
        take = make_take(team, bob, "queued")
        Render.objects.filter(pk=take.pk).update(mode="draft", connection=None, hold=None, estimate_micros=0)
        draft = Render.objects.get(pk=take.pk)
        move(draft, "failed", reason="draft")
        assert told() == []


class TestAsks:
    @pytest.fixture
    def asked(self, video, alice, bob, cleo, rita, told) -> Render:
        return press_make(video, cleo, ask=True)

    def test_those_who_may_say_ok_are_asked(self, asked, told):
        assert told() == ["Alice: asked spend", "Bob: asked spend"]
        assert Notice.objects.first().address == f"/takes/{asked.pk}/ask/"

    def test_an_ok_reaches_who_asked_and_the_others_need_not_be_asked_any_more(self, asked, bob, told):
        told()
        asking.say_ok(asked, bob, asked.estimate_micros)
        assert told() == ["Cleo: asked ok"]
        assert not Notice.objects.filter(about=f"ask-{asked.pk}").exists()

    def test_so_does_sending_it_back(self, asked, alice, told):
        told()
        asking.send_back(asked, alice, "Another photo.")
        assert told() == ["Cleo: asked sent_back"]

    def test_taking_it_back_oneself_is_told_nobody(self, asked, cleo, told):
        stop(asked, cleo)
        assert told() == []
        assert not Notice.objects.exists()


class TestTell:
    def tell(self, people, team, about="step-1", **words) -> None:
        tell(people, Kind.READY, team=team, about=about, topic="video-1", address="/videos/1/", **words)

    def test_the_same_is_told_once(self, team, alice, bob):
        self.tell([alice], team)
        self.tell([alice, bob, bob], team)
        assert sorted(Notice.objects.values_list("person__name", flat=True)) == ["Alice Ames", "Bob Bond"]

    def test_people_outside_the_team_and_people_who_may_not_sign_in_hear_nothing(self, team, alice, bob, charlie):
        bob.is_active = False
        bob.save()
        self.tell([alice, bob, charlie], team)
        assert [notice.person for notice in Notice.objects.all()] == [alice]

    def test_who_wants_no_mail_gets_a_row_all_the_same(self, team, alice):
        turn_off(alice, [Kind.READY])
        self.tell([alice], team)
        assert Notice.objects.get().status == Status.NONE

    def test_it_is_as_lasting_as_what_it_tells(self, team, alice):
        with transaction.atomic():
            self.tell([alice], team)
            transaction.set_rollback(True)
        assert not Notice.objects.exists()

    @pytest.mark.parametrize("people", [1, 30])
    def test_it_takes_three_statements_however_many_they_are(self, team, people, django_assert_num_queries):
        everybody = [make_person(f"Person{nth} Smith", team) for nth in range(people)]
        with transaction.atomic(), django_assert_num_queries(3):
            self.tell(everybody, team)

    def test_it_locks_no_row_that_was_there_before(self, team, alice, django_assert_num_queries):
        with transaction.atomic(), django_assert_num_queries(3) as asked:
            self.tell([alice], team)
        statements = [query["sql"] for query in asked]
        assert [re.match(r"\w+", statement).group() for statement in statements] == ["SELECT", "SELECT", "INSERT"]
        assert not any("FOR UPDATE" in statement for statement in statements)

    def test_what_is_just_being_sent_is_not_taken_back(self, team, alice, bob, become_due):
        self.tell([alice, bob], team)
        Notice.objects.filter(person=bob).update(lease_until="2999-01-01T00:00Z")
        take_back("step-1")
        assert [notice.person for notice in Notice.objects.all()] == [bob]

    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("Eve\r\nBcc: all@example.com", "Eve Bcc: all@example.com"),
            ("Eve\u2028\x00\u202e Evil\t", "Eve Evil"),
            ("  Søren 王 ", "Søren 王"),
        ],
    )
    def test_names_are_kept_as_one_line(self, team, alice, name, kept):
        self.tell([alice], team, who=name)
        assert Notice.objects.get().params["who"] == kept == one_line(name)
