"""All addresses there are when the practice service runs alone."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The studio's own page needs people and projects, which are not there."""
    return HttpResponse(status=404)


urlpatterns = [path("practice/", include("apps.practice.urls"))]
handler404 = missing
