"""Many videos at once: begin with a table, look at what is wrong, mend it. `asks` has what spends and stops."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import trigger_client_event

from apps.core import live
from apps.core.csv import table as csv_lines
from apps.core.htmx import post_of, redirect
from apps.core.numbers import whole_number
from apps.gallery.batches import actions, export, pages, words
from apps.gallery.batches.checking import check
from apps.gallery.batches.files import add_file
from apps.gallery.batches.forms import LineForm, TableForm, UsualForm
from apps.gallery.batches.headings import MOST, WRITTEN
from apps.gallery.batches.tables import TableRefused
from apps.gallery.choosing import for_chosen
from apps.gallery.models import Batch, BatchLine
from apps.media.audio import MAX_BYTES as SOUND_BYTES
from apps.media.photos import MAX_BYTES as PHOTO_BYTES
from apps.projects.models import Project
from apps.renders.models import Video
from apps.teams.current import SignedInRequest
from apps.teams.models import Team
from apps.teams.policy import may_prepare, require

LATELY = 10  # batches of a project that its page names


def batch_of(request: SignedInRequest, pk: int) -> Batch:
    """A batch, for somebody who may prepare videos: 404 for strangers, 403 for reviewers."""
    parts = ("team", "project__team", "voice", "created_by")
    batch = get_object_or_404(Batch.objects.visible_to(request.user).select_related(*parts), pk=pk)
    require(may_prepare(request.user, batch.team))
    return batch


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(Project.objects.visible_to(request.user).select_related("team"), pk=pk)
    require(may_prepare(request.user, project.team))
    usual = UsualForm(project.team, request.POST or None, initial=UsualForm.usual(project.team))
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and usual.is_valid():
        batch = actions.begin(project, request.user, form.rows, name=form.name, **usual.cleaned_data)
        if form.unused:
            messages.warning(request, words.unused(form.unused))
        return redirect(request, reverse("gallery:batch", args=[batch.pk]))
    batches = Batch.objects.filter(project=project).select_related("created_by")[:LATELY]
    context = {"project": project, "form": form, "usual": usual, "most": MOST, "batches": batches}
    return TemplateResponse(request, "batches/begin.html", context, status=422 if form.is_bound else 200)


@require_safe
def example(request: SignedInRequest) -> StreamingHttpResponse:
    return _csv(_("batch.csv"), export.example())


@for_chosen
def make_again(request: SignedInRequest, team: Team, videos: list[int]) -> HttpResponse:
    """Another version of each chosen video: a batch of them, which is looked at and paid like any other."""
    chosen = Video.objects.filter(project__team=team, pk__in=videos).select_related("project__team").order_by("pk")
    batch = actions.begin_again(list(chosen), request.user)
    return redirect(request, reverse("gallery:batch", args=[batch.pk]))


@require_safe
def batch(request: SignedInRequest, pk: int) -> HttpResponse:
    return page(request, batch_of(request, pk))


def page(request: SignedInRequest, batch: Batch, **told: Any) -> HttpResponse:
    """The page of a batch. `told` says why it comes instead of what was pressed."""
    context = pages.whole(batch, request.user)
    usual = UsualForm(batch.team, instance=batch)
    limits = {"photo_bytes": PHOTO_BYTES, "sound_bytes": SOUND_BYTES}
    poller = live.poller(_live_url(batch), batch.team.rev, _pace(batch, context))
    more = {"usual": usual, "table": TableForm(), "limits": limits, "live": poller}
    return TemplateResponse(request, "batches/detail.html", {**context, **more, **told}, status=422 if told else 200)


@require_safe
def batch_live(request: SignedInRequest, pk: int) -> HttpResponse:
    """The poll of the page: the lines that changed, and what is said of all of them."""
    found = batch_of(request, pk)
    since, rev = live.cursor(request), found.team.rev
    if rev == since:
        return live.unchanged()
    context = {**pages.whole(found, request.user), "oob": True}
    changed = [shown for shown in context["lines"] if shown.rev > since]
    if not changed and found.rev <= since:
        return live.unchanged()
    pieces = [render_to_string(f"batches/_{name}.html", context, request) for name in ("progress", "files", "offer")]
    if found.lines_rev > since:
        pieces.append(render_to_string("batches/_lines.html", context, request))
    else:
        pieces += [render_to_string("batches/_line.html", {**context, "shown": each}, request) for each in changed]
    return live.answer(_live_url(found), rev=rev, pace=_pace(found, context), pieces=pieces)


@post_of("gallery:batch")
def batch_files(request: SignedInRequest, pk: int) -> HttpResponse:
    """Photos and recordings: one from the page's script, many from a plain form. What is wrong with each, it says."""
    found = batch_of(request, pk)
    try:
        for file in request.FILES.getlist("files"):
            if found.is_open and isinstance(file, TemporaryUploadedFile):
                add_file(found, request.user, Path(file.temporary_file_path()), file.name or "")
    except actions.NotOpen:
        found.refresh_from_db(fields=["status"])
    if request.headers.get("X-Files"):
        return HttpResponse(status=204 if found.is_open else 409)
    return _back(request, found, "#lines")


@post_of("gallery:batch")
def batch_lines(request: SignedInRequest, pk: int) -> HttpResponse:
    """Leave a line out, or take it in again."""
    found = batch_of(request, pk)
    is_left_out = "out" in request.POST
    pks = [whole_number(line) for line in request.POST.getlist("out" if is_left_out else "in")]
    try:
        actions.leave_out(found, pks, is_left_out=is_left_out)
    except actions.NotOpen:
        return _too_late(request, found)
    if request.htmx:
        return trigger_client_event(HttpResponse(status=204), live.CHANGED)
    return _back(request, found, f"#line-{pks[0]}" if pks else "")


@require_http_methods(["GET", "HEAD", "POST"])
def batch_line(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mend one line, without a spreadsheet."""
    lines = BatchLine.objects.filter(status=BatchLine.Status.OPEN, batch__is_again=False)
    line = get_object_or_404(lines.filter(batch__team__memberships__user=request.user), pk=pk)
    found = batch_of(request, line.batch_id)
    written = {name: getattr(line, name) for name in WRITTEN}
    form = LineForm(request.POST if request.method == "POST" else None, initial=written)
    if form.is_valid():
        try:
            actions.replace_lines(found, [form.row(line.number)])
        except actions.NotOpen:
            return _too_late(request, found)
        return _back(request, found, f"#line-{line.pk}")
    context = {"batch": found, "project": found.project, "line": line, "form": form}
    return TemplateResponse(request, "batches/line.html", context, status=422 if form.is_bound else 200)


@post_of("gallery:batch")
def batch_table(request: SignedInRequest, pk: int) -> HttpResponse:
    """A table of mended lines, which take the place of those with their numbers."""
    found = batch_of(request, pk)
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, found, table=form)
    try:
        said = words.mended(*actions.replace_lines(found, form.rows))
    except TableRefused as refused:
        form.add_error(None, str(refused))
        return page(request, found, table=form)
    except actions.NotOpen:
        return _too_late(request, found)
    messages.success(request, " ".join(said))
    return _back(request, found, "")


@post_of("gallery:batch")
def batch_settings(request: SignedInRequest, pk: int) -> HttpResponse:
    """What lines use that say nothing else."""
    found = batch_of(request, pk)
    form = UsualForm(found.team, request.POST, instance=Batch(pk=found.pk))
    if not form.is_valid():
        return page(request, found, usual=form)
    try:
        actions.change(found, **form.cleaned_data)
    except actions.NotOpen:
        return _too_late(request, found)
    if request.htmx:
        return trigger_client_event(HttpResponse(status=204), live.CHANGED)
    return _back(request, found, "")


@require_safe
def batch_problems(request: SignedInRequest, pk: int) -> StreamingHttpResponse:
    """The lines that need a change, to mend in a spreadsheet and upload again."""
    found = batch_of(request, pk)
    return _csv(f"{found.name or 'batch'}-{_('to mend')}.csv", export.problems(check(found)))


def _csv(name: str, rows: Any) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _live_url(batch: Batch) -> str:
    return reverse("gallery:batch_live", args=[batch.pk])


def _pace(batch: Batch, context: dict[str, Any]) -> int:
    return live.pace(busy=context["is_busy"], alone=not batch.team.is_shared)


def _back(request: SignedInRequest, batch: Batch, anchor: str) -> HttpResponse:
    return redirect(request, f"{reverse('gallery:batch', args=[batch.pk])}{anchor}")


def _too_late(request: SignedInRequest, batch: Batch) -> HttpResponse:
    messages.warning(request, _("Somebody was faster: these lines cannot be changed just now. Nothing was changed."))
    return _back(request, batch, "")
