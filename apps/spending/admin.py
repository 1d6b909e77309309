from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.core.admin import HistoryAdmin
from apps.core.formats import price
from apps.spending.fields import MoneyField
from apps.spending.limits import Limit, change
from apps.spending.models import Budget, Entry, Hold, LimitChange


class BudgetForm(forms.ModelForm):
    limit_micros = MoneyField(label=_("Limit"), help_text=_("A month. Leave it empty for no limit."))

    class Meta:
        model = Budget
        fields = ("limit_micros",)


@admin.register(Budget)
class BudgetAdmin(admin.ModelAdmin):
    """Budgets come by themselves, with the first purchase of a month; staff changes their limits."""

    form = BudgetForm
    list_display = ("__str__", "team", "whose", "month", "is_play_money", "limit", "spent", "held", "free")
    list_select_related = ("team", "user")
    list_filter = ("is_play_money", ("user", admin.EmptyFieldListFilter))
    search_fields = ("team__name", "user__name", "user__email")
    date_hierarchy = "month"
    readonly_fields = ("team", "whose", "month", "is_play_money", "spent", "held", "free")
    fields = (*readonly_fields, "limit_micros")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Budget, form: Any, change: bool) -> None:
        """Write down who changed it. Sums that were booked meanwhile must not be written over."""
        if "limit_micros" in form.changed_data:
            _set_limit(request, obj)

    @admin.display(description=_("person"), ordering="user__name")
    def whose(self, budget: Budget) -> str:
        return str(budget.user or _("Whole team"))

    @admin.display(description=_("limit"), ordering="limit_micros")
    def limit(self, budget: Budget) -> str:
        return "–" if budget.limit_micros is None else price(budget.limit_micros)

    @admin.display(description=_("spent"), ordering="spent_micros")
    def spent(self, budget: Budget) -> str:
        return price(budget.spent_micros)

    @admin.display(description=_("set aside"), ordering="held_micros")
    def held(self, budget: Budget) -> str:
        return price(budget.held_micros)

    @admin.display(description=_("free"))
    def free(self, budget: Budget) -> str:
        return "–" if budget.free_micros is None else price(budget.free_micros)


def _set_limit(request: HttpRequest, budget: Budget) -> None:
    assert request.user.is_authenticated  # noqa: S101 - this is the admin site
    limit = Limit(user=budget.user, is_play_money=budget.is_play_money, micros=budget.limit_micros)
    change(budget.team, request.user, budget.month, [limit])


class SumColumns:
    """What is set aside and charged, as amounts."""

    @admin.display(description=_("set aside"), ordering="held_micros")
    def held(self, row: Hold | Entry) -> str:
        return price(row.held_micros)

    @admin.display(description=_("charged"), ordering="spent_micros")
    def charged(self, row: Hold | Entry) -> str:
        return price(row.spent_micros)


class EntryInline(SumColumns, admin.TabularInline):
    model = Entry
    fields = readonly_fields = ("number", "kind", "held", "charged", "why", "at")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Hold)
class HoldAdmin(SumColumns, HistoryAdmin):
    list_display = ("title", "team", "user", "what", "service", "estimate", "held", "charged", "flag", "created_at")
    list_select_related = ("team", "user")
    list_filter = ("is_play_money", ("closed_at", admin.EmptyFieldListFilter), "what")
    search_fields = ("title", "task_id", "request_id", "key", "team__name", "user__email")
    date_hierarchy = "created_at"
    inlines = (EntryInline,)
    fields = (
        *("title", "team", "user", "what", "service", "quality", "seconds", "is_play_money"),
        *("estimate", "held", "charged", "flag", "key", "task_id", "request_id", "created_at", "closed_at"),
    )

    @admin.display(description=_("estimate"), ordering="estimate_micros")
    def estimate(self, hold: Hold) -> str:
        return price(hold.estimate_micros)

    @admin.display(description=_("as estimated"), boolean=True)
    def flag(self, hold: Hold) -> bool:
        return not hold.is_unexpected


@admin.register(Entry)
class EntryAdmin(SumColumns, HistoryAdmin):
    list_display = ("at", "hold", "number", "kind", "held", "charged", "why")
    list_select_related = ("hold",)
    ordering = ("-at", "-pk")
    list_filter = ("kind", "hold__is_play_money")
    search_fields = ("hold__title", "hold__task_id", "hold__key", "hold__team__name")
    date_hierarchy = "at"
    fields = list_display


@admin.register(LimitChange)
class LimitChangeAdmin(HistoryAdmin):
    list_display = ("budget", "before", "after", "by", "at")
    list_select_related = ("budget__team", "budget__user", "by")
    search_fields = ("budget__team__name", "budget__user__name", "by__name", "by__email")
    date_hierarchy = "at"
    fields = list_display

    @admin.display(description=_("before"), ordering="before_micros")
    def before(self, row: LimitChange) -> str:
        return "–" if row.before_micros is None else price(row.before_micros)

    @admin.display(description=_("after"), ordering="after_micros")
    def after(self, row: LimitChange) -> str:
        return "–" if row.after_micros is None else price(row.after_micros)
