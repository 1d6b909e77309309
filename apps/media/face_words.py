"""What the checks of a portrait and their repairs are called on screen."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy

from apps.media.problems import Code
from apps.media.repairs import RepairCode

# code, for some with the side: (what is so, what to do)
CHECKS: dict[str, tuple[Promise | str, Promise | str]] = {
    Code.GOOD_SIZE: (gettext_lazy("Large enough and a good shape."), ""),
    Code.ONE_FACE: (gettext_lazy("One clear face, looking at the camera."), ""),
    Code.NO_FACE: (
        gettext_lazy("We could not find a face."),
        gettext_lazy("Use a photo where the whole face is visible, without sunglasses or a mask."),
    ),
    Code.SEVERAL_FACES: (
        ngettext_lazy("We see %(count)d face.", "We see %(count)d faces.", "count"),
        gettext_lazy("Choose one of them, or crop the photo so that only one person is visible."),
    ),
    Code.BACKGROUND_FACE: (
        gettext_lazy("There is somebody in the background."),
        gettext_lazy("It may work. A photo of one person alone gives a better result."),
    ),
    Code.FACE_TOO_SMALL: (
        gettext_lazy("The face is too small."),
        gettext_lazy("Use a photo taken from closer by, or the original from your camera or phone."),
    ),
    Code.FACE_SMALL: (
        gettext_lazy("The face is rather small."),
        gettext_lazy("It will work. A photo taken from closer by gives a better result."),
    ),
    Code.TURNED_AWAY: (
        gettext_lazy("The face looks to the side."),
        gettext_lazy("Use a photo of somebody who looks into the camera."),
    ),
    Code.TILTED: (
        gettext_lazy("The head is tilted."),
        gettext_lazy("Use a photo of somebody who holds their head straight."),
    ),
    Code.SIDEWAYS: (
        gettext_lazy("The photo lies on its side or stands on its head."),
        gettext_lazy("Turn it upright."),
    ),
    Code.CUT_OFF: (
        gettext_lazy("Part of the face is cut off."),
        gettext_lazy("Use a photo where the whole face is visible, with a little room around it."),
    ),
    Code.DARK: (
        gettext_lazy("The face is a little dark."),
        gettext_lazy("It will work. Light from the front gives a better result."),
    ),
    Code.BRIGHT: (
        gettext_lazy("The face is very bright."),
        gettext_lazy("It will work. Softer light gives a better result."),
    ),
    f"{Code.UNEVEN_LIGHT}_left": (
        gettext_lazy("The left side is a little dark."),
        gettext_lazy("It will work. Light from the front gives a better result."),
    ),
    f"{Code.UNEVEN_LIGHT}_right": (
        gettext_lazy("The right side is a little dark."),
        gettext_lazy("It will work. Light from the front gives a better result."),
    ),
    Code.BLURRED: (
        gettext_lazy("The face is a little blurred."),
        gettext_lazy("It will work. A sharp photo gives a better result."),
    ),
}

REPAIRS: dict[str, Promise | str] = {
    RepairCode.TURN: gettext_lazy("Turn upright"),
    RepairCode.CHOOSE_FACE: gettext_lazy("Choose this face"),
    RepairCode.HEAD_AND_SHOULDERS: gettext_lazy("Crop to head and shoulders"),
    RepairCode.SHAPE: gettext_lazy("Crop to a good shape"),
    RepairCode.ENLARGE: gettext_lazy("Make it a little larger"),
}
