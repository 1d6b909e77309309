import pytest

from apps.core.live import BUSY_SECONDS, IDLE, cursor, pace, poller


@pytest.mark.parametrize(
    ("busy", "alone", "seconds"),
    [(True, True, BUSY_SECONDS), (True, False, BUSY_SECONDS), (False, False, 5), (False, True, IDLE)],
)
def test_pace_is_set_by_the_work_and_then_by_the_people(busy: bool, alone: bool, seconds: int) -> None:
    assert pace(busy=busy, alone=alone) == seconds


@pytest.mark.parametrize(("query", "since"), [("?since=12", 12), ("", 0), ("?since=-1", 0), ("?since=1&since=x", 0)])
def test_a_cursor_that_makes_no_sense_is_the_start(rf, query: str, since: int) -> None:
    assert cursor(rf.get(f"/live{query}")) == since


@pytest.mark.parametrize(
    ("url", "joined"), [("/live", "/live?since=3&pace=2"), ("/live?v=1", "/live?v=1&since=3&pace=2")]
)
def test_a_poller_keeps_the_query_of_its_page(url: str, joined: str) -> None:
    assert poller(url, 3, 2)["url"] == joined
