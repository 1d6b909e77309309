from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.connections.fields import WrongFieldKey
from apps.connections.models import Connection, DefaultConnection, Price
from apps.core.admin import HistoryAdmin
from apps.providers.kling import Practice

MASKED = 12  # of a key of at most so many characters nothing is shown


class ConnectionForm(forms.ModelForm):
    """The key can be written but never read: the page shows its last four characters."""

    new_key = forms.CharField(
        label=_("key"),
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("The secret that the service gave you. Leave it empty to keep the one that is stored."),
    )

    base_url = forms.URLField(
        label=Connection._meta.get_field("base_url").verbose_name,
        help_text=Connection._meta.get_field("base_url").help_text,
        required=False,
        assume_scheme="https",
    )

    class Meta:
        model = Connection
        fields = ("name", "provider", "base_url", "is_on", "min_seconds", "max_seconds", "places")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            key = self.instance.key
        except WrongFieldKey:
            key = self.instance.key = ""
            self.fields["new_key"].help_text = _("The stored key cannot be read any more. Enter it again.")
        if key:
            said = _("A key ending in %(end)s is stored. Leave this empty to keep it.")
            self.fields["new_key"].help_text = said % {"end": key[-4:] if len(key) > MASKED else "…"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        moved = self.instance.pk and {"base_url", "provider"} & set(self.changed_data)
        if moved and self.instance.key and not data.get("new_key"):
            self.add_error("new_key", ValidationError(_("The key belongs to the old address. Enter the one for this.")))
        has_key = bool(data.get("new_key") or self.instance.key)
        if data.get("is_on") and not has_key and Practice.slug not in (data.get("provider"), self.instance.provider):
            self.add_error("new_key", ValidationError(_("A connection needs a key before it can be switched on.")))
        return data

    def save(self, commit: bool = True) -> Connection:
        if self.cleaned_data["new_key"]:
            self.instance.key = self.cleaned_data["new_key"]
        return super().save(commit)


class PriceInline(admin.TabularInline):
    """Prices are only added: a new date makes a new price, and old receipts stay true."""

    model = Price
    extra = 0
    fields = ("mode", "micros_per_second", "valid_from", "confirmed_by")
    readonly_fields = ("confirmed_by",)
    can_delete = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Connection)
class ConnectionAdmin(admin.ModelAdmin):
    form = ConnectionForm
    list_display = ("name", "provider", "is_on", "max_seconds", "places", "created_at")
    list_filter = ("provider", "is_on")
    search_fields = ("name",)
    inlines = (PriceInline,)
    fields = ("name", "provider", "base_url", "new_key", "min_seconds", "max_seconds", "places", "is_on")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Connection]:
        return super().get_queryset(request).defer("key")  # a list must open even where a key cannot be read

    def get_readonly_fields(self, request: HttpRequest, obj: Connection | None = None) -> tuple[str, ...]:
        return ("provider",) if obj else ()  # takes that wait were priced, and marked as play money, for this service

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for price in formset.save(commit=False):
            if not price.confirmed_by_id:
                price.confirmed_by = request.user
            price.save()
        formset.save_m2m()


@admin.register(DefaultConnection)
class DefaultConnectionAdmin(admin.ModelAdmin):
    list_display = ("team", "connection")
    list_select_related = ("team", "connection")
    search_fields = ("team__name", "connection__name")
    raw_id_fields = ("team", "connection")


@admin.register(Price)
class PriceAdmin(HistoryAdmin):
    """To look prices up; they are added on the page of their connection."""

    list_display = ("connection", "mode", "micros_per_second", "valid_from", "confirmed_by")
    list_select_related = ("confirmed_by",)
    list_filter = ("mode",)
    search_fields = ("connection__name",)
    date_hierarchy = "valid_from"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Price]:
        without_key = Connection.objects.defer("key")
        return super().get_queryset(request).prefetch_related(Prefetch("connection", queryset=without_key))
