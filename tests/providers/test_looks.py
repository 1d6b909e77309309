"""Many tasks at one service: how few calls tell about them, and what is never concluded from a list."""

from urllib.parse import parse_qs, urlsplit

import pytest

from apps.providers.base import Stage, Task
from apps.providers.errors import Unavailable
from apps.providers.looks import WORTH_A_PAGE, look_at
from apps.providers.refusals import NotFound
from tests.providers.scripted import Handler, Script, nobody, reply, scripted
from tests.providers.services import account, adapter, envelope

MANY = 2 * WORTH_A_PAGE
ENDED = {"task_status": "succeed", "task_result": {"videos": [{"url": "https://cdn.test/a.mp4"}]}}


def numbers(many: int) -> dict[str, str]:
    return {str(number): f"ours-{number}" for number in range(1, many + 1)}


def described(number: str, **more: object) -> dict[str, object]:
    info = {"external_task_id": f"ours-{number}"}
    return {"task_id": number, "task_status": "processing", "task_info": info, **more}


def listing(*pages: list[dict[str, object]], single: Script | None = None) -> Script:
    """These pages of a list, then empty ones; a single task is still being made unless `single` says otherwise."""

    def script(handler: Handler) -> None:
        parts = urlsplit(handler.path)
        number = parts.path.rpartition("/")[2]
        if number.isdecimal():
            (single or reply(200, envelope(**described(number))))(handler)
        else:
            page = int(parse_qs(parts.query)["pageNum"][0])
            data = pages[page - 1] if page <= len(pages) else []
            reply(200, {"code": 0, "data": data})(handler)

    return script


def asked(script: Script, wanted: dict[str, str], slug: str = "kling") -> tuple[dict[str, object], int, int]:
    """The answers, and how many calls there were to the list and to single tasks."""
    with scripted(script) as server:
        answers = look_at(adapter(slug), account(server.url), wanted)
    lists = sum("pageNum" in seen.path for seen in server.seen)
    return answers, lists, len(server.seen) - lists


class TestList:
    def test_one_page_tells_about_all(self):
        page = [described(number) for number in numbers(MANY)]
        answers, lists, singles = asked(listing(page), numbers(MANY))
        assert (answers.keys(), lists, singles) == (numbers(MANY).keys(), 1, 0)
        assert {answer.stage for answer in answers.values()} == {Stage.RUNNING}

    def test_it_is_not_read_for_a_few(self):
        few = numbers(WORTH_A_PAGE - 1)
        answers, lists, singles = asked(listing(), few)
        assert (answers.keys(), lists, singles) == (few.keys(), 0, len(few))

    def test_nor_where_there_is_none(self):
        assert asked(listing(), numbers(MANY), slug="cometapi")[1:] == (0, MANY)

    def test_what_it_does_not_have_is_asked_singly_and_not_given_up(self):
        page = [described(number) for number in numbers(MANY) if number != "7"]
        answers, lists, singles = asked(listing(page), numbers(MANY))
        assert (answers["7"].stage, lists, singles) == (Stage.RUNNING, 2, 1)

    def test_an_end_is_believed_only_of_the_task_itself(self):
        ends = [described(number, **ENDED) for number in ("3", "4")]
        going_on = [described(number) for number in numbers(MANY) if number not in {"3", "4"}]
        answers, lists, singles = asked(listing(ends + going_on), numbers(MANY))
        assert (answers["3"].stage, answers["4"].stage, lists, singles) == (Stage.RUNNING, Stage.RUNNING, 1, 2)

    def test_pages_without_any_of_ours_cost_a_twentieth_more_at_most(self):
        others = [[described(str(1000 * page + place)) for place in range(5)] for page in range(1, 9)]
        answers, lists, singles = asked(listing(*others), numbers(MANY))
        assert (len(answers), lists, singles) == (MANY, MANY // WORTH_A_PAGE, MANY)

    def test_a_list_that_always_shows_the_same_is_left(self):
        page = [described("1000")]
        wanted = numbers(5 * WORTH_A_PAGE)
        assert asked(listing(*[page] * 5), wanted)[1] == 2

    @pytest.mark.parametrize("status", [401, 404, 429, 500])
    def test_trouble_with_it_says_nothing_about_the_tasks(self, status):
        def script(handler: Handler) -> None:
            (reply(status, b"") if "pageNum" in handler.path else listing())(handler)

        answers, lists, singles = asked(script, numbers(MANY))
        assert (len(answers), lists, singles) == (MANY, 1, MANY)
        assert all(isinstance(answer, Task) for answer in answers.values())


class TestTrouble:
    @pytest.mark.parametrize("status", [401, 429, 503])
    def test_a_service_that_answers_nobody_is_not_asked_by_everybody(self, status):
        answers, _lists, singles = asked(reply(status, b""), numbers(MANY), slug="cometapi")
        assert (len(answers), singles) == (8, 8)

    def test_nor_is_one_that_is_not_there(self):
        with nobody() as nowhere:
            answers = look_at(adapter("cometapi"), account(nowhere), numbers(MANY))
        assert {type(answer) for answer in answers.values()} == {Unavailable}
        assert len(answers) == 8

    def test_somebody_else_asks_first_the_next_time(self):
        with nobody() as nowhere:
            first = {
                number for _ in range(5) for number in look_at(adapter("cometapi"), account(nowhere), numbers(400))
            }
        assert len(first) > 8

    def test_tasks_that_are_not_known_are_no_trouble_of_the_service(self):
        unknown = reply(404, {"code": 1203, "message": "Task not found"})
        answers, _lists, singles = asked(unknown, numbers(MANY), slug="cometapi")
        assert (len(answers), singles) == (MANY, MANY)
        assert all(isinstance(answer, NotFound) for answer in answers.values())
