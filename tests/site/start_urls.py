"""A URLconf with a start page for members, for test_policies."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from steerboard.people.policies import signed_in
from steerboard.site.urls import urlpatterns as ours


@signed_in
def start(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("start")


urlpatterns: list[URLPattern | URLResolver] = [path("", start), *ours]
