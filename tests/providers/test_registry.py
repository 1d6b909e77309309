"""The list of services, and what each of them declares."""

import string

import pytest

from apps.providers.base import Option
from apps.providers.http import is_web_address
from apps.providers.registry import PROVIDERS, provider

EVERY = pytest.mark.parametrize("service", PROVIDERS.values(), ids=list(PROVIDERS))


def test_every_service_is_listed_under_its_own_slug_and_kling_comes_first():
    assert list(PROVIDERS) == ["kling", "uniall", "cometapi", "chainhub"]
    assert [service.slug for service in PROVIDERS.values()] == list(PROVIDERS)


def test_an_unknown_service_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        provider("klong")


@EVERY
def test_no_service_promises_that_not_found_means_never_made(service):
    assert service.capabilities({}).lookup_is_authoritative is False


@EVERY
def test_addresses_are_whole_and_explained(service):
    assert all(is_web_address(url) and sentence.endswith(".") for url, sentence in service.hosts)


@EVERY
def test_questions_have_names_of_their_own_and_a_default_that_is_offered(service):
    names = [option.name for option in service.options]
    assert len(set(names)) == len(names)
    for option in service.options:
        assert set(option.name) <= {*string.ascii_lowercase, "_"}
        assert option.help.endswith(".")
        assert not option.choices or option.default in dict(option.choices)


@EVERY
def test_only_what_kling_asks_itself_is_known(service):
    known = {"std": 56_000, "pro": 112_000, "speech": 7_000, "unit": 140_000}
    assert service.list_prices == (known if service.slug == "kling" else {})


class TestOption:
    FREE = Option(name="model", label="", help="", default="a")
    CHOICE = Option(name="kind", label="", help="", default="a", choices=(("a", "A"), ("b", "B")))

    @pytest.mark.parametrize(("given", "chosen"), [({}, "a"), ({"model": ""}, "a"), ({"model": "mine"}, "mine")])
    def test_any_text_may_be_an_answer(self, given, chosen):
        assert self.FREE.chosen(given) == chosen

    @pytest.mark.parametrize(("given", "chosen"), [({}, "a"), ({"kind": "b"}, "b"), ({"kind": "c"}, "a")])
    def test_a_choice_is_one_of_those_offered(self, given, chosen):
        assert self.CHOICE.chosen(given) == chosen
