"""What a response says, without what is new each time by design: the form tokens. A workbook says what its parts say."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"')


def body(response: Any) -> str:
    """The body as text, streamed ones as well."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"\n".join(parts.read(name) for name in parts.namelist())
    return _TOKEN.sub("TOKEN", content.decode())
