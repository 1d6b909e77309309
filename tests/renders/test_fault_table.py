"""Everything that the practice service can do wrong, where the take ends, what it costs, and what people read.

One table, and a test that nothing is missing from it. Each line is played by a service whose "not found" proves that
it never got the order, and by one whose "not found" proves nothing; both over real HTTP. After each the books are
compared with the bill.
"""

from dataclasses import dataclass

import pytest
from django.db.models import Sum

from apps.practice import calls, faults, store
from apps.renders import actions
from apps.renders.models import Render
from apps.renders.troubles import trouble
from apps.renders.words import doing
from apps.spending.models import Budget, Entry, Hold
from tests.renders.test_pipeline import as_a_real_one
from tests.takes import press_make

S = Render.Status

pytestmark = pytest.mark.django_db

READY, FAILED, UNKNOWN, PROCESSING = S.READY, S.FAILED, S.UNKNOWN, S.PROCESSING
ESTIMATE = 3 * 56_000  # of the three seconds of the tests' recording
UNCLEAR = "We are not sure whether the service got it. Nothing is sent twice; somebody has to look at the service."
ACCOUNT = "The account at the service needs attention"
PHOTO = "The service cannot use this photo"


@dataclass(frozen=True, slots=True)
class Line:
    """A fault, where the take ends, what it costs in millionths, and the sentence; `unproven`: where that differs."""

    fault: str
    ends: S
    costs: int | None = ESTIMATE
    says: str = ""
    films: int = 1
    unproven: S | None = None


TABLE = [
    # Orders that were refused for now, or whose answer was lost.
    Line("submit=429", READY),
    Line("submit=429+1", READY),
    Line("submit=429+date", READY),
    Line("submit=503", READY),
    Line("submit=1303", READY),
    Line("submit=500", READY, unproven=UNKNOWN),
    Line("submit=502html", READY, unproven=UNKNOWN),
    Line("submit=timeout-before+0.2", READY, unproven=UNKNOWN),
    Line("submit=timeout-after+0.2", READY),
    Line("submit=garbage", READY),
    Line("submit=empty", READY),
    # Orders that were clearly refused.
    Line("submit=1102", FAILED, 0, ACCOUNT, films=0),
    Line("submit=1201", FAILED, 0, PHOTO, films=0),
    Line("submit=1301", FAILED, 0, "The service says that this is against its rules", films=0),
    # Looks that went wrong.
    *(
        Line(f"query={what}", READY)
        for what in (
            "429", "500", "502html", "503", "garbage", "empty", "timeout-before+0.2", "unknown", "backwards", "lost",
            "1102", "1201", "1301", "1303",
        )
    ),
    # What becomes of the film.
    Line("result=never", PROCESSING, None, "The service is making the video."),
    Line("result=failed", FAILED, 0, PHOTO),
    Line("result=failed-billed", FAILED, ESTIMATE, "The service could not make this video"),
    Line("result=bills=2.5", READY, 350_000),  # units of the service at their own price
    # And ready a minute later: see `test_faults.TestLateSuccess`.
    Line("result=late", FAILED, 0, "The service could not make this video"),
    Line("result=no-url", READY),
    Line("result=expired-url", READY),
    Line("result=truncated", READY),
    Line("result=html", READY),
    Line("result=empty", READY),
    Line("result=html*5", FAILED, ESTIMATE, "The video arrived damaged"),
]  # fmt: skip
FOR_TEXTS_ONLY = {"submit=unfinished"}  # see `tests/voices`


@pytest.fixture(autouse=True)
def _faulty(settings, service) -> None:
    settings.PRACTICE_FAULTS = True
    settings.LOOK_UP_SECONDS = 0


@pytest.fixture
def played(video, alice, step):
    def play(fault: str) -> Render:
        actions.change_video(video, prompt=f"fault:{fault}")
        take = press_make(video, alice)
        for _ in range(20):
            if step(take) in (READY, FAILED, UNKNOWN):
                break
        return take

    return play


def says(take: Render) -> str:
    return trouble(take)[0] if take.status == FAILED else doing(take)


def the_books_agree(take: Render) -> None:
    """One film at most, one order that counted, and the ledger says what the take says and the sums do."""
    hold = Hold.objects.get(render=take)
    sums = Entry.objects.filter(hold=hold).aggregate(held=Sum("held_micros"), spent=Sum("spent_micros"))
    is_over = take.status in Render.FINAL
    assert len(store.films()) <= 1
    assert sums == {"held": 0 if is_over else take.estimate_micros, "spent": take.charged_micros or 0}
    assert (hold.held_micros, hold.spent_micros, hold.is_open) == (sums["held"], sums["spent"], not is_over)
    assert set(Budget.objects.values_list("held_micros", "spent_micros")) == {(sums["held"], sums["spent"])}


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.fault)
class TestTable:
    def test_where_not_found_proves_that_it_was_never_made(self, played, line):
        take = played(line.fault)
        assert (take.status, says(take) if line.says else "") == (line.ends, line.says)
        assert (take.charged_micros, len(store.films())) == (line.costs, line.films)
        the_books_agree(take)

    def test_where_it_proves_nothing_nothing_is_sent_twice(self, played, line, service, settings, connection):
        as_a_real_one(service, key=settings.PRACTICE_KEY)
        take = played(line.fault)
        assert take.status == (line.unproven or line.ends)
        if take.status == UNKNOWN:
            assert says(take) == UNCLEAR
            assert sum(entry["operation"] == "submit" for entry in calls.entries()) == 1
        the_books_agree(take)


def test_no_fault_is_missing():
    played = {line.fault.split("*")[0].split("+")[0] for line in TABLE} | FOR_TEXTS_ONLY
    known = {f"{when}={what}" for when, words in faults.KNOWN.items() for what in words}
    assert known <= {"result=bills" if fault.startswith("result=bills") else fault for fault in played}
