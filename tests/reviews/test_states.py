import pytest

from apps.renders.models import Render
from apps.reviews.models import Decision
from apps.reviews.states import state_of


class TestStateOf:
    @pytest.mark.parametrize(
        ("status", "key"),
        [
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

    @pytest.mark.parametrize("verdict", Decision.Verdict)
    def test_what_people_say_counts_once_there_is_a_film(self, verdict):
        assert state_of(Render(status="ready"), verdict).key == verdict.value
        assert state_of(Render(status="failed"), verdict).key == "failed"
