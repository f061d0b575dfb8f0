"""A migration that makes many kinds at once."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation
from typing_extensions import override


class Together(Operation):
    """Several operations as one step, for kinds that link to each other.

    After each operation Django makes anew the classes of all models that are linked with what it touched, which are
    nearly all: with forty kinds that took longer than all else in a new workspace. Here they are made once, after
    the last. No operation may build on another one of the same step (a field of a model that it makes, say).
    """

    def __init__(self, *operations: Operation) -> None:
        self.operations = operations

    @override
    def state_forwards(self, app_label: str, state: Any) -> None:
        state.__dict__.pop("apps", None)  # made when it is next asked for
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    @override
    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    @override
    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    @override
    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)
