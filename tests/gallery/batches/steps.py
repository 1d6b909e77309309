"""What people and workers do with a batch, for tests."""

from apps.gallery import tasks
from apps.gallery.batches import actions, sweeping
from apps.gallery.batches.checking import Checked, check
from apps.gallery.batches.headings import Row
from apps.gallery.batches.offer import Offer, offer
from apps.gallery.models import Batch, BatchLine
from apps.renders.adopting import adopt_spoken
from apps.teams.models import User
from apps.voices import speaking
from apps.voices.models import Speech

TEXT = "Welcome to our spring tasting. Come in and have a cup of tea."


def row(title: str = "Welcome", **written: str) -> Row:
    """A good line, unless `written` says otherwise."""
    return Row(**{"title": title, "face": "Mei", **({"voice": "Hello"} if "script" not in written else {}), **written})


def offered(batch: Batch, user: User) -> Offer:
    return offer(Batch.objects.get(pk=batch.pk), check(batch), user)


def ok(batch: Batch, user: User, **pressed: bool) -> Offer | None:
    """Press the button, seeing the batch as it is."""
    return actions.say_ok(batch, user, offered(batch, user).shown, **{"has_consents": True, **pressed})


def said(batch: Batch) -> list[list[str]]:
    """What is wrong with each line that nobody said OK to."""
    return [[trouble.text for trouble in line.problems] for line in check(batch)]


def only(batch: Batch) -> Checked:
    [line] = check(batch)
    return line


def work(batch: Batch) -> list[str]:
    """Do what is due for the batch once, as the sweeps do; answers with the statuses of its lines."""
    BatchLine.objects.filter(batch=batch).update(next_check_at=batch.created_at)
    for pks in sweeping.due():
        tasks.work(pks)
    Speech.objects.update(next_check_at=batch.created_at)
    for pk in speaking.due():
        speaking.work(pk)
    adopt_spoken()
    return list(batch.lines.values_list("status", flat=True))
