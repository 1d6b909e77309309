import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from apps.connections.actions import ensure_practice
from apps.connections.models import Connection
from apps.providers.registry import PROVIDERS
from tests.cast import make_person, signed_in
from tests.connections.desk import KEY, REFUSED, page_of, press_test
from tests.providers.scripted import reply, scripted

pytestmark = pytest.mark.django_db


class TestConnectionTest:
    @pytest.mark.parametrize(
        ("status", "answer", "sentence"),
        [
            (401, REFUSED, "does not accept the key"),
            (429, {"code": 1302, "message": "too fast"}, "wants a pause"),
            (503, b"<html>Bad gateway</html>", "Nothing was spent."),
        ],
    )
    def test_says_in_words_what_is_wrong(self, admin, status, answer, sentence):
        with scripted(reply(status, answer)) as server:
            connection = Connection.objects.create(
                name="Kling", provider="kling", key=KEY, base_url=server.url, may_be_private=True
            )
            said = press_test(admin, connection)
            assert sentence in said
            assert said.endswith("Nothing was spent.")
            assert {seen.method for seen in server.seen} == {"GET"}

    def test_says_what_works_and_how_much_is_left(self, admin):
        pack = {"status": "online", "remaining_quantity": 812.0, "resource_pack_name": "Video"}
        costs = {"code": 0, "message": "SUCCEED", "data": {"code": 0, "resource_pack_subscribe_infos": [pack]}}
        with scripted(reply(200, costs)) as server:
            connection = Connection.objects.create(
                name="Kling", provider="kling", key=KEY, base_url=server.url, may_be_private=True
            )
            said = press_test(admin, connection)
        assert said == "The service answers and accepts the key. 812 units are left. Nothing was spent."

    def test_works_with_the_practice_service_in_all_dialects(self, admin, service):
        said = {connection.provider: press_test(admin, connection) for connection in ensure_practice()}
        assert set(said) == set(PROVIDERS)
        assert [slug for slug, sentence in said.items() if "accepts the key" not in sentence] == []

    def test_says_when_a_private_address_was_not_allowed(self, admin, refusing):
        connection = Connection.objects.create(name="Kling", provider="kling", key=KEY, base_url=refusing.url)
        assert "own network" in press_test(admin, connection)
        assert refusing.seen == []

    def test_says_when_there_is_no_key(self, admin):
        connection = Connection.objects.create(name="Kling", provider="kling")
        assert "There is no key yet." in press_test(admin, connection)

    def test_is_for_staff_who_may_change_it_and_only_a_press_of_the_button(self, admin, kling):
        address = reverse("admin:connections_connection_test", args=[kling.pk])
        assert admin.get(address).status_code == 405
        assert address in admin.get(page_of(kling)).content.decode()
        viewer = make_person("Hana Help")
        viewer.is_staff = True
        viewer.save()
        viewer.user_permissions.set(Permission.objects.filter(codename="view_connection"))
        assert signed_in(viewer).post(address).status_code == 403
        assert address not in signed_in(viewer).get(page_of(kling)).content.decode()
        assert admin.post(reverse("admin:connections_connection_test", args=[0])).status_code == 404
