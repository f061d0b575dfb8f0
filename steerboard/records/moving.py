"""Moving a deal along its pipeline: which stages there are, what a move asks for, and what follows from it.

The board, the page of a deal and Today move deals by this, so that a move means the same everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.engine.rights import Rights
from steerboard.kinds.batch import Author, Batch, Edit, Item, New, Written
from steerboard.kinds.registry import get
from steerboard.people.actions import write_as
from steerboard.people.requests import Asked
from steerboard.people.rights import visible

# Said where a company has not lost enough deals to have reasons of its own.
LOSS_REASONS = (
    Text("Price", "价格"),
    Text("A competitor was better", "竞品更优"),
    Text("No budget", "客户无预算"),
    Text("Project put off", "项目搁置"),
    Text("No decision", "客户未决策"),
    Text("We were too slow", "我方响应慢"),
)
MOST_REASONS = 8
# What a stage of a kind asks for, whatever else it does.
_ASKED = {"open": (), "won": ("amount",), "lost": ("loss_reason",)}
# What a deal becomes where the stage itself does not say.
_USUAL: dict[str, dict[str, Any]] = {
    "open": {},
    "won": {"probability": Decimal(1), "forecast_category": "commit"},
    "lost": {"probability": Decimal(0), "forecast_category": "omitted"},
}
_OPEN = {"outcome": None, "closed_at": None, "loss_reason": None}
Told = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """A stage of the deal's pipeline. ``kind`` is open, won or lost; ``here`` says that the deal stands in it."""

    id: int
    name: str
    kind: str
    probability: Decimal | None
    here: bool


def stages_of(deal: Any, rights: Rights) -> list[Step]:
    """The stages of the pipeline of ``deal`` (an opportunity row), in their order."""
    return [
        Step(s.pk, s.name, s.kind, s.probability, s.pk == deal.stage_id)
        for s in _stages(rights).filter(pipeline=deal.pipeline)
    ]


def missing_for(deal: Any, stage: Any, told: Told | None = None) -> list[str]:
    """The fields that a stage (a ``Step`` or a stage row) asks for and that neither the deal has nor ``told`` gives."""
    known = {n: f.column for n, f in get("opportunity").fields.items()}
    # A reason that stands from before is of another loss: it is asked again.
    held = {n: None if n == "loss_reason" else getattr(deal, known[n]) for n in _ASKED[stage.kind]}
    return [n for n, value in held.items() if _empty((told or {}).get(n, value))]


def loss_reasons(rights: Rights) -> list[str]:
    """Reasons to choose from: those that the reader's lost deals name most, then the usual ones."""
    lost = visible("opportunity", rights).filter(outcome="lost").exclude(loss_reason=None)
    counted = lost.values_list("loss_reason").annotate(n=Count("pk")).order_by("-n", "loss_reason")
    own = [str(reason) for reason, _n in counted[:MOST_REASONS] if reason]
    return list(dict.fromkeys([*own, *map(str, LOSS_REASONS if len(own) < len(LOSS_REASONS) else ())]))


def move_stage(
    request: Asked, deal: Any, stage_id: int, told: Told | None = None, *, seen: int | None = None
) -> Written:
    """Move ``deal`` (an opportunity row that the reader sees) to a stage, in one change.

    Probability and forecast category follow the stage; a stage of kind won or lost closes the deal now, an open one
    opens it again. ``told`` gives fields that the stage asks for, by name, and ``review``: words about a loss, kept as
    a loss review. ``seen`` is the stage that the reader's page showed the deal in. Raises BadInput with the field in
    ``where`` when something is missing, when the stage is no stage of this pipeline, or when somebody moved the deal
    meanwhile; Forbidden when it is not the reader's to move.
    """
    stage = _stages(request.rights).filter(pk=stage_id, pipeline=deal.pipeline).first()
    if stage is None:
        raise BadInput(
            Text("there is no such stage in this pipeline.", "该销售流程中没有这个阶段。"),
            where="opportunity.stage",
        )
    if seen is not None and deal.stage_id not in (seen, stage.pk):
        raise _moved_meanwhile(request, deal)
    if deal.stage_id == stage.pk and _outcome(stage) == deal.outcome:
        return Written(None, ())
    given = {n: v for n, v in (told or {}).items() if n != "review" and not _empty(v)}
    for name in missing_for(deal, stage, given):
        raise missing_error(name, stage.name)
    edit = Edit("opportunity", deal.pk, {**_follows(request, deal, stage), **given, "stage": stage.pk})
    items = (edit, *_review(request, deal, stage, told or {}))
    return write_as(Batch(author(request, "move_stage"), items), request.rights, request.clock)


def author(request: Asked, verb: str) -> Author:
    return Author(request.person_id, "app", verb)


def _stages(rights: Rights) -> Any:
    return visible("stage", rights).order_by("position", "pk")


def _outcome(stage: Any) -> str | None:
    return None if stage.kind == "open" else str(stage.kind)


def _follows(request: Asked, deal: Any, stage: Any) -> dict[str, Any]:
    """What a deal is in its new stage, beside the stage itself."""
    said = {"probability": stage.probability, "forecast_category": stage.forecast_category}
    values = {**_USUAL[stage.kind], **{n: v for n, v in said.items() if v is not None}}
    outcome = _outcome(stage)
    if outcome is None:
        return {**values, **(_OPEN if deal.outcome is not None else {})}
    if outcome == "won":
        values["loss_reason"] = None
    return {**values, "outcome": outcome, "closed_at": request.clock.now()}


def _review(request: Asked, deal: Any, stage: Any, told: Told) -> tuple[Item, ...]:
    if stage.kind != "lost" or _empty(told.get("review")):
        return ()
    now = request.clock.now()
    values = {
        "opportunity": deal.pk,
        "reviewer": "own",
        "reasons": told.get("loss_reason"),
        "text": str(told["review"]).strip(),
        "reviewed_at": now,
        "created_at": now,
    }
    return (New("loss_review", values),)


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def missing_error(name: str, stage: str) -> BadInput:
    """What is said where a field that a stage asks for is not given."""
    field = get("opportunity").fields[name]
    if name == "loss_reason":
        return BadInput(Text("Say why it was lost.", "请选择输单原因。"), where="opportunity.loss_reason")
    text = Text("“{stage}” needs: {field}.", "进入“{stage}”前请填写：{field}。")
    return BadInput(text.fill(stage=stage, field=field.label), where=f"opportunity.{name}")


def _moved_meanwhile(request: Asked, deal: Any) -> BadInput:
    now = _stages(request.rights).filter(pk=deal.stage_id).first()
    text = Text("Meanwhile somebody moved this deal to “{stage}”.", "这期间有人已把该商机移到“{stage}”。")
    return BadInput(
        text.fill(stage=now.name if now else "—"),
        where="opportunity.stage",
        hint=Text("Look at it again and decide then.", "请查看最新情况后再决定。"),
    )
