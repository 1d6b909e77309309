"""What several pages of the admin site share."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest


class HistoryAdmin(admin.ModelAdmin):
    """For rows that are written by the studio itself: staff reads them and changes nothing."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
