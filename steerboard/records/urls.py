"""The routes of this room."""

from __future__ import annotations

from django.urls import path

from steerboard.records import entries, lists, views

urlpatterns = [
    *(path(address, view, name=name) for name, (address, view) in lists.VIEWS.items()),
    path("customers/find/", lists.find_customers, name="find_customers"),
    path("records/find/<str:kind>/", lists.find_records, name="find_records"),
    path("records/<str:kind>/new/", entries.new_record, name="new_record"),
    path("records/<str:kind>/<int:record_id>/edit/", entries.edit_record, name="edit_record"),
    path("records/<str:kind>/<int:record_id>/delete/", entries.delete_record, name="delete_record"),
    path("records/<str:kind>/<int:record_id>/", views.record, name="record"),
]
