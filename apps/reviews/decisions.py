"""Pages on which somebody decides about a take, takes it back, or reads who decided what."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.csv import table
from apps.core.formats import duration
from apps.core.htmx import post_of, redirect
from apps.renders.models import Render
from apps.reviews import deciding
from apps.reviews.comments import NotReady
from apps.reviews.forms import DecisionForm
from apps.reviews.log import file_name, rows
from apps.reviews.models import Decision
from apps.reviews.takes import address, refused, take_to_review, too_early
from apps.reviews.views import video_of
from apps.teams.current import SignedInRequest
from apps.teams.policy import may_moderate, require


@post_of("reviews:take")
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    take = take_to_review(request, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return refused(request, take, "reviews/_changes_text.html", {"decision_form": form})
    try:
        decision = deciding.decide(take, request.user, form.cleaned_data["verdict"], form.cleaned_data["text"])
    except NotReady:
        return too_early(request, take)
    except deciding.NotTheFilm:
        messages.error(
            request,
            _(
                "The stored video is not the one that was made, so your approval was not recorded. "
                "Tell whoever looks after this studio."
            ),
        )
    else:
        messages.success(request, _thanks(take, decision))
    return redirect(request, address(take))


@post_of("reviews:take")
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Undo one's own decision."""
    take = take_to_review(request, pk)
    try:
        deciding.withdraw(take, request.user)
    except NotReady:
        return too_early(request, take)
    except deciding.TooLate:
        late = _("That was more than %(time)s ago, so it stays. You can decide anew at any time.")
        messages.error(request, late % {"time": duration(Decision.UNDO.total_seconds())})
    except deciding.NothingToUndo:
        messages.info(request, _("There is nothing to take back: you have not decided."))
    else:
        messages.success(request, _("Taken back. You have not decided about it."))
    return redirect(request, address(take))


@post_of("reviews:take_of")
def set_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a guest decided counts no longer."""
    found = Decision.objects.filter(guest__isnull=False, render__in=Render.objects.visible_to(request.user))
    decision = get_object_or_404(found.select_related("guest", "render__video__project__team"), pk=pk)
    require(may_moderate(request.user, decision.render.video.project.team))
    try:
        deciding.set_aside(decision, request.user)
    except deciding.NothingToUndo:
        messages.info(request, _("It did not count any more."))
    else:
        messages.success(request, _("Set aside: it does not count any more. The log keeps it."))
    return redirect(request, address(decision.render))


@require_safe
def take_of(request: SignedInRequest, pk: int) -> HttpResponse:
    """The room of the take that was decided about."""
    found = Decision.objects.filter(render__in=Render.objects.visible_to(request.user)).select_related("render")
    return redirect(request, address(get_object_or_404(found, pk=pk).render))


@require_safe
def log(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every decision about a video, for a spreadsheet."""
    video = video_of(request, pk)
    answer = HttpResponse("".join(table(rows(video))), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = content_disposition_header(True, file_name(video))
    return answer


def _thanks(take: Render, decision: Decision) -> str:
    said = {"name": take.name, "time": duration(Decision.UNDO.total_seconds())}
    if decision.verdict == Decision.Verdict.APPROVED:
        return _("You approved: %(name)s. You can take it back for %(time)s.") % said
    return _("You asked for changes: %(name)s. You can take it back for %(time)s.") % said
