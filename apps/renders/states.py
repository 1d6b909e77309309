"""Where a take can be. What may follow what stands in `lifecycle.py`."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.connections.models import Price

# How good a film should be: a service makes it, for money; or the studio itself makes a draft, for nothing.
DRAFT = "draft"
QUALITIES = (*Price.MODES, (DRAFT, _("Draft")))


class Status(models.TextChoices):
    WAITING_FOR_OK = "waiting_for_ok", _("Waiting for an OK")
    QUEUED = "queued", _("In line")
    SUBMITTING = "submitting", _("Being sent")
    SUBMITTED = "submitted", _("Waiting at the service")
    PROCESSING = "processing", _("Being made")
    SAVING = "saving", _("Being saved")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Needs a fix")
    CANCELLED = "cancelled", _("Stopped")
    UNKNOWN = "unknown", _("Unclear")


class Why(StrEnum):
    """Notes that are made with a step and that its sentence for people depends on (`timeline.py`)."""

    SENT_BACK = "sent back"
    STOPPED_UNCLEAR = "stopped, though it may have been sent before"
    LATE = "accepted, late"
    NO_CONSENT = "no consent"
    CHANGED = "the service was changed"
    NOT_SENT_YET = "not sent yet"
    NEVER_GOT_IT = "the service never got it"
    DRAFT_ASKED = "a draft was asked for"
    DRAFT_MADE = "the draft is made"
    DRAFT_FAILED = "the draft could not be made"


OPEN = (Status.QUEUED, Status.SUBMITTING, Status.SUBMITTED, Status.PROCESSING, Status.SAVING, Status.UNKNOWN)
FINAL = (Status.READY, Status.FAILED, Status.CANCELLED)  # nothing is set aside for these any more
NOT_SENT = (Status.WAITING_FOR_OK, Status.QUEUED)  # these can be stopped, and cost nothing
AT_WORK = (Status.SUBMITTED, Status.PROCESSING)  # at the service, which has only to be looked at
AT_SERVICE = (Status.SUBMITTING, Status.SUBMITTED, Status.PROCESSING)  # these hold a parallel place
