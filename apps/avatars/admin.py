from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.avatars.models import Avatar
from apps.media.admin import FilesAdmin, picture


@admin.register(Avatar)
class AvatarAdmin(FilesAdmin):
    file_fields = ("portrait_key",)
    list_display = ("portrait", "name", "team", "consent_by", "consent_at", "created_at")
    list_display_links = ("name",)
    list_select_related = ("team", "consent_by")
    list_filter = (("consent_at", admin.EmptyFieldListFilter),)
    search_fields = ("name", "original_name", "team__name")
    date_hierarchy = "created_at"
    readonly_fields = (
        "portrait",
        "team",
        "width",
        "height",
        "portrait_bytes",
        "original_name",
        "consent_by",
        "consent_at",
        "created_by",
        "created_at",
    )
    fields = ("name", *readonly_fields)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a face comes in through the check of its photo

    def has_delete_permission(self, request: HttpRequest, obj: Avatar | None = None) -> bool:
        return False  # deleting goes with its files, from the library

    @admin.display(description=_("photo"))
    def portrait(self, avatar: Avatar) -> SafeString | str:
        return picture(self.address(avatar, "portrait_key"))
