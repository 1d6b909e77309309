"""What is taken off the wire."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedFileUploadHandler(TemporaryFileUploadHandler):
    """Uploads go to files, because decoders are given paths; a request that announces too much is not read at all."""

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], content_length: int, *rest: Any) -> None:  # noqa: N803
        if content_length > settings.MAX_UPLOAD_BYTES:
            raise RequestDataTooBig
