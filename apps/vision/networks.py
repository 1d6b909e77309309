"""Networks in OpenCV's own DNN: no other runtime is needed, and one thread is enough for pictures this small."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from apps.vision.weights import weights

Pixels = npt.NDArray[np.uint8]  # [height, width, 3], RGB
Floats = npt.NDArray[np.floating[Any]]
Bools = npt.NDArray[np.bool_]

cv2.setNumThreads(1)


class Network:
    """One set of weights, and the names of the layers whose values are wanted."""

    def __init__(self, name: str, outputs: Sequence[str]) -> None:
        """Raises WeightsMissing."""
        # OpenCV 5 has a second engine, which tells only one layer of a TFLite file; OpenCV 4 has no such argument.
        engine = [cv2.dnn.ENGINE_CLASSIC] if hasattr(cv2.dnn, "ENGINE_CLASSIC") else []
        self._net = cv2.dnn.readNetFromTFLite(str(weights(name)), *engine)
        self._outputs = outputs

    def run(self, picture: Floats) -> list[Floats]:
        """The wanted layers for one float32[side, side, 3] picture, already in the range that the network expects."""
        self._net.setInput(np.ascontiguousarray(picture.transpose(2, 0, 1)[None]))
        return [np.asarray(values, np.float32) for values in self._net.forward(self._outputs)]
