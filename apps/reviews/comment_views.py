"""What people do with comments: say, answer, edit, mark as done, delete and bring back. With htmx and without."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from apps.core.htmx import post_of, redirect
from apps.core.live import CHANGED
from apps.reviews import comments
from apps.reviews.forms import CommentForm, WordsForm
from apps.reviews.mentions import people_of
from apps.reviews.models import Comment
from apps.reviews.takes import address, refused, take_to_review, too_early
from apps.reviews.threads import threads_of
from apps.teams.current import SignedInRequest
from apps.teams.policy import may_change_comment, may_moderate, may_review, require

page_with_form = require_http_methods(["GET", "HEAD", "POST"])


@require_POST
def comment(request: SignedInRequest, pk: int) -> HttpResponse:
    take = take_to_review(request, pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return refused(request, take, "reviews/_composer_text.html", {"comment_form": form})
    try:
        made = comments.comment(take, request.user, **form.said)
    except comments.NotReady:
        return too_early(request, take)
    if not request.htmx:
        return redirect(request, _place(made))
    empty = {"comment_form": CommentForm(initial={"pinned": form.cleaned_data["pinned"]})}
    return trigger_client_event(TemplateResponse(request, "reviews/_composer_text.html", empty), CHANGED)


@require_safe
def still_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is still to be done about a take, for the page on which its next version is made."""
    take = take_to_review(request, pk)
    team = take.video.project.team
    threads = threads_of(take, request.user, people_of(team), team.rev)
    context = {"take": take, "threads": [thread for thread in threads if thread.is_alive and not thread.is_done]}
    return TemplateResponse(request, "reviews/_still_open.html", context)


@require_safe
def at(request: SignedInRequest, pk: int) -> HttpResponse:
    """A comment's own address: the room, with the comment in sight."""
    return redirect(request, _place(_comment(request, pk)))


@page_with_form
def reply(request: SignedInRequest, pk: int) -> HttpResponse:
    to = _comment(request, pk)
    form = WordsForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _write(request, to, form, is_reply=True)
    return _back(request, comments.reply(to, request.user, form.cleaned_data["text"]))


@page_with_form
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    said = _own(request, pk)
    if said.deleted_at:
        raise Http404
    form = WordsForm(request.POST if request.method == "POST" else None, initial={"text": said.text})
    if not form.is_valid():
        return _write(request, said, form, is_reply=False)
    comments.edit(said, form.cleaned_data["text"])
    return _back(request, said)


@post_of("reviews:at")
def done(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark a thread as done, or open it again: which of the two is posted, so that two people may press at once."""
    thread = _comment(request, pk)
    if "done" in request.POST:
        comments.mark_done(thread, request.user)
    else:
        comments.reopen(thread)
    return _back(request, thread)


@post_of("reviews:at")
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Of a guest's words, too, where the person may do that: there is much that strangers write."""
    said = _comment(request, pk)
    if said.guest_id is None:
        _require_own(request, said)
        comments.delete(said)
    else:
        require(may_moderate(request.user, said.render.video.project.team))
        comments.delete(said, by=request.user)
    return _back(request, said)


@post_of("reviews:at")
def bring_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Undo `delete`, for whoever did it."""
    said = _comment(request, pk)
    if said.deleted_by_id != request.user.pk:
        _require_own(request, said)
    try:
        comments.bring_back(said)
    except comments.TooLate:
        messages.warning(request, _("This comment was deleted too long ago to bring it back."))
        return redirect(request, address(said.render))
    return _back(request, said)


def _comment(request: SignedInRequest, pk: int) -> Comment:
    """A comment, for somebody who may say something about it: 404 for strangers."""
    found = Comment.objects.visible_to(request.user).select_related("author", "guest", "render__video__project__team")
    said = get_object_or_404(found, pk=pk)
    require(may_review(request.user, said.render.video.project.team))
    return said


def _own(request: SignedInRequest, pk: int) -> Comment:
    """A comment, for its author: 403 for everybody else in the team."""
    said = _comment(request, pk)
    _require_own(request, said)
    return said


def _require_own(request: SignedInRequest, said: Comment) -> None:
    require(may_change_comment(request.user, said.render.video.project.team, said.author))


def _place(said: Comment) -> str:
    return f"{address(said.render)}#c{said.pk}"


def _write(request: SignedInRequest, said: Comment, form: WordsForm, *, is_reply: bool) -> HttpResponse:
    """The form, in its place in the room; on a page of its own where there is no JavaScript."""
    context = {"said": said, "form": form, "is_reply": is_reply, "room": _place(said)}
    template = "reviews/_write.html" if request.htmx else "reviews/write.html"
    return TemplateResponse(request, template, context, status=422 if form.is_bound else 200)


def _back(request: SignedInRequest, said: Comment) -> HttpResponse:
    """It is done. The form goes, and the poller brings what it did."""
    return trigger_client_event(HttpResponse(), CHANGED) if request.htmx else redirect(request, _place(said))
