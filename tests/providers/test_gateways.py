"""What CometAPI and ChainHub have in common: Kling's request under a path of their own."""

import pytest

from apps.providers.errors import Reason, RefusedAccount, Unavailable
from apps.providers.gateway import AVATAR_PATH, IMAGE_PATH
from tests.providers.scripted import by_path, reply, scripted
from tests.providers.services import JOB, account, adapter, envelope

GOOD = reply(200, envelope(task_status="processing"))
WRONG_PATHS = {
    "404": reply(404, {"error": {"message": "Invalid URL (GET /kling)", "type": "invalid_request_error"}}),
    "400": reply(400, {"code": "task_not_exist", "message": "task_not_exist", "data": None}),
    "page": reply(404, b"<html>Not Found</html>"),
    "301": reply(301, b"", Location="/"),
}


@pytest.fixture(params=["cometapi", "chainhub"])
def slug(request) -> str:
    return request.param


class TestLooking:
    @pytest.mark.parametrize("wrong", WRONG_PATHS)
    def test_the_second_path_is_tried_where_the_first_is_wrong_and_remembered(self, slug, wrong):
        service = adapter(slug)
        with scripted(by_path({AVATAR_PATH: WRONG_PATHS[wrong]}, GOOD)) as server:
            user = account(server.url, query_path="automatic")
            service.query(user, "8")
            service.query(user, "8")
        assert [seen.path for seen in server.seen] == [f"{AVATAR_PATH}/8", f"{IMAGE_PATH}/8", f"{IMAGE_PATH}/8"]

    def test_what_was_found_out_at_one_address_says_nothing_about_another(self, slug):
        service = adapter(slug)
        with scripted(by_path({AVATAR_PATH: WRONG_PATHS["301"]}, GOOD)) as one, scripted(GOOD) as other:
            service.query(account(one.url, query_path="automatic"), "8")
            service.query(account(other.url, query_path="automatic"), "8")
        assert [seen.path for seen in other.seen] == [f"{AVATAR_PATH}/8"]

    def test_only_trouble_with_the_path_leads_to_the_second(self, slug):
        with scripted(reply(401, {"error": {"message": "Invalid token"}})) as server, pytest.raises(RefusedAccount):
            adapter(slug).query(account(server.url, query_path="automatic"), "8")
        assert len(server.seen) == 1

    def test_a_task_that_neither_path_knows_is_not_found(self, slug):
        script = by_path({AVATAR_PATH: WRONG_PATHS["400"]}, WRONG_PATHS["404"])
        with scripted(script) as server:
            assert adapter(slug).find(account(server.url, query_path="automatic"), "ours") is None
        assert len(server.seen) == 2

    def test_two_wrong_paths_do_not_say_that_there_is_no_task(self, slug):
        with scripted(WRONG_PATHS["page"]) as server, pytest.raises(RefusedAccount) as caught:
            adapter(slug).find(account(server.url, query_path="automatic"), "ours")
        assert (caught.value.reason, len(server.seen)) == (Reason.SETUP, 2)

    def test_a_path_that_staff_chose_is_the_only_one(self, slug):
        with scripted(WRONG_PATHS["404"]) as server, pytest.raises(RefusedAccount):
            adapter(slug).query(account(server.url, query_path=IMAGE_PATH), "8")
        assert [seen.path for seen in server.seen] == [f"{IMAGE_PATH}/8"]


class TestFind:
    def test_a_task_without_our_id_is_ours_at_a_gateway_that_does_not_know_every_number(self, slug):
        ours = by_path({f"{AVATAR_PATH}/ours": GOOD}, WRONG_PATHS["400"])
        with scripted(ours) as server:
            assert adapter(slug).find(account(server.url), "ours").task_id == "8"
        assert {seen.method for seen in server.seen} == {"GET"}

    def test_but_not_at_one_that_shows_a_task_for_any_number(self, slug):
        with scripted(GOOD) as server, pytest.raises(Unavailable) as caught:
            adapter(slug).find(account(server.url), "ours")
        assert (caught.value.reason, caught.value.sent) == (Reason.UNCLEAR, True)

    def test_nor_while_it_does_not_say(self, slug):
        refusing_others = by_path({f"{AVATAR_PATH}/ours": GOOD}, reply(401, b""))
        with scripted(refusing_others) as server, pytest.raises(RefusedAccount) as caught:
            adapter(slug).find(account(server.url), "ours")
        assert caught.value.reason is Reason.KEY


class TestCapabilities:
    def test_they_have_no_list_no_signature_and_promise_nothing(self, slug):
        can = adapter(slug).capabilities({})
        assert (can.can_list, can.signs_callbacks, can.lookup_is_authoritative) == (False, False, False)
        assert can.signs_keys is False
        assert (can.can_look_up, can.can_call_back, can.can_speak, can.takes_files) == (True, True, True, True)


class TestCheck:
    def test_it_spends_nothing(self, slug):
        with scripted(reply(404, {"code": 1203, "message": "no"})) as server:
            adapter(slug).check(account(server.url))
        assert {seen.method for seen in server.seen} == {"GET"}

    def test_a_gateway_that_knows_every_task_teaches_no_path(self, slug):
        service = adapter(slug)
        empty = reply(200, {"code": 0, "data": None})
        with scripted(by_path({f"{AVATAR_PATH}/0": empty, AVATAR_PATH: WRONG_PATHS["404"]}, GOOD)) as server:
            user = account(server.url, query_path="automatic")
            service.check(user)
            assert service.query(user, "8").task_id == "8"
        assert server.seen[-1].path == f"{IMAGE_PATH}/8"


class TestSubmit:
    def test_it_is_kling_s_request_at_its_own_path(self, slug):
        with scripted(GOOD) as server:
            adapter(slug).submit(account(server.url), JOB)
        (seen,) = server.seen
        assert (seen.path, seen.json["mode"], seen.json["external_task_id"]) == (AVATAR_PATH, "pro", "ours")
