"""Pictures, players and sound inside pages of the admin site, for staff that belongs to no team."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.media.serve import serve


class FilesAdmin(admin.ModelAdmin):
    """Serves the files that `file_fields` names (columns that hold a storage key) to staff that may see the row."""

    file_fields: tuple[str, ...] = ()

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_file"
        view = self.admin_site.admin_view(self.file)
        return [path("<int:pk>/file/<slug:field>/", view, name=name), *super().get_urls()]

    def file(self, request: HttpRequest, pk: int, field: str) -> HttpResponseBase:
        row = self.get_object(request, str(pk))
        key = getattr(row, field, "") if row is not None and field in self.file_fields else ""
        if not key:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return serve(request, key)

    def address(self, row: models.Model, field: str) -> str:
        """Where the file of a column is served; empty where there is none."""
        if not getattr(row, field):
            return ""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_file", args=[row.pk, field])


def picture(address: str) -> SafeString | str:
    """A small picture that opens in full."""
    return address and format_html('<a href="{0}"><img src="{0}" alt="" height="120"></a>', address)


def sound(address: str) -> SafeString | str:
    """A player for a voice."""
    return address and format_html('<audio src="{}" controls preload="none"></audio>', address)


def film(address: str, poster: str) -> SafeString | str:
    """A player for a finished film."""
    return address and format_html(
        '<video src="{}" poster="{}" controls preload="none" height="240"></video>', address, poster
    )
