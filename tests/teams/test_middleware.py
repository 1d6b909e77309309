import pytest
from django.urls import reverse

from tests.cast import make_person

pytestmark = pytest.mark.django_db


class TestWelcomeMiddleware:
    @pytest.mark.parametrize("path", ["/", "/team/", "/account/login/", "/admin/", "/join/abc/", "/no-such-page/"])
    def test_every_page_leads_to_the_welcome_while_nobody_is_here(self, client, path):
        answer = client.get(path)
        assert (answer.status_code, answer.url) == (302, reverse("teams:welcome"))

    @pytest.mark.parametrize("path", ["/healthz", "/readyz"])
    def test_machines_get_their_answer(self, client, path):
        assert client.get(path).status_code == 200

    def test_static_files_and_the_practice_service_are_let_through(self, client):
        assert client.get("/static/no-such-file.css").status_code == 404
        assert client.get("/practice/no-such-address").status_code == 404

    def test_the_language_can_be_chosen(self, client):
        answer = client.post(reverse("set_language"), {"language": "nl", "next": "/welcome/"})
        assert answer.url == "/welcome/"
        assert 'lang="nl"' in client.get("/welcome/").content.decode()

    def test_visitors_are_sent_to_the_sign_in_page_afterwards(self, client):
        client.get("/")
        make_person("Mei Lin")
        assert client.get("/").url.startswith(reverse("account_login"))

    def test_asks_the_database_no_more_once_somebody_is_here(
        self, client, alice, django_assert_num_queries, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(5):
            client.get(reverse("account_login"))
        with django_assert_num_queries(0):
            client.get("/no-such-page/")

    def test_health_never_asks_the_database(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            client.get("/healthz")
