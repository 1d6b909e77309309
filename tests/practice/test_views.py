"""Kling's own paths, as its clients see them, and the files that come out."""

from decimal import Decimal

import pytest

from apps.practice import folders, store
from apps.practice.tasks import work
from tests.practice.conftest import TASKS, accept, spoken

SHORT = "/practice/kling/v1/videos/avatar"


class TestTasks:
    def test_a_good_order_is_accepted_and_billed(self, send, order):
        answer = send(body=order)
        data = answer.json()["data"]
        assert (answer.status_code, data["task_status"], data["task_info"]) == (
            200,
            "submitted",
            {"external_task_id": "ours"},
        )
        (line,) = store.bill()
        assert (line["task_id"], line["mode"], line["units"]) == (data["task_id"], "std", "1.2")
        assert data["task_id"].isdecimal()

    def test_a_double_is_refused_and_leaves_nothing(self, send, order, settings):
        first = send(body=order).json()["data"]["task_id"]
        answer = send(body=order)
        assert (answer.status_code, answer.json()["code"]) == (400, 1201)
        assert answer.json()["message"] == "external_task_id already exists"
        assert [folder.name for folder in (settings.DATA_DIR / "practice/tasks").iterdir()] == [first]

    def test_a_refused_file_is_not_billed_and_leaves_nothing(self, send, order, settings):
        answer = send(body={**order, "image": order["sound_file"]})
        assert (answer.json()["code"], store.bill()) == (1201, [])
        assert list((settings.DATA_DIR / "practice/tasks").iterdir()) == []

    def test_a_request_larger_than_django_s_own_limit_is_read(self, send, order, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
        assert send(body=order).status_code == 200

    def test_the_list_is_newest_first_in_pages(self, send):
        numbers = [accept(str(number))["task_id"] for number in range(5)]
        pages = [send(f"{TASKS}?pageNum={page}&pageSize=2").json()["data"] for page in (1, 2, 3, 4)]
        assert [[task["task_id"] for task in page] for page in pages] == [
            numbers[4:2:-1],
            numbers[2:0:-1],
            numbers[:1],
            [],
        ]

    @pytest.mark.parametrize(
        "query", ["pageNum=0", "pageNum=1001", "pageSize=501", "pageSize=-1", "pageNum=x", "pageNum=" + "9" * 9000]
    )
    def test_pages_have_their_limits(self, send, query):
        assert send(f"{TASKS}?{query}").json()["code"] == 1201

    @pytest.mark.parametrize("place", [TASKS, TASKS + "/8"])
    def test_other_methods_are_not_for_here(self, send, place):
        answer = send(place, {}, method="delete")
        assert (answer.status_code, answer.json()["code"]) == (404, 1202)

    def test_it_shows_the_films_of_this_service_alone(self, send):
        accept("a")
        spoken(Decimal(3))
        accept("b", dialect="cometapi")
        assert [task["task_info"]["external_task_id"] for task in send().json()["data"]] == ["a"]

    def test_the_other_dialect_orders_and_shows_the_same_films(self, send, order):
        text = "Hello and welcome to our channel. Today we talk about tea."
        ordered = {"image": order["image"], "text": text, "voice_id": "calm_story1", "external_task_id": "theirs"}
        made = send(SHORT, ordered).json()["data"]
        assert made["task_status"] == "submitted"
        for path in (f"{SHORT}/theirs", f"{TASKS}/{made['task_id']}"):
            assert send(path).json()["data"]["task_id"] == made["task_id"]
        assert [task["task_id"] for task in send(SHORT).json()["data"]] == [made["task_id"]]
        assert Decimal(store.films()[0]["seconds"]) > 3


class TestElsewhere:
    def test_any_other_path_is_code_1202(self, send):
        answer = send("/practice/kling/v1/videos/text2video")
        assert (answer.status_code, answer.json()["code"]) == (404, 1202)


class TestCosts:
    PATH = "/practice/kling/account/costs"

    def test_what_is_left_is_told_with_a_code_of_its_own(self, send):
        accept("a")
        data = send(f"{self.PATH}?start_time=1&end_time=2").json()["data"]
        (pack,) = data["resource_pack_subscribe_infos"]
        assert (data["code"], pack["status"], pack["remaining_quantity"]) == (0, "online", 99_998)

    @pytest.mark.parametrize("query", ["", "start_time=1", "start_time=1&end_time=soon"])
    def test_the_time_must_be_said(self, send, query):
        assert send(f"{self.PATH}?{query}").json()["code"] == 1201


class TestTask:
    def test_it_is_found_by_either_id(self, send, accepted):
        answers = [send(f"{TASKS}/{number}").json()["data"] for number in (accepted["task_id"], "ours")]
        assert answers[0] == answers[1]
        assert (answers[0]["task_id"], answers[0]["task_result"]) == (accepted["task_id"], {})
        assert "final_unit_deduction" not in answers[0]

    def test_an_unknown_one_is_code_1203(self, send, accepted):
        answer = send(f"{TASKS}/theirs")
        assert (answer.status_code, answer.json()["code"]) == (404, 1203)

    def test_a_finished_one_has_a_film_and_a_price(self, send, accepted, settings):
        settings.PRACTICE_SECONDS = 0
        work()
        data = send(f"{TASKS}/ours").json()["data"]
        (video,) = data["task_result"]["videos"]
        assert (data["task_status"], data["final_unit_deduction"]) == ("succeed", "1.2")
        assert video["url"] == f"http://testserver/practice/files/{accepted['task_id']}.mp4"
        assert video["duration"] == accepted["seconds"]
        assert data["created_at"] <= data["updated_at"]

    def test_a_failed_one_says_why_and_costs_nothing(self, send, accepted, settings):
        settings.PRACTICE_SECONDS = 0
        store.settle(accepted, Decimal(0))
        folders.give_up(accepted, "No picture")
        answer = send(f"{TASKS}/ours").json()
        assert (answer["message"], answer["data"]["task_status_msg"]) == ("SUCCEED", "No picture")
        assert "final_unit_deduction" not in answer["data"]


class TestFilm:
    def test_a_finished_film_needs_no_key(self, client, accepted, settings):
        settings.PRACTICE_SECONDS = 0
        work()
        answer = client.get(f"/practice/files/{accepted['task_id']}.mp4")
        assert (answer.status_code, answer["Content-Type"]) == (200, "video/mp4")
        assert answer.getvalue() == folders.film(accepted).read_bytes()

    def test_an_unfinished_one_is_not_there(self, client, accepted):
        folders.film(accepted).write_bytes(b"early")
        assert client.get(f"/practice/files/{accepted['task_id']}.mp4").status_code == 404

    @pytest.mark.parametrize("name", ["8", "ours", "..", "bill"])
    def test_other_names_lead_nowhere(self, client, accepted, settings, name):
        settings.PRACTICE_SECONDS = 0
        work()
        assert client.get(f"/practice/files/{name}.mp4").status_code == 404
