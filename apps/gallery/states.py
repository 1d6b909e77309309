"""The states of the gallery: what a chip says, and which filter of the bar leaves it."""

from django.utils.translation import gettext_lazy as _

from apps.reviews.states import (
    APPROVED,
    ASKED,
    CHANGES,
    DRAFT,
    DRAFT_APPROVED,
    DRAFTING,
    FAILED,
    GIVEN_UP,
    IN_LINE,
    MAKING,
    REVIEW,
    SENT_BACK,
    STOPPED,
    UNCLEAR,
    UNSENT,
    State,
)

UNFINISHED = State("unfinished", _("Unfinished"), icon="edit")

# As the column of a listing says them. Whether something in line can still be undone is a matter of seconds, which
# nothing changes by: the card itself looks.
BY_SLUG = {
    "unfinished": UNFINISHED,
    "asked": ASKED,
    "sent-back": SENT_BACK,
    "stopped": STOPPED,
    "in-line": IN_LINE,
    "making": MAKING,
    "drafting": DRAFTING,
    "unclear": UNCLEAR,
    "failed": FAILED,
    "given-up": GIVEN_UP,
    "review": REVIEW,
    "changes": CHANGES,
    "approved": APPROVED,
    "draft": DRAFT,
    "draft-approved": DRAFT_APPROVED,
}
SLUGS = {UNSENT: "in-line", **{state: slug for slug, state in BY_SLUG.items()}}

# What the filters of the bar leave; "all" leaves everything.
GROUPS: dict[str, tuple[str, ...]] = {
    "making": ("asked", "in-line", "making", "drafting", "unclear"),
    "review": ("review",),
    "changes": ("changes",),
    "approved": ("approved",),
    "fix": ("failed", "given-up", "sent-back"),
}
