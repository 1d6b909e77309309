import pytest

from apps.providers.errors import Reason
from apps.renders.models import Render
from apps.renders.words import doing, stages, trouble

S = Render.Status


class TestStages:
    def test_there_are_five_and_the_first_is_behind_us_from_the_start(self):
        assert [stage.state for stage in stages(Render(status=S.QUEUED))] == ["done", "now", "wait", "wait", "wait"]

    def test_all_are_done_when_it_is_ready(self):
        assert {stage.state for stage in stages(Render(status=S.READY))} == {"done"}


class TestDoing:
    @pytest.mark.parametrize("status", Render.OPEN)
    def test_every_open_take_says_what_happens(self, status):
        assert doing(Render(status=status)).endswith(".")

    def test_waiting_for_a_service_that_is_down_says_that_nothing_was_charged(self):
        assert "not charged" in doing(Render(status=S.QUEUED, reason="down"))


class TestTrouble:
    @pytest.mark.parametrize("reason", [*Reason, "consent", "film", "service", "a word of tomorrow"])
    def test_every_reason_has_a_headline_an_advice_and_says_whether_money_was_taken(self, reason):
        headline, advice = trouble(Render(status=S.FAILED, reason=reason))
        assert headline
        assert "charged" in advice
