"""not_fed_yet: a KPI that is defined and has no figures yet, since what will feed it is not there."""

from __future__ import annotations

from dataclasses import dataclass

from steerboard.core.text import Text
from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import Cell, Cells, Look, Measure, Part, Reason

CODE = "not_fed_yet"


@dataclass(frozen=True)
class Waiting:
    """No value for any group; ``waits_for`` says what will feed it."""

    waits_for: Text

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        del frame
        return ()

    def cells(self, frame: Frame, look: Look) -> Cells:
        del frame, look
        said = Text("not fed yet; it waits for {w}", "尚无数据来源，等待：{w}").fill(w=self.waits_for)
        empty = Cell(None, reason=Reason(CODE, said))
        return lambda _: empty

    def describe(self) -> dict[str, object]:
        return {"kind": CODE, "waits_for": self.waits_for.both()}


def waiting(spec: Spec, _context: Context) -> Measure:
    """``{kind: not_fed_yet, waits_for: {zh: …, en: …}}``: what ``waits_for`` of a KPI stands for."""
    spec.only("waits_for")
    return Waiting(spec.both("waits_for"))
