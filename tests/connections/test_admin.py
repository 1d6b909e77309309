import re

import pytest
from django.utils import timezone

from apps.connections.actions import ensure_practice, try_free
from apps.connections.models import Connection, Price
from apps.providers.registry import provider
from tests.cast import make_person, make_team, signed_in
from tests.connections.desk import ADD, KEY, LIST, add, change, page_of

pytestmark = pytest.mark.django_db


class TestServices:
    def test_are_chosen_first(self, admin):
        page = admin.get(ADD).content.decode()
        assert re.findall(r'href="\?provider=(\w+)"', page) == ["kling", "uniall", "cometapi", "chainhub"]
        assert "Takes voices of 2 to 60 seconds." in page
        assert "needs a public address" in page

    def test_one_that_nobody_knows_leads_back_to_the_choice(self, admin):
        assert "Which service?" in admin.get(f"{ADD}?provider=practice").content.decode()

    def test_are_for_staff_who_may_add_one(self):
        visitor = make_person("Hana Help")
        visitor.is_staff = True
        visitor.save()
        assert signed_in(visitor).get(ADD).status_code == 403

    @pytest.mark.parametrize("provider", ["kling", "uniall", "cometapi", "chainhub"])
    def test_each_has_a_form_with_its_name_address_and_questions_filled_in(self, admin, provider):
        form = admin.get(f"{ADD}?provider={provider}").context["adminform"].form
        assert form["name"].value() == form.service.name
        assert bool(form["base_url"].value()) == bool(form.service.hosts)
        assert form["max_seconds"].value() == form.service.capabilities({}).max_seconds
        for option in form.service.options:
            question = form[f"option_{option.name}"]
            assert question.value() == option.default
            assert question.help_text

    def test_a_secret_key_is_asked_for_where_there_is_one(self, admin):
        assert "new_secret" in admin.get(f"{ADD}?provider=kling").context["adminform"].form.fields
        assert "new_secret" not in admin.get(f"{ADD}?provider=cometapi").context["adminform"].form.fields


class TestAdding:
    def test_connects_a_service_and_says_who_confirmed_the_price(self, admin, staff):
        assert add(admin, is_on="on") == ""
        connection = Connection.objects.usable().get()
        assert (connection.key, connection.provider, connection.is_practice) == (KEY, "kling", False)
        price = Price.objects.get()
        assert (price.what, price.micros, price.confirmed_by) == ("std", 56_000, staff)
        assert price.valid_from <= timezone.now()

    def test_an_answer_is_stored_where_it_differs_from_the_usual_one(self, admin):
        option = next(option for option in provider("chainhub").options if option.choices)
        other = next(value for value, _label in option.choices if value != option.default)
        assert add(admin, "chainhub", **{f"option_{option.name}": other}) == ""
        connection = Connection.objects.get()
        assert connection.options == {option.name: other}
        assert connection.account.option(option) == other
        assert change(admin, connection, new_key="", **{f"option_{option.name}": option.default}) == ""
        assert Connection.objects.get().options == {}

    def test_nothing_is_switched_on_without_a_key(self, admin):
        assert "needs a key" in add(admin, new_key="", is_on="on")
        assert not Connection.objects.exists()

    def test_limits_beyond_the_service_are_refused(self, admin):
        assert "voices of 2 to 60 seconds" in add(admin, "cometapi", max_seconds=61)
        assert "longer than the shortest" in add(admin, min_seconds=60, max_seconds=60)

    @pytest.mark.parametrize(
        "address",
        [
            "http://api.example.com",
            "ftp://api.example.com",
            "https://me:secret@api.example.com",
            "https://api.example.com/?key=1",
            "elsewhere",
        ],
    )
    def test_an_address_that_will_not_do_is_refused(self, admin, address):
        add(admin, base_url=address)
        assert not Connection.objects.exists()

    def test_in_our_own_network_it_may_be_plain(self, admin):
        assert add(admin, base_url="http://10.0.0.7:3000", may_be_private="on") == ""
        assert Connection.objects.get().account.may_be_private

    def test_a_service_without_a_known_address_asks_for_it(self, admin):
        assert "This is needed." in add(admin, "uniall")
        assert not Connection.objects.exists()

    def test_it_can_be_kept_for_some_teams(self, admin):
        ours, theirs = make_team("Lantern Tea"), make_team("Harbour Books")
        assert add(admin, is_on="on", teams=[ours.pk]) == ""
        assert Connection.objects.usable_by(ours).exists()
        assert not Connection.objects.usable_by(theirs).exists()


class TestPublicAddress:
    def test_a_service_that_needs_one_says_so_before_it_is_saved(self, admin, settings):
        assert "There is none yet" in admin.get(f"{ADD}?provider=uniall").content.decode()
        settings.PUBLIC_BASE_URL = "https://studio.example.com"
        page = admin.get(f"{ADD}?provider=uniall").content.decode()
        assert "https://studio.example.com" in page
        assert "There is none yet" not in page
        settings.PUBLIC_BASE_URL = "http://studio.example.com"
        assert "no https" in admin.get(f"{ADD}?provider=uniall").content.decode()

    def test_one_that_is_sent_everything_says_nothing(self, admin):
        assert "public address" not in admin.get(f"{ADD}?provider=kling").content.decode()

    def test_without_one_it_is_saved_but_not_switched_on(self, admin, settings):
        address = {"base_url": "https://api.uniall.example"}
        assert "not switch it on" in add(admin, "uniall", is_on="on", **address)
        assert add(admin, "uniall", **address) == ""
        settings.PUBLIC_BASE_URL = "https://studio.example.com"
        assert change(admin, Connection.objects.get(), is_on="on", **address) == ""
        assert Connection.objects.get().is_on

    def test_so_does_an_answer_that_makes_it_needed(self, admin):
        assert "not switch it on" in add(admin, is_on="on", option_media="addresses")
        assert add(admin, option_media="addresses") == ""
        assert "There is none yet" in admin.get(page_of(Connection.objects.get())).content.decode()


class TestPracticeConnection:
    def test_has_no_address_no_key_and_no_new_prices(self, admin, team, alice):
        practice = try_free(team)
        page = admin.get(page_of(practice))
        fields = set(page.context["adminform"].form.fields)
        limits = {"allows_standard", "allows_pro", "min_seconds", "max_seconds", "places", "teams"}
        assert fields == {"name", "is_on", *limits}
        assert "play money" in page.content.decode()
        change(admin, practice, name="For practice", places=2)
        practice.refresh_from_db()
        assert (practice.name, practice.places, practice.key, practice.is_practice) == ("For practice", 2, "", True)
        assert practice.prices.count() == 4

    def test_stays_with_its_service(self, admin, team, alice):
        practice = try_free(team)
        change(admin, practice, provider="cometapi")
        practice.refresh_from_db()
        assert (practice.provider, practice.is_practice) == ("kling", True)


class TestChangelist:
    def test_shows_what_a_second_costs_now(self, admin, kling, staff):
        for micros, year in ((10_000, 2020), (60_000, 2021), (90_000, 2999)):
            valid_from = timezone.now().replace(year=year)
            Price.objects.create(connection=kling, what="std", micros=micros, valid_from=valid_from, confirmed_by=staff)
        page = admin.get(LIST).content.decode()
        assert "$0.06" in page
        assert "$0.01" not in page
        assert "$0.09" not in page

    def test_asks_the_same_number_of_questions_for_any_number_of_rows(self, admin, kling, django_assert_num_queries):
        admin.get(LIST)  # the first request asks once whether anybody is here
        with django_assert_num_queries(7):
            assert admin.get(LIST).status_code == 200
        ensure_practice()
        with django_assert_num_queries(7):
            assert "$0.056" in admin.get(LIST).content.decode()

    def test_can_be_searched(self, admin, kling):
        ensure_practice()
        assert "1 result" in admin.get(LIST, {"q": "cometapi"}).content.decode()
