import pytest
from django.test import Client

from apps.core.pages import VISITORS_BYTES
from tests.cast import signed_in

pytestmark = pytest.mark.django_db
LARGE = {"password": "x" * (VISITORS_BYTES + 1)}


class TestPages:
    def test_of_signed_in_people_are_kept_by_nobody(self, alice):
        assert signed_in(alice).get("/team/")["Cache-Control"] == "private, no-store"

    def test_may_be_kept_when_they_are_for_everybody(self, alice):
        assert "no-store" not in Client().get("/healthz").get("Cache-Control", "")

    def test_are_told_apart_from_their_fragments(self, alice):
        assert "HX-Request" in signed_in(alice).get("/team/")["Vary"]


class TestLargeBodies:
    def test_from_visitors_are_not_even_read(self, alice):
        assert Client().post("/account/login/", LARGE).status_code == 413

    def test_from_people_are(self, alice):
        assert signed_in(alice).post("/projects/new/", LARGE).status_code == 422

    def test_go_to_the_practice_service_which_checks_its_key_first(self, alice):
        answer = Client().post("/practice/kling/v1/videos/avatar/image2video", LARGE)
        assert answer.status_code == 401
