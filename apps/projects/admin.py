from django.contrib import admin

from apps.core.admin import HistoryAdmin
from apps.projects.models import Decider, Project


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin):
    list_display = ("name", "team", "created_by", "created_at")
    list_select_related = ("team", "created_by")
    search_fields = ("name", "team__name")
    date_hierarchy = "created_at"
    raw_id_fields = ("team",)
    readonly_fields = ("created_by", "created_at")

    def has_add_permission(self, request: object) -> bool:
        return False  # projects are made on their own page, which knows the team


@admin.register(Decider)
class DeciderAdmin(HistoryAdmin):
    """Named on a page of the project, which tells open pages."""

    list_display = ("user", "project")
    list_select_related = ("user", "project")
    search_fields = ("user__name", "user__email", "project__name")
