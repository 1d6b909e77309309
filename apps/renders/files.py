"""The bytes of a take. The same people see them as see its page."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from apps.media.serve import serve, serve_captions
from apps.renders.models import Render
from apps.teams.current import SignedInRequest

LONGEST = 180  # bytes of a title in the name of a file; with all that is added to it, 255 fit


def _take(request: SignedInRequest, pk: int) -> Render:
    return get_object_or_404(Render.objects.visible_to(request.user).select_related("video"), pk=pk)


def name_of(render: Render) -> str:
    """What a file of the take is called where somebody saves it, without its ending.

    Disks count in bytes, and Chinese has three for each sign.
    """
    title = slugify(render.video.title, allow_unicode=True).encode()[:LONGEST].decode(errors="ignore")
    return f"{title.strip('-') or 'video'}-{render.ref}"


@require_safe
def film(request: SignedInRequest, pk: int) -> HttpResponseBase:
    render = _take(request, pk)
    if not render.film_key:
        raise Http404
    name = f"{name_of(render)}.mp4"
    return serve(request, render.film_key, filename=name, download="download" in request.GET)


@require_safe
def captions(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is said in the film when, as a file for players."""
    render = _take(request, pk)
    return serve_captions(request, render.cues, filename=name_of(render))


@require_safe
def voice(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What the take says, as it is sent; a text that the service speaks along has no sound yet."""
    render = _take(request, pk)
    if not render.voice_key:
        raise Http404
    return serve(request, render.voice_key)


@require_safe
def poster(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A picture of the film, or the photo it is made from while there is none."""
    render = _take(request, pk)
    key, is_saved = render.poster_key or render.portrait_key, "download" in request.GET
    return serve(request, key, filename=f"{name_of(render)}.jpg" if is_saved else "", download=is_saved)


@require_safe
def backdrop(request: SignedInRequest, pk: int) -> HttpResponseBase:
    return serve(request, _take(request, pk).backdrop_key)
