from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Now
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import conditional_escape, format_html_join
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from apps.connections import words
from apps.connections.checking import check
from apps.connections.forms import QUESTION, ConnectionForm, account_form
from apps.connections.models import Connection, DefaultConnection, Item, Price
from apps.connections.prices import PriceForm, PriceRows
from apps.core.admin import HistoryAdmin
from apps.core.formats import MICRO, price
from apps.providers.base import Capabilities, Mode, Provider
from apps.providers.registry import PROVIDERS

PRICED_IN = "USD"  # the lists of the services
USUAL = _("Leave these as they are unless the service's own pages, or a test, say otherwise.")
LIMITS = ("allows_standard", "allows_pro", "min_seconds", "max_seconds", "places", "teams")


def suggested(service: Provider, connection: Connection | None) -> list[dict[str, Any]]:
    """Rows for the prices that are missing. A service's own amounts are filled in; a person has to confirm them."""
    priced = set(connection.prices.values_list("what", flat=True)) if connection and connection.pk else set()
    if not service.list_prices or settings.CURRENCY != PRICED_IN:
        speaks = service.capabilities({}).can_speak
        return [{"what": what.value} for what in (*Mode, *([Item.SPEECH] if speaks else [])) if what not in priced]
    return [
        {"what": str(what), "amount": Decimal(micros) / MICRO}
        for what, micros in service.list_prices.items()
        if what not in priced
    ]


class PriceInline(admin.TabularInline):
    """Prices are only added: a new date makes a new price, and old receipts stay true."""

    model = Price
    form, formset = PriceForm, PriceRows
    fields = ("what", "amount", "valid_from", "is_checked")
    can_delete = False

    def get_extra(self, request: HttpRequest, obj: Connection | None = None, **kwargs: Any) -> int:
        service = obj.adapter if obj else PROVIDERS[request.GET["provider"]]
        return max(1, len(suggested(service, obj)))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not (obj and obj.is_practice)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Price]:
        return super().get_queryset(request).select_related("confirmed_by")

    @admin.display(description=format_lazy(_("amount in {currency}"), currency=settings.CURRENCY))
    def amount(self, row: Price) -> str:
        return price(row.micros)

    @admin.display(description=_("I have checked this price"))
    def is_checked(self, row: Price) -> str:
        return str(row.confirmed_by or _("play money"))


@admin.register(Connection)
class ConnectionAdmin(admin.ModelAdmin):
    """Made in two steps: first the service, then what that service needs."""

    list_display = ("name", "provider", "is_on", "is_practice", "standard_now", "pro_now", "places")
    list_filter = ("provider", "is_on", "is_practice", "teams")
    search_fields = ("name", "provider")
    readonly_fields = ("provider",)  # takes that wait were priced, and marked as play money, for this service
    filter_horizontal = ("teams",)
    inlines = (PriceInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Connection]:
        """Without secrets: a list must open even where a key cannot be read."""
        prices = Price.objects.filter(connection=OuterRef("pk"), valid_from__lte=Now()).order_by("-valid_from")
        newest = {mode.name.lower(): Subquery(prices.filter(what=mode).values("micros")[:1]) for mode in Mode}
        return Connection.objects.without_secrets().annotate(**newest)

    @admin.display(description=_("Standard"), ordering="standard")
    def standard_now(self, connection: Any) -> str:
        return "–" if connection.standard is None else price(connection.standard)

    @admin.display(description=_("Pro"), ordering="pro")
    def pro_now(self, connection: Any) -> str:
        return "–" if connection.pro is None else price(connection.pro)

    # --- The form, which differs from service to service ---------------------------------------------------------

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if request.GET.get("provider") in PROVIDERS:
            return super().add_view(request, form_url, extra_context)
        if not self.has_add_permission(request):
            raise PermissionDenied
        services = [(slug, found.name, words.about(found.capabilities({}))) for slug, found in PROVIDERS.items()]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Which service?"),
            "services": services,
        }
        return TemplateResponse(request, "admin/connections/connection/services.html", context)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        service = PROVIDERS[request.GET["provider"]]
        can = service.capabilities({})
        return {
            "name": service.name,
            "base_url": next((address for address, _sentence in service.hosts), ""),
            "min_seconds": can.min_seconds,
            "max_seconds": can.max_seconds,
        }

    def get_form(self, request: HttpRequest, obj: Connection | None = None, change: bool = False, **kwargs: Any) -> Any:
        if obj and obj.is_practice:
            form: type[forms.ModelForm] = ConnectionForm
        else:
            form = account_form(self._service(request, obj))
        return super().get_form(request, obj, change, form=form, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Connection | None = None) -> Any:
        """Name and limits for all; address, key and its own questions for a real service."""
        switch = (_("Switch on"), {"fields": ("is_on",)})
        if obj and obj.is_practice:
            return [(None, {"fields": ("name", "provider", *LIMITS)}), switch]
        service = self._service(request, obj)
        can = service.capabilities(obj.options if obj else {})
        keys = ("new_secret", "new_webhook_secret")
        known = [name for name in keys if name in account_form(service).base_fields]
        questions = [f"{QUESTION}{option.name}" for option in service.options]
        limits = (*LIMITS, "trusts_look_up") if can.can_look_up else LIMITS
        return [
            (None, {"fields": ("name", "provider"), "description": reach(can)}),
            (
                _("Address and key"),
                {"fields": ("base_url", "may_be_private", "new_key", *known), "description": addresses(service)},
            ),
            *([(_("Ways of this service"), {"fields": questions, "description": USUAL})] if questions else []),
            (_("Who may make what"), {"fields": limits}),
            switch,
        ]

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Suggested prices stand in the rows; what nobody touches is not stored."""
        return {**super().get_formset_kwargs(request, obj, inline, prefix), "initial": suggested(obj.adapter, obj)}

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row in formset.save(commit=False):
            row.confirmed_by = request.user
            row.save()
        formset.save_m2m()

    def _service(self, request: HttpRequest, obj: Connection | None) -> Provider:
        return obj.adapter if obj else PROVIDERS[request.GET["provider"]]

    # --- Test connection -----------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        test = self.admin_site.admin_view(require_POST(self.test))
        return [path("<int:pk>/test/", test, name="connections_connection_test"), *super().get_urls()]

    def test(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask the service whether address and key work, as they are stored, and say it in a message."""
        connection = self.get_object(request, str(pk))
        if connection is None:
            raise Http404
        if not self.has_change_permission(request, connection):
            raise PermissionDenied
        outcome = check(connection)
        self.message_user(request, outcome.sentence, messages.SUCCESS if outcome.works else messages.ERROR)
        return HttpResponseRedirect(reverse("admin:connections_connection_change", args=[pk]))


def reach(can: Capabilities) -> str:
    """How the service gets at photo and voice, for the top of the form, which takes HTML."""
    return conditional_escape(words.reach(can, settings.PUBLIC_BASE_URL))


def addresses(service: Provider) -> str:
    """The known addresses, each with the sentence that tells who it is for."""
    return format_html_join("", "<p>{}: {}</p>", ((address, gettext(sentence)) for address, sentence in service.hosts))


@admin.register(DefaultConnection)
class DefaultConnectionAdmin(admin.ModelAdmin):
    list_display = ("team", "connection")
    list_select_related = ("team",)
    search_fields = ("team__name", "connection__name")
    autocomplete_fields = ("team",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[DefaultConnection]:
        return super().get_queryset(request).prefetch_related(without_secrets())

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "connection":
            kwargs["queryset"] = Connection.objects.without_secrets()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Price)
class PriceAdmin(HistoryAdmin):
    """To look prices up; they are added on the page of their connection."""

    list_display = ("connection", "what", "amount", "valid_from", "confirmed_by")
    list_select_related = ("confirmed_by",)
    list_filter = ("what",)
    search_fields = ("connection__name",)
    date_hierarchy = "valid_from"
    fields = list_display

    def get_queryset(self, request: HttpRequest) -> QuerySet[Price]:
        return super().get_queryset(request).prefetch_related(without_secrets())

    @admin.display(description=_("amount"), ordering="micros")
    def amount(self, row: Price) -> str:
        return price(row.micros)


def without_secrets() -> Prefetch:
    """For lists that only name the connection."""
    return Prefetch("connection", queryset=Connection.objects.without_secrets())
