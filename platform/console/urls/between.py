"""The pages between a town and its county."""

from __future__ import annotations

from django.urls import path

from console.views import referrals

urlpatterns = [
    path("matters", referrals.matters, name="matters"),
    path("matters/desks", referrals.desks, name="town-desks"),
    path("matters/<record:matter_id>/take-up", referrals.take_up, name="take-up"),
    path("matters/<record:matter_id>/decline", referrals.decline, name="decline"),
    path("tasks", referrals.tasks, name="tasks"),
    path("tasks/<record:task_id>", referrals.task, name="task"),
    path("tasks/<record:task_id>/<slug:step>", referrals.task, name="task-step"),
]
