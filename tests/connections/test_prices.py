import re
from decimal import Decimal

import pytest
from django.utils import timezone

from apps.connections.models import Connection, Item, Price
from apps.providers.base import Mode
from tests.connections.desk import ADD, add, change, form, page_of

pytestmark = pytest.mark.django_db


class TestPrices:
    def test_those_of_kling_are_suggested_and_stored_only_when_ticked(self, admin):
        page = admin.get(f"{ADD}?provider=kling")
        rows = page.context["inline_admin_formsets"][0].formset.extra_forms
        amounts = [(row["what"].value(), row["amount"].value()) for row in rows]
        expected = [("std", "0.056"), ("pro", "0.112"), ("speech", "0.007"), ("unit", "0.14")]
        assert amounts == [(what, Decimal(amount)) for what, amount in expected]
        posted = {
            f"prices-{number}-{name}": row[name].value()
            for number, row in enumerate(rows)
            for name in ("what", "amount")
        }
        ticked = {"prices-TOTAL_FORMS": 4, "prices-0-valid_from": "", "prices-0-is_checked": "", **posted}
        assert add(admin, **ticked, **{"prices-3-is_checked": "on"}) == ""
        assert [(price.what, price.micros) for price in Price.objects.all()] == [(Item.UNIT, 140_000)]

    def test_one_that_was_typed_but_not_ticked_is_not_stored(self, admin):
        page = add(admin, **{"prices-0-amount": "0.05", "prices-0-is_checked": ""})
        assert "then tick this" in page
        assert not Connection.objects.exists()

    def test_a_gateway_tells_none_so_its_rows_are_empty(self, admin):
        rows = admin.get(f"{ADD}?provider=cometapi").context["inline_admin_formsets"][0].formset.extra_forms
        assert {row["amount"].value() for row in rows} == {None}

    def test_in_another_currency_nothing_is_suggested(self, admin, settings):
        settings.CURRENCY = "EUR"
        rows = admin.get(f"{ADD}?provider=kling").context["inline_admin_formsets"][0].formset.extra_forms
        suggested = [(row["what"].value(), row["amount"].value()) for row in rows]
        assert suggested == [("std", None), ("pro", None), ("speech", None)]

    @pytest.mark.parametrize(("slug", "speaks"), [("cometapi", True), ("uniall", False)])
    def test_a_text_is_asked_for_where_the_service_speaks(self, admin, slug, speaks):
        rows = admin.get(f"{ADD}?provider={slug}").context["inline_admin_formsets"][0].formset.extra_forms
        assert (Item.SPEECH in [row["what"].value() for row in rows]) == speaks

    def test_every_field_in_the_table_says_what_it_is(self, admin):
        page = admin.get(f"{ADD}?provider=uniall").content.decode()
        for name in ("what", "amount", "valid_from", "is_checked"):
            assert re.search(rf'<(input|select)[^>]*name="prices-0-{name}"[^>]*aria-label="[^"]+"', page)

    def test_a_quality_without_one_keeps_the_connection_off_and_says_so_at_the_tick(self, admin):
        answer = admin.post(f"{ADD}?provider=kling", form(is_on="on", allows_pro="on"))
        assert "No price is confirmed yet for: Pro." in answer.context["adminform"].form.errors["is_on"][0]
        assert not Connection.objects.exists()

    def test_a_future_one_does_not_count_yet(self, admin):
        assert "No price is confirmed yet" in add(admin, is_on="on", **{"prices-0-valid_from": "2999-01-01"})

    def test_one_without_a_date_counts_from_now(self, admin):
        assert add(admin, is_on="on", **{"prices-0-valid_from": ""}) == ""
        assert Connection.objects.get().price_at(Mode.STANDARD, timezone.now()) is not None

    def test_no_two_begin_on_the_same_day(self, admin, kling):
        row = {"prices-TOTAL_FORMS": 1}
        assert change(admin, kling, **row) == ""
        assert "There is a price from this day on." in change(admin, kling, **row)
        second = {
            "prices-1-what": "pro",
            "prices-1-amount": 1,
            "prices-1-valid_from": "2026-01-01",
            "prices-1-is_checked": "on",
        }
        rows = {"prices-TOTAL_FORMS": 2, "prices-0-what": "pro", **second}
        assert "There is a price from this day on." in change(admin, kling, **rows)
        assert change(admin, kling, **row, **{"prices-0-valid_from": ""}) == ""
        assert kling.prices.count() == 2

    def test_those_that_are_stored_are_shown_and_cannot_be_changed(self, admin, kling, staff):
        old = Price.objects.create(connection=kling, what="std", micros=56_000, confirmed_by=staff)
        page = admin.get(page_of(kling)).content.decode()
        assert "$0.056" in page
        assert "Sam Staff" in page
        rows = {
            "prices-TOTAL_FORMS": 1,
            "prices-INITIAL_FORMS": 1,
            "prices-0-id": old.pk,
            "prices-0-connection": kling.pk,
        }
        assert change(admin, kling, new_key="", is_on="on", **rows, **{"prices-0-amount": "0.01"}) == ""
        old.refresh_from_db()
        assert old.micros == 56_000
        assert Connection.objects.get().is_on
