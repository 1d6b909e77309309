"""Batches in the admin site: staff reads what was asked for, and what became of it."""

from django.contrib import admin

from apps.core.admin import HistoryAdmin
from apps.gallery.models import Batch, BatchFile, BatchLine


@admin.register(Batch)
class BatchAdmin(HistoryAdmin):
    list_display = ("__str__", "team", "project", "status", "is_again", "created_by", "created_at")
    list_select_related = ("team", "project", "created_by")
    list_filter = ("status", "is_again")
    search_fields = ("name", "team__name", "project__name")
    date_hierarchy = "created_at"
    fields = ("name", "team", "project", "status", "is_again", "mode", "voice", "created_by", "created_at")


@admin.register(BatchLine)
class BatchLineAdmin(HistoryAdmin):
    list_display = ("__str__", "batch", "number", "status", "reason", "video", "next_check_at")
    list_select_related = ("batch", "video")
    list_filter = ("status",)
    search_fields = ("title", "face", "voice", "script", "batch__name", "batch__team__name")
    fields = (
        "batch",
        "number",
        "status",
        "reason",
        "title",
        "face",
        "voice",
        "script",
        "style",
        "quality",
        "low_micros",
        "most_micros",
        "speech_micros",
        "ok_by",
        "video",
        "render",
    )


@admin.register(BatchFile)
class BatchFileAdmin(HistoryAdmin):
    list_display = ("name", "batch", "is_photo", "avatar", "clip", "created_at")
    list_select_related = ("batch", "avatar", "clip")
    search_fields = ("name", "batch__name", "batch__team__name")
