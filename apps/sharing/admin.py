from django.contrib import admin

from apps.core.admin import HistoryAdmin
from apps.sharing.models import ShareLink, Visitor


@admin.register(ShareLink)
class ShareLinkAdmin(HistoryAdmin):
    list_display = (
        "__str__",
        "project",
        "person",
        "may_comment",
        "may_approve",
        "may_download",
        "may_be_embedded",
        "created_by",
        "created_at",
        "ends_at",
        "revoked_at",
        "last_used_at",
    )
    list_select_related = ("project", "video", "created_by")
    list_filter = ("created_at", "may_comment", "may_approve", ("revoked_at", admin.EmptyFieldListFilter))
    search_fields = ("project__name", "video__title", "person", "created_by__name", "created_by__email")
    date_hierarchy = "created_at"


@admin.register(Visitor)
class VisitorAdmin(HistoryAdmin):
    list_display = ("__str__", "link")
    list_select_related = ("guest", "link__video", "link__project")
    search_fields = ("guest__name", "link__video__title", "link__project__name")
