"""The addresses of the product, and a list of videos as a beginner's tutorial would have it: what the gallery costs
is told beside what this costs, for the same rows and the same person."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import include, path

from apps.renders.models import Video
from tests.bench.visitors import ADDRESS, PAGE

PLAIN = """<!doctype html><title>Videos</title><ul>
{% for video in videos %}<li><a href="/videos/{{ video.pk }}/">{{ video.title }}</a></li>{% endfor %}
</ul>"""


def bare_list(request: HttpRequest) -> HttpResponse:
    """The newest videos of the person's teams, with their titles."""
    videos = Video.objects.filter(project__team__memberships__user=request.user)[:PAGE]
    return TemplateResponse(request, engines["django"].from_string(PLAIN), {"videos": videos})


urlpatterns = [path(ADDRESS.removeprefix("/"), bare_list), path("", include("avatarstudio.urls"))]
