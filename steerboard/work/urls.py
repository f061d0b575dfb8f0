"""The routes of this room."""

from __future__ import annotations

from django.urls import include, path

from steerboard.work.views import (
    entries,
    explaining,
    figure,
    figures,
    mending,
    planning,
    putting_off,
    records,
    settling,
    stages,
    today,
)

urlpatterns = [
    path("", include("steerboard.work.team.urls")),
    path("", include("steerboard.work.company.urls")),
    path("", today.page, name="today"),
    path("today/<str:part>/", today.part, name="today_part"),
    path("findings/later/", putting_off.later, name="put_off"),
    path("findings/again/", putting_off.again, name="findings_again"),
    path("visits/new/", entries.log_visit, name="log_visit"),
    path("visits/about/", entries.about, name="log_about"),
    path("visits/plan/", planning.plan, name="plan_visits"),
    path("visits/<int:visit_id>/done/", entries.finish, name="finish_visit"),
    path("visits/<int:visit_id>/missed/", entries.missed, name="missed_visit"),
    path("visits/<int:visit_id>/moved/", entries.moved, name="moved_visit"),
    path("visits/<int:visit_id>/prepared/", entries.prepared, name="prepare_visit"),
    path("deals/closings/", settling.closings, name="past_closings"),
    path("deals/steps/", settling.steps, name="overdue_steps"),
    path("leads/waiting/", settling.leads, name="waiting_leads"),
    path("deals/<int:deal_id>/stage/", stages.advance, name="advance_stage"),
    path("deals/<int:deal_id>/closing/", mending.closing, name="move_closing"),
    path("deals/<int:deal_id>/step/", mending.next_step, name="set_next_step"),
    path("deals/<int:deal_id>/step/done/", mending.step_done, name="step_done"),
    path("deals/<int:deal_id>/step/move/", mending.move_step, name="move_step"),
    path("figures/", figures.listing, name="figures"),
    path("figures/parts/<str:segment>/<str:role>/", figures.part, name="figures_part"),
    path("figures/<str:kpi_id>/", figure.page, name="figure"),
    path("figures/<str:kpi_id>/explain/", explaining.page, name="explain_figure"),
    path("figures/<str:kpi_id>/sql/", figure.sql, name="figure_sql"),
    path("figures/<str:kpi_id>/records/", records.behind, name="figure_records"),
    path("undo/<int:change>/", entries.undo, name="undo"),
]
