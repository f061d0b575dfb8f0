"""The routes of this room."""

from __future__ import annotations

from django.urls import path

from steerboard.work.views import entries, figure, figures, mending, records, today

urlpatterns = [
    path("", today.page, name="today"),
    path("today/<str:part>/", today.part, name="today_part"),
    path("visits/new/", entries.log_visit, name="log_visit"),
    path("visits/<int:visit_id>/done/", entries.finish, name="finish_visit"),
    path("visits/<int:visit_id>/missed/", entries.missed, name="missed_visit"),
    path("deals/<int:deal_id>/closing/", mending.closing, name="move_closing"),
    path("deals/<int:deal_id>/step/", mending.next_step, name="set_next_step"),
    path("deals/<int:deal_id>/step/done/", mending.step_done, name="step_done"),
    path("deals/<int:deal_id>/step/move/", mending.move_step, name="move_step"),
    path("figures/", figures.listing, name="figures"),
    path("figures/parts/<str:segment>/<str:role>/", figures.part, name="figures_part"),
    path("figures/<str:kpi_id>/", figure.page, name="figure"),
    path("figures/<str:kpi_id>/records/", records.behind, name="figure_records"),
    path("undo/<int:change>/", entries.undo, name="undo"),
]
