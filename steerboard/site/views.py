"""Routes of the site itself."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from steerboard.people.policies import public, signed_in


@public
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Whether this process answers and reaches the records."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@signed_in
@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    """Live events come through site.asgi, which takes this path before Django; without it there are none.

    204 tells the browser not to ask again.
    """
    return HttpResponse(status=204)
