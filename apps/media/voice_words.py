"""What the checks of a voice are called on screen."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy

from apps.media.problems import Code

# code: (what is so, what to do)
CHECKS: dict[str, tuple[Promise | str, Promise | str]] = {
    Code.CLEAR: (gettext_lazy("The voice is clear."), ""),
    Code.TOO_QUIET: (
        gettext_lazy("This recording is very quiet."),
        gettext_lazy("We made it louder. Recorded closer to the microphone, it sounds better."),
    ),
    Code.CLIPPED: (
        gettext_lazy("This recording is too loud and sounds rough in places."),
        gettext_lazy("It will work. Recorded further from the microphone, it sounds better."),
    ),
    Code.NOISY: (
        gettext_lazy("There is a lot of noise behind the voice."),
        gettext_lazy("It will work. In a quiet room, or closer to the microphone, it sounds better."),
    ),
    Code.LONG_PAUSES: (
        ngettext_lazy("There is %(count)d long pause.", "There are %(count)d long pauses.", "count"),
        gettext_lazy("The face says nothing meanwhile, and every second counts. Cut out what you do not need."),
    ),
}
