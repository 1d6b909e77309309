"""A take that waits for an OK, and one that is stopped before it is sent."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.connections.models import Price
from apps.renders import actions
from apps.renders.lifecycle import move
from apps.renders.models import Render, Video
from apps.spending.models import Hold
from apps.teams.models import Role
from tests.cast import HTMX, make_person, signed_in
from tests.takes import bring_to, limit, press_make

pytestmark = pytest.mark.django_db
PRICE = 3 * 56_000


def url(name: str, take: Render) -> str:
    return reverse(f"takes:{name}", args=[take.pk])


def current(take: Render) -> Render:
    return Render.objects.get(pk=take.pk)


@pytest.fixture
def wish(video, cleo) -> Render:
    """A creator asks to spend."""
    return press_make(video, cleo, ask=True)


@pytest.fixture
def producer(bob) -> Client:
    return signed_in(bob)


@pytest.fixture
def owner(alice) -> Client:
    return signed_in(alice)


class TestAsk:
    def test_shows_face_voice_price_and_who_asked(self, producer, wish):
        page = producer.get(url("ask", wish)).content.decode()
        assert url("poster", wish) in page
        assert url("voice", wish) in page
        assert "Cleo Cruz asked just now" in page
        assert "3 seconds" in page
        assert "OK, spend $0.17" in page
        assert "There is no limit for this month." in page

    def test_shows_the_style_and_what_is_left(self, producer, wish):
        Render.objects.update(prompt="calm & warm")
        limit(wish.video, None, 5_000_000)
        page = producer.get(url("ask", wish)).content.decode()
        assert "calm &amp; warm" in page
        assert "$5.00 is left this month." in page

    def test_shows_the_text_that_goes_along_and_no_player(self, producer, wish):
        Render.objects.update(script="Welcome <all>", voice_key="")
        page = producer.get(url("ask", wish)).content.decode()
        assert "Welcome &lt;all&gt;" in page
        assert "<audio" not in page
        assert producer.get(url("voice", wish)).status_code == 404

    def test_the_voice_plays(self, producer, wish):
        answer = producer.get(url("voice", wish))
        assert (answer.status_code, answer["Content-Type"]) == (200, "audio/mpeg")

    @pytest.mark.parametrize("name", ["cleo", "rita"])
    def test_others_may_look_but_are_not_offered_an_answer(self, request, name, wish):
        page = signed_in(request.getfixturevalue(name)).get(url("ask", wish)).content.decode()
        assert "OK, spend" not in page
        assert "Send it back" not in page
        assert ("Take it back" in page) == (name == "cleo")

    def test_a_producer_reads_that_the_month_leaves_too_little(self, producer, wish):
        limit(wish.video, None, 100_000)
        page = producer.get(url("ask", wish)).content.decode()
        assert "leaves $0.10" in page
        assert "Only an owner may go over the limit." in page
        assert "OK, spend" not in page

    def test_an_owner_reads_it_and_may_all_the_same(self, owner, wish):
        limit(wish.video, None, 100_000)
        page = owner.get(url("ask", wish)).content.decode()
        assert "You may go over it" in page
        assert "OK, spend $0.17" in page

    def test_one_that_was_answered_leads_to_its_video(self, producer, take):
        assert producer.get(url("ask", take)).url == f"{reverse('reviews:room', args=[take.video_id])}?v=1"

    def test_a_stranger_finds_nothing(self, charlie, wish):
        assert signed_in(charlie).get(url("ask", wish)).status_code == 404
        assert signed_in(charlie).get(url("voice", wish)).status_code == 404

    def test_asks_a_fixed_number_of_questions(self, producer, wish, django_assert_max_num_queries):
        producer.get(url("ask", wish))
        with django_assert_max_num_queries(14):
            producer.get(url("ask", wish))


class TestOk:
    def test_sets_the_price_aside_and_puts_it_in_line(self, producer, bob, wish):
        answer = producer.post(url("ok", wish), {"seen": PRICE}, follow=True)
        take = current(wish)
        assert (take.status, take.answered_by, take.hold.held_micros) == ("queued", bob, PRICE)
        assert "$0.17 in play money is set aside" in answer.content.decode()

    def test_said_twice_it_is_one(self, producer, wish):
        for _ in range(2):
            answer = producer.post(url("ok", wish), {"seen": PRICE}, follow=True)
        assert (current(wish).status, Hold.objects.count()) == ("queued", 1)
        assert "any more" not in answer.content.decode()

    def test_a_price_that_changed_is_shown_first(self, producer, wish, connection, alice):
        Price.objects.create(connection=connection, what="std", micros=200_000, confirmed_by=alice)
        answer = producer.post(url("ok", wish), {"seen": PRICE})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "The price is $0.60 now" in page
        assert "OK, spend $0.60" in page
        assert (current(wish).status, Hold.objects.count()) == ("waiting_for_ok", 0)
        producer.post(url("ok", wish), {"seen": 600_000})
        assert current(wish).hold.held_micros == 600_000

    def test_over_the_teams_limit_only_an_owner_says_it(self, producer, owner, wish):
        limit(wish.video, None, 100_000)
        answer = producer.post(url("ok", wish), {"seen": PRICE})
        assert answer.status_code == 422
        assert "leaves $0.10" in answer.content.decode()
        assert (current(wish).status, Hold.objects.count()) == ("waiting_for_ok", 0)
        owner.post(url("ok", wish), {"seen": PRICE})
        assert current(wish).hold.held_micros == PRICE

    def test_over_the_askers_own_limit_a_producer_may_say_it(self, producer, cleo, wish):
        limit(wish.video, cleo, 100_000)
        producer.post(url("ok", wish), {"seen": PRICE})
        assert current(wish).status == "queued"

    def test_whoever_comes_second_reads_that_nothing_was_changed(self, producer, owner, wish):
        producer.post(url("ok", wish), {"seen": PRICE})
        answer = owner.post(url("ok", wish), {"seen": PRICE}, follow=True)
        assert "does not wait for an OK any more" in answer.content.decode()
        assert current(wish).answered_by.name == "Bob Bond"

    @pytest.mark.parametrize("seen", ["", "nonsense", "-1", "168000.5"])
    def test_a_price_that_nobody_saw_is_not_spent(self, producer, wish, seen):
        assert producer.post(url("ok", wish), {"seen": seen}).status_code == 422
        assert current(wish).status == "waiting_for_ok"

    @pytest.mark.parametrize("name", ["cleo", "rita"])
    def test_those_who_may_not_spend_may_not_say_it(self, request, name, wish):
        assert signed_in(request.getfixturevalue(name)).post(url("ok", wish), {"seen": PRICE}).status_code == 403

    def test_a_producer_does_not_say_it_to_their_own_wish(self, producer, video, bob):
        wish = press_make(video, bob, ask=True)
        assert producer.post(url("ok", wish), {"seen": PRICE}).status_code == 403
        assert "OK, spend" not in producer.get(url("ask", wish)).content.decode()

    def test_an_owner_does(self, owner, video, alice):
        wish = press_make(video, alice, ask=True)
        assert "Send it back" not in owner.get(url("ask", wish)).content.decode()
        owner.post(url("ok", wish), {"seen": PRICE})
        assert current(wish).status == "queued"

    @pytest.mark.parametrize("name", ["ok", "send_back"])
    def test_opened_with_get_its_address_leads_to_the_page(self, producer, wish, name):
        assert producer.get(url(name, wish)).url == url("ask", wish)
        assert current(wish).status == "waiting_for_ok"

    def test_a_stranger_finds_nothing(self, charlie, wish):
        assert signed_in(charlie).post(url("ok", wish), {"seen": PRICE}).status_code == 404


class TestSendBack:
    def test_ends_the_take_with_the_comment(self, producer, bob, wish):
        answer = producer.post(url("send_back", wish), {"comment": "Smile more"}, follow=True)
        take = current(wish)
        assert (take.status, take.reason, take.answer) == ("cancelled", "sent_back", "Smile more")
        assert take.answered_by == bob
        assert "Sent back to Cleo Cruz" in answer.content.decode()

    @pytest.mark.parametrize("comment", ["", "   ", "x" * 1001])
    def test_without_a_comment_it_is_not_sent_back(self, producer, wish, comment):
        answer = producer.post(url("send_back", wish), {"comment": comment})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
        assert current(wish).status == "waiting_for_ok"

    def test_the_video_can_be_asked_for_again(self, producer, cleo, wish):
        producer.post(url("send_back", wish), {"comment": "Smile more"})
        video = Video.objects.get(pk=wish.video_id)
        assert press_make(video, cleo, ask=True).number == 2

    def test_one_that_was_taken_back_meanwhile_stays_so(self, producer, cleo, wish):
        actions.stop(wish, cleo)
        answer = producer.post(url("send_back", wish), {"comment": "Smile more"}, follow=True)
        assert "does not wait for an OK any more" in answer.content.decode()
        assert current(wish).answer == ""

    def test_those_who_may_not_spend_may_not(self, cleo, wish):
        assert signed_in(cleo).post(url("send_back", wish), {"comment": "No"}).status_code == 403

    def test_a_stranger_finds_nothing(self, charlie, wish):
        assert signed_in(charlie).post(url("send_back", wish), {"comment": "No"}).status_code == 404


class TestStop:
    def test_undoes_what_was_just_asked_and_sets_nothing_aside(self, owner, take):
        answer = owner.post(url("stop", take), follow=True)
        assert current(take).status == "cancelled"
        assert (Hold.objects.get().held_micros, Hold.objects.get().spent_micros) == (0, 0)
        assert "Stopped. Nothing was sent, and you were not charged." in answer.content.decode()

    def test_with_htmx_it_says_so_and_the_page_looks_for_news(self, owner, take):
        answer = owner.post(url("stop", take), headers=HTMX)
        assert "videos-changed" in answer["HX-Trigger"]
        assert "you were not charged" in answer.content.decode()

    def test_a_double_click_says_the_same(self, owner, take):
        for _ in range(2):
            answer = owner.post(url("stop", take), follow=True)
            assert "Stopped. Nothing was sent" in answer.content.decode()

    def test_too_late_changes_nothing(self, owner, take):
        move(take, Render.Status.SUBMITTING)
        answer = owner.post(url("stop", take), follow=True)
        assert "cannot be stopped any more" in answer.content.decode()
        assert current(take).status == "submitting"
        assert Hold.objects.get().held_micros == PRICE

    def test_a_page_that_was_left_open_says_that_it_is_over(self, owner, take):
        bring_to(take, "ready")
        answer = owner.post(url("stop", take), follow=True)
        assert "come to its end already" in answer.content.decode()
        assert current(take).status == "ready"

    def test_one_that_the_service_took_after_all_is_not_stopped(self, owner, take):
        Render.objects.update(task_id="task-1")
        owner.post(url("stop", take))
        assert current(take).status == "queued"

    def test_whoever_asked_takes_it_back(self, cleo, wish):
        signed_in(cleo).post(url("stop", wish))
        assert current(wish).status == "cancelled"

    def test_another_creator_may_not(self, team, wish):
        dora = make_person("Dora Dunn", team, Role.CREATOR)
        assert signed_in(dora).post(url("stop", wish)).status_code == 403

    def test_a_reviewer_may_not(self, rita, take):
        assert signed_in(rita).post(url("stop", take)).status_code == 403

    def test_a_stranger_finds_nothing(self, charlie, take):
        assert signed_in(charlie).post(url("stop", take)).status_code == 404


class TestTheCard:
    """What the project page says about a take that was just asked for."""

    @pytest.fixture
    def card(self, video):
        address = reverse("gallery:project", args=[video.project_id])

        def look(client: Client) -> str:
            page = client.get(address).content.decode()
            return page.split('id="cards"')[1].split("</ul>")[0]

        return look

    def test_at_first_it_is_not_sent_and_can_be_undone(self, owner, card, take, settings):
        settings.UNDO_SECONDS = 10
        page = card(owner)
        assert "Not sent yet" in page
        assert "Nothing is sent for the first 10 seconds: you can undo it" in page
        assert "Undo" in page

    def test_then_it_is_in_line_at_its_place(self, owner, card, take):
        Render.objects.update(queued_at=timezone.now() - timedelta(minutes=1))
        for place, words in ((None, "In line for a free place"), (1, "You are next in line."), (2, "2nd in line.")):
            Render.objects.update(place=place)
            assert words in card(owner)
        assert "Take it out of the line" in card(owner)

    def test_while_it_is_sent_it_says_that_it_cannot_be_stopped(self, owner, card, take):
        move(take, Render.Status.SUBMITTING)
        page = card(owner)
        assert "It cannot be stopped any more." in page
        assert url("stop", take) not in page

    def test_a_reviewer_is_not_offered_to_stop_it(self, rita, card, take):
        assert url("stop", take) not in card(signed_in(rita))

    def test_a_stopped_one_can_be_gone_on_with(self, owner, card, take, alice):
        actions.stop(take, alice)
        page = card(owner)
        assert "Nothing was sent, and you were not charged." in page
        assert "Go on" in page

    def test_a_wish_leads_the_producer_to_its_page_and_lets_the_asker_take_it_back(self, producer, cleo, card, wish):
        theirs, own = card(producer), card(signed_in(cleo))
        assert "Cleo Cruz asks to spend $0.17." in theirs
        assert "Look and answer" in theirs
        assert url("stop", wish) not in theirs
        assert "You asked to spend $0.17." in own
        assert "Take it back" in own
        assert "Look and answer" not in own

    def test_one_that_was_sent_back_says_who_and_why(self, producer, cleo, card, wish):
        producer.post(url("send_back", wish), {"comment": "Smile more"})
        page = card(signed_in(cleo))
        assert "Bob Bond sent it back" in page
        assert "Smile more" in page


class TestTheRoom:
    """What stands in the place of the film in the review room."""

    @pytest.fixture
    def stage(self, video):
        def look(client: Client) -> str:
            page = client.get(reverse("reviews:room", args=[video.pk])).content.decode()
            return page.split('id="stage"')[1].split('id="versions"')[0]

        return look

    def test_leads_to_the_answer(self, producer, cleo, stage, wish):
        assert "Look and answer" in stage(producer)
        assert "Look and answer" not in stage(signed_in(cleo))
        assert url("ask", wish) in stage(signed_in(cleo))

    def test_what_waits_shows_no_stages(self, producer, stage, wish):
        assert "Being made" not in stage(producer)

    def test_one_in_line_can_be_taken_out(self, owner, rita, stage, take):
        assert url("stop", take) in stage(owner)
        assert url("stop", take) not in stage(signed_in(rita))

    def test_one_that_was_stopped_is_listed_as_not_charged(self, owner, alice, take):
        actions.stop(take, alice)
        page = owner.get(reverse("reviews:room", args=[take.video_id])).content.decode()
        assert "Nothing charged" in page.split('id="versions"')[1]
        assert "$0.00" not in page

    def test_one_that_was_stopped_says_that_it_cost_nothing(self, owner, alice, stage, take):
        actions.stop(take, alice)
        assert "Nothing was sent, and you were not charged." in stage(owner)
        assert "Go on" in stage(owner)
