"""The player of a link within pages of others. No cookie and no account: the token stands in each of its addresses."""

from functools import wraps

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.html import escape
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from apps.media.serve import serve, serve_captions
from apps.renders.models import Render, Video
from apps.sharing.guests import View, by_embed_token, open_to_guests
from apps.sharing.models import ShareLink
from apps.sharing.showing import first_or_404, shown
from apps.sharing.watching import file_name, picture, used

# Of the page alone: it may stand in pages of everybody, and needs nothing but its film and its style.
POLICY = {
    "default-src": [NONE],
    "style-src": [SELF],
    "img-src": [SELF],
    "media-src": [SELF],
    "form-action": [NONE],
    "frame-ancestors": ["*"],
    "base-uri": [NONE],
}
WIDTH, HEIGHT = 640, 360  # pixels of a frame for a film whose shape is not known


def for_embeds(view: View) -> View:
    """For a view of one link, which it gets instead of the token in its address."""

    @wraps(view)
    def look(request: HttpRequest, token: str, **arguments: object) -> HttpResponseBase:
        return view(request, by_embed_token(token), **arguments)

    return open_to_guests(look, ended="sharing/embed_ended.html")


@csp(POLICY)
@xframe_options_exempt
@for_embeds
@require_safe
def embed(request: HttpRequest, link: ShareLink) -> HttpResponse:
    """The player, and nothing but the player."""
    played = first_or_404(shown(link))
    used(request, link)
    return TemplateResponse(request, "sharing/embed.html", {"link": link, "played": played})


@for_embeds
@require_safe
def film(request: HttpRequest, link: ShareLink, ref: str) -> HttpResponseBase:
    return serve(request, _take(link, ref).film_key)


@for_embeds
@require_safe
def poster(request: HttpRequest, link: ShareLink, ref: str) -> HttpResponseBase:
    return picture(request, _take(link, ref).poster_key)


@for_embeds
@require_safe
def captions(request: HttpRequest, link: ShareLink, ref: str) -> HttpResponse:
    take = _take(link, ref)
    return serve_captions(request, take.cues, filename=file_name(take))


def code(address: str, video: Video) -> str:
    """What somebody puts into a page of theirs: a frame as wide and high as the video."""
    face = video.avatar
    width, height = (HEIGHT, round(HEIGHT * face.height / face.width)) if face else (WIDTH, HEIGHT)
    return (
        f'<iframe src="{escape(address)}" title="{escape(video)}" width="{width}" height="{height}" '
        'style="border: 0" allow="fullscreen" loading="lazy"></iframe>'
    )


def _take(link: ShareLink, ref: str) -> Render:
    """The take, while it is the one that the link plays; raises Http404. A stranger reads its number, not its key."""
    return first_or_404([each for each in shown(link) if each.take.ref == ref]).take
