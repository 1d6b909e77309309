import pytest

from apps.renders.models import Render
from apps.reviews.models import Decision
from apps.reviews.states import state_of


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

    @pytest.mark.parametrize("verdict", Decision.Verdict)
    def test_what_people_say_counts_once_there_is_a_film(self, verdict):
        assert state_of(Render(status="ready"), verdict).key == verdict.value
        assert state_of(Render(status="failed"), verdict).key == "failed"
