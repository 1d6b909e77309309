"""What the gallery shows in the admin site. Listings make themselves; tags are given on the pages of videos."""

from django.contrib import admin

from apps.core.admin import HistoryAdmin
from apps.gallery.batches import admin as batches
from apps.gallery.models import Listing, Tag, Tagging

__all__ = ["batches"]


@admin.register(Listing)
class ListingAdmin(HistoryAdmin):
    list_display = ("__str__", "team", "project", "state", "takes", "comments", "rev", "created_at")
    list_select_related = ("video", "team", "project")
    list_filter = ("state",)
    search_fields = ("title", "text", "team__name", "project__name")
    exclude = ("text",)


@admin.register(Tag)
class TagAdmin(HistoryAdmin):
    list_display = ("name", "team", "created_at")
    list_select_related = ("team",)
    search_fields = ("name", "team__name")


@admin.register(Tagging)
class TaggingAdmin(HistoryAdmin):
    list_display = ("tag", "video")
    list_select_related = ("tag", "video")
    search_fields = ("tag__name", "video__title")
