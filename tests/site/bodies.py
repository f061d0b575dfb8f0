"""What a response says, without what is new each time by design: the form tokens."""

from __future__ import annotations

import re
from typing import Any

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"')


def body(response: Any) -> str:
    """The body as text, streamed ones as well."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return _TOKEN.sub("TOKEN", content.decode())
