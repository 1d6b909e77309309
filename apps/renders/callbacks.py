"""Services come here: they fetch the two files of a take, and they say that something changed.

What they say is a hint and is never believed: it only makes us look now. Every caller gets the same answer.
"""

import time
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from apps.connections.models import SECRETS_OF_RELATED
from apps.core import faults
from apps.media.serve import serve
from apps.providers.webhooks import is_signed
from apps.renders import public
from apps.renders.models import Render

CALM = timedelta(seconds=5)  # between two looks at one take, however often a service calls


@login_not_required
@require_safe
def photo(request: HttpRequest, token: str) -> HttpResponseBase:
    return serve(request, _take(token).portrait_key)


@login_not_required
@require_safe
def voice(request: HttpRequest, token: str) -> HttpResponseBase:
    render = _take(token)
    if not render.voice_key:
        raise Http404
    return serve(request, render.voice_key)


def _take(token: str) -> Render:
    render = public.take_of(token)
    if render is None:
        raise Http404
    return render


@csrf_exempt
@login_not_required
@require_POST
def callback(request: HttpRequest, callback_id: UUID) -> HttpResponse:
    """A service says that a take changed."""
    known = Render.objects.worth_a_look(timezone.now()).filter(callback_id=callback_id)
    render = known.select_related("connection").defer(*SECRETS_OF_RELATED).first()
    if render is not None and _is_genuine(request, render):
        faults.reached("called-back")
        _look_soon(render)
    return JsonResponse({})


def _is_genuine(request: HttpRequest, render: Render) -> bool:
    """Signed, where we share a secret with the service; otherwise the address alone is the secret."""
    secret = render.service.callback_secret
    return not secret or is_signed(secret, request.headers, request.body, time.time())


def _look_soon(render: Render) -> None:
    """Make the take due now, or as soon as the last call is `CALM` ago; the next sweep sees to it.

    A conditional UPDATE: many calls, one look. (The queue is not told: where it hangs, the service would wait for us.)
    """
    now = timezone.now()
    when = max(now, render.called_at + CALM) if render.called_at else now
    seen = Q(called_at=render.called_at) if render.called_at else Q(called_at=None)
    is_looked_at = Q(lease_until__gt=now, next_check_at__lte=now)  # just now: what it says may be older than the call
    later = Render.objects.filter(seen, Q(next_check_at__gt=when) | is_looked_at, pk=render.pk, status=render.status)
    later.update(called_at=when, next_check_at=when)
