"""The routes of this room."""

from __future__ import annotations

from django.urls import path

from steerboard.authoring.views import define, versions

urlpatterns = [
    path("kpis/", versions.own, name="own_kpis"),
    path("kpis/new/", define.new, name="new_kpi"),
    path("kpis/preview/", define.look, name="preview_kpi"),
    path("kpis/parts/", define.parts, name="kpi_parts"),
    path("kpis/<str:kpi_id>/edit/", define.edit, name="edit_kpi"),
    path("kpis/<str:kpi_id>/retire/", versions.retire, name="retire_kpi"),
    path("kpis/<str:kpi_id>/versions/", versions.listing, name="kpi_versions"),
    path("kpis/<str:kpi_id>/versions/<int:number>/restore/", versions.restore, name="restore_kpi"),
]
