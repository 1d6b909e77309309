"""What guests see: pages and files of one link. Each request asks anew what the link shows now."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from apps.core.htmx import SeeOther
from apps.media.serve import serve, serve_captions
from apps.renders.models import Render
from apps.sharing import actions
from apps.sharing.forms import PassphraseForm
from apps.sharing.guests import admit, admitted, ask_passphrase, by_token, for_guests, from_guests, open_to_guests
from apps.sharing.models import ShareLink
from apps.sharing.pages import page
from apps.sharing.showing import first_or_404, shown, shown_beside


@open_to_guests
@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """The address that was sent: swaps its token for a cookie, and leads to an address that is no secret.

    Nothing is written down, so that previews of the link in a chat change nothing.
    """
    link = by_token(token)
    answer = HttpResponseRedirect(reverse("sharing:watch", args=[link.public_id]))
    admit(answer, link)
    return answer


@from_guests
@sensitive_post_parameters("passphrase")
@require_POST
def passphrase(request: HttpRequest, link: UUID) -> HttpResponse:
    found, _known = admitted(request, link)
    form = PassphraseForm(request.POST)
    if form.is_valid():
        try:
            actions.check_passphrase(found, form.cleaned_data["passphrase"])
        except actions.WrongPassphrase:
            form.add_error("passphrase", _("This is not the passphrase."))
        except actions.TriedTooOften:
            form.add_error("passphrase", _("Somebody tried too often, so that none is looked at. Wait an hour."))
        else:
            answer = SeeOther(reverse("sharing:watch", args=[found.public_id]))
            admit(answer, found, knows_passphrase=True)
            return answer
    return ask_passphrase(request, found, form, status=422)


@for_guests
@require_safe
def watch(request: HttpRequest, link: ShareLink) -> HttpResponse:
    """The video of a link, or the list of those that were chosen or lie in the project."""
    used(request, link)
    videos = shown(link)
    if link.video_id is None and videos:
        return TemplateResponse(request, "sharing/project.html", {"link": link, "videos": videos})
    return page(request, link, next(iter(videos), None))


@for_guests
@require_safe
def video(request: HttpRequest, link: ShareLink, pk: int) -> HttpResponse:
    """One of the videos of a link to several."""
    if link.video_id is not None:
        raise Http404
    played = first_or_404(shown(link, pk))
    used(request, link)
    return page(request, link, played)


@for_guests
@require_safe
def film(request: HttpRequest, link: ShareLink, pk: int) -> HttpResponseBase:
    take = _take(link, pk)
    download = "download" in request.GET
    if download and not link.may_download:
        raise Http404
    return serve(request, take.film_key, filename=f"{file_name(take)}.mp4", download=download)


@for_guests
@require_safe
def poster(request: HttpRequest, link: ShareLink, pk: int) -> HttpResponseBase:
    return picture(request, _take(link, pk).poster_key)


@for_guests
@require_safe
def backdrop(request: HttpRequest, link: ShareLink, pk: int) -> HttpResponseBase:
    return picture(request, _take(link, pk).backdrop_key)


@for_guests
@require_safe
def captions(request: HttpRequest, link: ShareLink, pk: int) -> HttpResponse:
    take = _take(link, pk)
    if "download" in request.GET and not link.may_download:
        raise Http404
    return serve_captions(request, take.cues, filename=file_name(take))


def _take(link: ShareLink, pk: int) -> Render:
    """The take, while it is the one that the link plays of its video; raises Http404."""
    take = shown_beside(link, pk).take
    if take.pk != pk:
        raise Http404
    return take


def picture(request: HttpRequest, key: str) -> HttpResponseBase:
    """Raises Http404 where there is none: the photo never stands in for it."""
    if not key:
        raise Http404
    return serve(request, key)


def file_name(take: Render) -> str:
    """What a file is called where a guest saves it, without its ending: the title, and nothing of the studio."""
    return slugify(take.video.title, allow_unicode=True) or "video"


def used(request: HttpRequest, link: ShareLink) -> None:
    """Write down that somebody watches, unless nobody looks at the answer."""
    if request.method == "GET":
        actions.used(link)
