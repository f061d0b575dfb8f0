"""The routes of the team's pages and of reminders."""

from __future__ import annotations

from django.urls import path

from steerboard.work.team import reminder_views, views

urlpatterns = [
    path("team/", views.first, name="team"),
    path("team/<int:team_id>/", views.one, name="team_of"),
    path("team/person/<int:person_id>/", views.one_person, name="team_person"),
    path("team/person/<int:person_id>/remind/<str:topic>/", reminder_views.remind, name="remind"),
    path("reminders/", reminder_views.part, name="reminders"),
    path("reminders/seen/", reminder_views.seen, name="see_reminders"),
    path("reminders/<int:reminder_id>/", reminder_views.answer, name="answer_reminder"),
    path("reminders/<int:reminder_id>/undo/", reminder_views.undo, name="undo_reminder"),
]
