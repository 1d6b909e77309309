import pytest

from apps.projects.deciders import name_deciders
from apps.renders.models import Render
from apps.reviews.deciding import decide
from apps.reviews.models import Decision
from apps.reviews.states import approved_before, state_of
from apps.reviews.verdicts import tallies
from tests.takes import make_take


class TestStateOf:
    @pytest.mark.parametrize(
        ("status", "key"),
        [
            ("waiting_for_ok", "asked"),
            ("cancelled", "stopped"),
            ("queued", "queued"),
            ("submitting", "rendering"),
            ("submitted", "rendering"),
            ("processing", "rendering"),
            ("saving", "rendering"),
            ("unknown", "unclear"),
            ("failed", "failed"),
            ("ready", "review"),
        ],
    )
    def test_every_status_has_a_chip_before_anybody_decides(self, status, key):
        assert state_of(Render(status=status), None).key == key

    def test_one_that_was_sent_back_is_not_only_stopped(self):
        assert state_of(Render(status="cancelled", reason="sent_back"), None).key == "sent-back"

    def test_one_that_was_given_up_says_so(self):
        assert state_of(Render(status="failed", reason="given_up"), None).name == "Given up"

    def test_one_that_can_be_undone_is_not_sent_yet(self, settings):
        settings.UNDO_SECONDS = 10
        assert state_of(Render(status="queued"), None).name == "Not sent yet"

    @pytest.mark.parametrize("verdict", [Decision.Verdict.APPROVED, Decision.Verdict.CHANGES])
    def test_what_people_say_counts_once_there_is_a_film(self, verdict):
        assert state_of(Render(status="ready"), verdict).key == verdict.value
        assert state_of(Render(status="failed"), verdict).key == "failed"


@pytest.mark.django_db
class TestApprovedBefore:
    APPROVED, CHANGES, _ = Decision.Verdict

    @pytest.fixture
    def newer(self, team, alice, take):
        """The next version, in the given status."""
        return lambda status="ready": make_take(team, alice, status, video=take.video)

    @pytest.fixture
    def words(self):
        def of(*takes):
            found = approved_before(takes, tallies(take for take in takes if take.is_ready))
            return found.words if found else ""

        return of

    def test_the_newest_one_says_it_by_itself(self, take, rita, words):
        decide(take, rita, self.APPROVED)
        assert words(take) == ""

    def test_without_an_approved_one_there_is_nothing_to_say(self, take, newer, rita, words):
        decide(take, rita, self.CHANGES, "Louder.")
        assert words(newer(), take) == ""

    def test_nobody_has_looked_at_the_newer_one(self, take, newer, rita, words):
        decide(take, rita, self.APPROVED)
        assert words(newer(), take) == "Approved: version 1 · version 2 not reviewed"

    def test_one_of_two_has_approved_the_newer_one(self, take, newer, alice, bob, words):
        name_deciders(take.video.project, [alice, bob])
        second = newer()
        for version, person in ((take, alice), (take, bob), (second, bob)):
            decide(version, person, self.APPROVED)
        assert words(second, take) == "Approved: version 1 · version 2 not decided yet"

    def test_somebody_asked_for_changes_to_the_newer_one(self, take, newer, rita, words):
        decide(take, rita, self.APPROVED)
        second = newer()
        decide(second, rita, self.CHANGES, "Louder.")
        assert words(second, take) == "Approved: version 1 · version 2: Changes asked"

    def test_the_newer_one_is_being_made(self, take, newer, rita, words):
        decide(take, rita, self.APPROVED)
        assert words(newer("processing"), take) == "Approved: version 1 · version 2: Making video"

    def test_of_several_approved_ones_it_is_the_newest(self, take, newer, rita, words):
        takes = [take, newer(), newer()]
        for approved in takes[:2]:
            decide(approved, rita, self.APPROVED)
        assert words(*takes) == "Approved: version 2 · version 3 not reviewed"

    def test_drafts_count_for_nothing(self, take, newer, rita, words):
        draft = newer()
        draft.mode = "draft"
        decide(draft, rita, self.APPROVED)
        assert words(take, draft) == ""
        decide(take, rita, self.APPROVED)
        assert words(take, draft) == ""
