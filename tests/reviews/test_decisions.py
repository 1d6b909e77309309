import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from apps.projects.deciders import name_deciders
from apps.renders.models import Video
from apps.reviews.deciding import decide, withdraw
from apps.reviews.models import Decision
from tests.cast import HTMX, signed_in
from tests.takes import make_take

pytestmark = pytest.mark.django_db
APPROVED, CHANGES, WITHDRAWN = Decision.Verdict
UNDO = 'id="take-back"'


def room_of(take):
    return reverse("reviews:room", args=[take.video_id])


@pytest.fixture
def seen(rita):
    """The room as a person reads it: the reviewer, unless another one is given."""

    def look(take, person=rita):
        return signed_in(person).get(f"{room_of(take)}?v={take.ref}").content.decode()

    return look


class TestDecide:
    @pytest.fixture
    def post(self, rita, take):
        browser, address = signed_in(rita), reverse("reviews:decide", args=[take.pk])
        return lambda data, **options: browser.post(address, data, **options)

    def test_a_reviewer_approves(self, post, take, rita):
        answer = post({"verdict": "approved"}, follow=True)
        assert answer.redirect_chain == [(f"{room_of(take)}?v=1", 303)]
        assert "You approved: Version 1." in answer.content.decode()
        assert take.decisions.get().person == rita

    def test_htmx_is_sent_back_to_the_room(self, post, take):
        answer = post({"verdict": "changes", "text": "Louder."}, headers=HTMX)
        assert (answer.status_code, answer["HX-Redirect"]) == (204, f"{room_of(take)}?v=1")
        assert take.comments.get().text == "Louder."

    def test_asking_for_changes_without_words_says_so_beside_the_field(self, post, take):
        answer = post({"verdict": "changes", "text": " "}, headers=HTMX)
        assert answer.status_code == 422
        assert "Write what should change." in answer.content.decode()
        assert not take.decisions.exists()

    def test_without_javascript_the_dialog_is_open_again(self, post):
        answer = post({"verdict": "changes"})
        assert answer.status_code == 422
        assert re.search(r'<dialog[^>]* id="changes"[^>]* open>', answer.content.decode())

    @pytest.mark.parametrize("verdict", ["perhaps", "withdrawn", ""])
    def test_another_verdict_is_refused(self, post, take, verdict):
        assert post({"verdict": verdict}).status_code == 422
        assert not take.decisions.exists()

    def test_a_stranger_gets_404_and_nothing_is_written(self, charlie, take):
        before = Video.objects.get(pk=take.video_id).rev
        answer = signed_in(charlie).post(reverse("reviews:decide", args=[take.pk]), {"verdict": "approved"})
        assert answer.status_code == 404
        assert not Decision.objects.exists()
        assert Video.objects.get(pk=take.video_id).rev == before

    def test_it_must_be_posted(self, rita, take):
        browser = signed_in(rita)
        answer = browser.get(reverse("reviews:decide", args=[take.pk]))
        assert (answer.status_code, answer["Location"]) == (303, reverse("reviews:take", args=[take.pk]))
        assert browser.get(answer["Location"])["Location"] == f"{room_of(take)}?v=1"
        assert not Decision.objects.exists()

    def test_a_file_that_is_another_one_is_not_approved_and_says_so(self, post, take):
        default_storage.delete(take.film_key)
        page = post({"verdict": "approved"}, follow=True).content.decode()
        assert "The stored video is not the one that was made, so your approval was not recorded." in page
        assert not take.decisions.exists()


class TestWithdraw:
    @pytest.fixture
    def undo(self, rita, take):
        browser = signed_in(rita)
        return lambda: browser.post(reverse("reviews:withdraw", args=[take.pk]), follow=True).content.decode()

    def test_a_press_takes_it_back_and_approving_is_offered_again(self, undo, take, rita):
        decide(take, rita, APPROVED)
        page = undo()
        assert "Taken back. You have not decided about it." in page
        assert "Nobody has decided about this version yet." in page
        assert 'commandfor="approve" command="show-modal"' in page
        assert take.decisions.last().verdict == WITHDRAWN

    def test_only_who_decided_is_offered_it_and_only_for_ten_minutes(self, take, rita, bob, seen):
        decide(take, rita, APPROVED)
        assert UNDO in seen(take)
        assert UNDO not in seen(take, bob)
        with time_machine.travel(timezone.now() + timedelta(minutes=11)):
            assert UNDO not in seen(take)

    def test_too_late_it_stays_and_says_so(self, undo, take, rita):
        decide(take, rita, APPROVED)
        Decision.objects.update(created_at=timezone.now() - timedelta(minutes=11))
        assert "That was more than 10 minutes ago, so it stays." in undo()
        assert take.decisions.count() == 1

    def test_where_nothing_was_decided_there_is_nothing_to_take_back(self, undo, take, bob):
        decide(take, bob, APPROVED)
        assert "There is nothing to take back" in undo()
        assert take.decisions.count() == 1


class TestWhoMustApprove:
    def test_the_room_says_whose_approval_is_missing_and_whose_is_not_needed(self, take, alice, bob, rita, seen):
        name_deciders(take.video.project, [alice, bob])
        decide(take, rita, APPROVED)
        decide(take, alice, APPROVED)
        page = seen(take)
        assert "Still to approve: Bob Bond." in page
        assert page.count("is not one of the approvals that are needed") == 1
        assert "Needs review" in page
        assert "once all of these have approved it: Alice Ames, Bob Bond." in page

    def test_an_open_room_hears_that_others_must_approve_now(self, take, rita, bob):
        decide(take, rita, APPROVED)
        since = Video.objects.get(pk=take.video_id).project.team.rev
        name_deciders(take.video.project, [bob])
        address = reverse("reviews:live", args=[take.video_id])
        pieces = signed_in(rita).get(f"{address}?v=1&film=1&since={since}", headers=HTMX).content.decode()
        assert "Still to approve: Bob Bond." in pieces
        assert "Needs review" in pieces
        assert "<video" not in pieces


class TestApprovedBefore:
    def test_the_room_says_which_version_is_approved_and_leads_there(self, team, alice, rita, take, seen):
        decide(take, rita, APPROVED)
        newer = make_take(team, alice, video=take.video)
        page = seen(newer)
        assert "Approved: version 1 · version 2 not reviewed" in page
        assert '<a href="?v=1">Go to Version 1</a>' in page


class TestLog:
    def test_the_room_lists_every_decision_about_every_take(self, team, alice, rita, take, seen):
        decide(take, rita, CHANGES, "Louder, please.")
        withdraw(take, rita)
        newer = make_take(team, alice, video=take.video)
        decide(newer, alice, APPROVED)
        log = seen(newer).split('id="log"')[1].split("</ol>")[0]
        said = re.findall(r"<b[^>]*>([^<]+)</b>\s+· (Version \d) · ([^\n<]+)", log)
        assert said == [
            ("Alice Ames", "Version 2", "Approved"),
            ("Rita Moss", "Version 1", "Taken back"),
            ("Rita Moss", "Version 1", "Changes asked"),
        ]
        assert "Louder, please." in log
        assert take.film_sha256[:12] in log

    def test_as_a_table_it_has_who_when_what_and_the_whole_hash(self, rita, take):
        decide(take, rita, CHANGES, "=1+1")
        answer = signed_in(rita).get(reverse("reviews:log", args=[take.video_id]))
        head, row = answer.content.decode("utf-8-sig").strip().split("\r\n")
        assert head == "When (UTC),Who,Video,Version,Decision,Words,File (SHA-256)"
        words = f"Rita Moss,Welcome,Version 1,Changes asked,'=1+1,{take.film_sha256}"
        assert re.fullmatch(rf"\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d,{re.escape(words)}", row)
        assert answer["Content-Disposition"] == 'attachment; filename="decisions-welcome.csv"'

    def test_a_stranger_gets_404(self, charlie, take):
        assert signed_in(charlie).get(reverse("reviews:log", args=[take.video_id])).status_code == 404

    def test_a_long_one_costs_no_more_queries(self, rita, take, counted):
        browser, address = signed_in(rita), reverse("reviews:log", args=[take.video_id])
        decide(take, rita, APPROVED)
        few = counted(browser, address)
        for text in ("Louder.", "Slower.", "Longer."):
            decide(take, rita, CHANGES, text)
        assert counted(browser, address) == few
