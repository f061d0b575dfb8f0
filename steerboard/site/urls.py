"""All routes. Each view declares who may ask (people.policies); tests/site/test_policies.py walks this list."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from steerboard.site import csp, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("steerboard.people.urls")),
    path("csp-report", csp.report, name="csp_report"),
    path("healthz", views.healthz, name="healthz"),
    path("live", views.live, name="live"),
    path("", include("steerboard.records.urls")),
    path("", include("steerboard.plans.urls")),
    path("", include("steerboard.work.urls")),
    path("", include("steerboard.authoring.urls")),
]

handler400 = "steerboard.site.errors.bad_request"
handler403 = "steerboard.site.errors.forbidden"
handler404 = "steerboard.site.errors.not_found"
handler500 = "steerboard.site.errors.server_error"
