from django.contrib import admin

from apps.core.admin import HistoryAdmin
from apps.reviews.models import Comment, Decision


@admin.register(Comment)
class CommentAdmin(HistoryAdmin):
    list_display = ("__str__", "author", "render", "at_seconds", "created_at", "deleted_at")
    list_select_related = ("author", "render__video")
    list_filter = ("created_at",)
    search_fields = ("text", "author__name", "author__email", "render__video__title")
    date_hierarchy = "created_at"


@admin.register(Decision)
class DecisionAdmin(HistoryAdmin):
    list_display = ("verdict", "person", "render", "film_sha256", "created_at")
    list_select_related = ("person", "render__video")
    list_filter = ("verdict", "created_at")
    search_fields = ("person__name", "person__email", "render__video__title", "film_sha256")
    date_hierarchy = "created_at"
