from django.contrib import admin

from apps.core.admin import HistoryAdmin
from apps.notices.models import Notice, Preference


@admin.register(Notice)
class NoticeAdmin(HistoryAdmin):
    """What became of mails. Those that are unclear may have arrived, and are not sent again."""

    list_display = ("__str__", "person", "team", "status", "when", "created_at", "due_at", "attempts", "trouble")
    list_select_related = ("person", "team")
    list_filter = ("status", "kind", "when")
    search_fields = ("person__name", "person__email", "team__name", "about", "trouble")
    date_hierarchy = "created_at"


@admin.register(Preference)
class PreferenceAdmin(HistoryAdmin):
    list_display = ("person", "kind", "when")
    list_select_related = ("person",)
    list_filter = ("kind", "when")
    search_fields = ("person__name", "person__email")
