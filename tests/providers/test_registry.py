"""The list of services."""

import pytest

from apps.providers.registry import PROVIDERS, provider


def test_every_service_is_listed_under_its_own_slug():
    assert {slug: service.slug for slug, service in PROVIDERS.items()} == {"kling": "kling", "practice": "practice"}


def test_only_the_practice_service_promises_that_not_found_means_never_made():
    assert provider("practice").capabilities.lookup_is_authoritative is True
    assert provider("kling").capabilities.lookup_is_authoritative is False


def test_an_unknown_service_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        provider("klong")
