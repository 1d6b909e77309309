from django.contrib import admin

from apps.core.admin import HistoryAdmin
from apps.sharing.models import ShareLink


@admin.register(ShareLink)
class ShareLinkAdmin(HistoryAdmin):
    list_display = ("__str__", "project", "created_by", "created_at", "ends_at", "revoked_at", "last_used_at")
    list_select_related = ("project", "video", "created_by")
    list_filter = ("created_at", ("revoked_at", admin.EmptyFieldListFilter))
    search_fields = ("project__name", "video__title", "created_by__name", "created_by__email")
    date_hierarchy = "created_at"
