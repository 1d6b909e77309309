from django.contrib import admin

from apps.core.admin import HistoryAdmin
from apps.reviews.models import Comment, Decision, Guest

IS_A_GUEST = ("guest", admin.EmptyFieldListFilter)


@admin.register(Comment)
class CommentAdmin(HistoryAdmin):
    list_display = ("__str__", "who", "render", "at_seconds", "created_at", "deleted_at")
    list_select_related = ("author", "guest", "render__video")
    list_filter = ("created_at", IS_A_GUEST)
    search_fields = ("text", "author__name", "author__email", "guest__name", "render__video__title")
    date_hierarchy = "created_at"


@admin.register(Decision)
class DecisionAdmin(HistoryAdmin):
    list_display = ("verdict", "who", "render", "film_sha256", "created_at")
    list_select_related = ("person", "guest", "render__video")
    list_filter = ("verdict", "created_at", IS_A_GUEST)
    search_fields = ("person__name", "person__email", "guest__name", "render__video__title", "film_sha256")
    date_hierarchy = "created_at"


@admin.register(Guest)
class GuestAdmin(HistoryAdmin):
    list_display = ("name", "team", "created_at")
    list_select_related = ("team",)
    list_filter = ("created_at",)
    search_fields = ("name", "team__name")
    date_hierarchy = "created_at"
