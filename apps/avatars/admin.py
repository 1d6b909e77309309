from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.avatars.models import Avatar, AvatarQuerySet, Consent
from apps.core.admin import HistoryAdmin
from apps.media.admin import FilesAdmin, picture


class ConsentInline(admin.TabularInline):
    """Who allowed the use of a face: written by its team, read here."""

    model = Consent
    fields = ("person", "scope", "agreed_on", "until", "recorded_by", "recorded_at", "withdrawn_by", "withdrawn_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Avatar | None = None) -> bool:
        return False


@admin.register(Avatar)
class AvatarAdmin(FilesAdmin):
    file_fields = ("portrait_key",)
    list_display = ("portrait", "name", "team", "is_allowed", "created_at", "deleted_at")
    list_display_links = ("name",)
    list_filter = (("deleted_at", admin.EmptyFieldListFilter),)
    search_fields = ("name", "person", "original_name", "team__name")
    date_hierarchy = "created_at"
    readonly_fields = (
        "portrait",
        "team",
        "width",
        "height",
        "portrait_bytes",
        "original_name",
        "used_anyway_by",
        "used_anyway_at",
        "created_by",
        "created_at",
        "deleted_by",
        "deleted_at",
    )
    fields = ("name", "person", *readonly_fields)
    inlines = (ConsentInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Avatar]:
        faces = super().get_queryset(request)
        assert isinstance(faces, AvatarQuerySet)  # noqa: S101 - the model's manager says so
        return faces.with_consent()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a face comes in through the check of its photo

    def has_delete_permission(self, request: HttpRequest, obj: Avatar | None = None) -> bool:
        return False  # deleting goes with its files, from the library

    @admin.display(description=_("photo"))
    def portrait(self, avatar: Avatar) -> SafeString | str:
        return picture(self.address(avatar, "portrait_key"))

    @admin.display(description=_("may be used"), boolean=True)
    def is_allowed(self, avatar: Avatar) -> bool:
        return avatar.has_consent


@admin.register(Consent)
class ConsentAdmin(HistoryAdmin):
    """Who agreed to what, over all faces."""

    list_display = ("__str__", "avatar", "agreed_on", "until", "recorded_by", "recorded_at", "withdrawn_at")
    list_select_related = ("avatar", "recorded_by")
    list_filter = (("withdrawn_at", admin.EmptyFieldListFilter),)
    search_fields = ("person", "scope", "avatar__name", "avatar__team__name")
    date_hierarchy = "recorded_at"
    exclude = ("file_key",)
