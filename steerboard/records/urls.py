"""The routes of this room."""

from __future__ import annotations

from django.urls import path

from steerboard.records import entries, lists, views
from steerboard.records.board.views import board, move_deal
from steerboard.records.calendar.views import calendar, move_activity

urlpatterns = [
    *(path(address, view, name=name) for name, (address, view) in lists.VIEWS.items()),
    path("deals/board/", board, name="deals_board"),
    path("deals/<int:deal_id>/move/", move_deal, name="move_deal"),
    path("customers/activities/calendar/", calendar, name="activities_calendar"),
    path("activities/<int:activity_id>/move/", move_activity, name="move_activity"),
    path("customers/find/", lists.find_customers, name="find_customers"),
    path("records/find/<str:kind>/", lists.find_records, name="find_records"),
    path("records/<str:kind>/new/", entries.new_record, name="new_record"),
    path("records/<str:kind>/<int:record_id>/edit/", entries.edit_record, name="edit_record"),
    path("records/<str:kind>/<int:record_id>/delete/", entries.delete_record, name="delete_record"),
    path("records/<str:kind>/<int:record_id>/", views.record, name="record"),
]
