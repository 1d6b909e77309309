"""The one rule of which address stands before a path that people elsewhere read."""

import pytest
from django.test import RequestFactory

from apps.teams.links import absolute

HERE = RequestFactory().get("/", headers={"host": "testserver"})


@pytest.mark.parametrize(
    ("base", "request_", "address"),
    [
        ("https://studio.example", HERE, "https://studio.example/x/"),
        ("https://studio.example", None, "https://studio.example/x/"),
        ("", HERE, "http://testserver/x/"),
        ("", None, "http://localhost:8123/x/"),  # in a mail, for which no request says where we are
    ],
)
def test_the_address_is_that_of_the_settings_then_that_of_the_visitor(settings, base, request_, address):
    settings.PUBLIC_BASE_URL, settings.PORT = base, 8123
    assert absolute("/x/", request_) == address
