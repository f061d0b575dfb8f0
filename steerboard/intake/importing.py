"""One import: choose the files, bind the mapping to them, then level by level read, compare and write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from steerboard.core.clock import Clock
from steerboard.core.collecting import seldom_collecting
from steerboard.core.text import Text
from steerboard.core.workspace import Workspace, zone_of
from steerboard.intake.choosing import Chosen, Match, choose
from steerboard.intake.feeds import Feed, bind, links_of, order_of
from steerboard.intake.getters import Binder
from steerboard.intake.gone import closing_field, policies, remove
from steerboard.intake.history import PastFeed, bind_past
from steerboard.intake.links import Links
from steerboard.intake.passing import Passes, Progress
from steerboard.intake.rejects import Rejects
from steerboard.intake.report import Gone, Part, Report
from steerboard.intake.rules import Absent, Mapping
from steerboard.intake.tables import Inline, Table
from steerboard.intake.tuning import roomy
from steerboard.intake.upsert import Upsert, free_run
from steerboard.kinds.batch import Author
from steerboard.kinds.registry import get


def import_files(
    paths: Sequence[Path],
    mapping: Mapping,
    clock: Clock,
    *,
    workspace: Workspace,
    dry_run: bool = False,
    progress: Progress | None = None,
    user: int | None = None,
    using: str = "default",
) -> Report:
    """Take ``paths`` (files, or folders with files) in as ``mapping`` says.

    Raises BadInput before anything is written where a file or the mapping cannot be used. Rows that cannot be
    taken go to files under ``workspace/rejects``; the rest goes in. The same files again change nothing.
    ``progress`` hears a file's name, the bytes done and those to do.
    """
    started = clock.now()
    run = free_run(started.strftime("%Y%m%d-%H%M%S"), using)
    links = Links(mapping.source, using, dry=dry_run)
    chosen = choose(paths, mapping)
    absent = policies(mapping)
    feeds, pasts = _bound(mapping, chosen, links, workspace)
    for kind, way in absent.items():
        if way == "close":
            closing_field(get(kind), f"{mapping.path}: {kind}.absent")

    rejects = Rejects()
    upsert = Upsert(mapping.source, Author(user, "import", "import", run), clock, links, rejects, using=using)
    passes = Passes(upsert, progress, _bytes(feeds, pasts))
    with roomy(using), seldom_collecting():
        for level in order_of(feeds, links_of):
            passes.level(level)
        for past in pasts:
            passes.past(past, {n for f in feeds if f.spec.name == past.spec.name for n in f.names})
        gone, notes = _remove(absent, chosen, upsert, workspace.calendar.today(started))
    written = rejects.write(workspace.rejects / run) if not dry_run else ()
    return Report(
        run=run,
        source=mapping.source,
        dry_run=dry_run,
        parts=_parts([f.part for f in feeds] + [p.part for p in pasts]),
        gone=gone,
        left=chosen.left,
        rejects=written,
        rejected=rejects.count,
        notes=(*_about_currency(feeds, mapping, workspace), *notes),
        seconds=(clock.now() - started).total_seconds(),
    )


def _bound(
    mapping: Mapping, chosen: Chosen, links: Links, workspace: Workspace
) -> tuple[list[Feed], list[PastFeed]]:
    zone = zone_of(mapping.zone, mapping.path) if mapping.zone else workspace.calendar.zone
    currency = mapping.currency or workspace.currency

    def binder(table: Table, match: Match | None = None) -> Binder:
        return Binder(table, zone, links, chosen.values, dict(match.entry.clean) if match else {})

    feeds = []
    for constants in mapping.constants:
        name = f"{mapping.path}: {constants.records.kind}"
        table = Inline(name, constants.header, constants.rows)
        feeds.append(bind(constants.records, binder(table), Path(mapping.path).name, currency))
    pasts = []
    for match in chosen.matches:
        bound = binder(match.table, match)
        feeds += [bind(records, bound, match.place, currency) for records in match.entry.records]
        pasts += [bind_past(past, bound, match.place) for past in match.entry.history]
    return feeds, pasts


def _about_currency(feeds: list[Feed], mapping: Mapping, workspace: Workspace) -> tuple[Text, ...]:
    foreign = mapping.currency and mapping.currency != workspace.currency
    if not foreign or not any("currency" in feed.names for feed in feeds):
        return ()
    note = Text(
        "amounts are in {c}, the workspace counts in {w}: figures need a rate of {c} (`steerboard rates`).",
        "金额为 {c}，工作区币种为 {w}：统计时需要 {c} 的汇率（`steerboard rates`）。",
    )
    return (note.fill(c=mapping.currency, w=workspace.currency),)


def _bytes(feeds: list[Feed], pasts: list[PastFeed]) -> Counter[str]:
    """How much of each file will be read: it is read once for each level of kinds that it feeds."""
    found: Counter[str] = Counter()
    for level in order_of(feeds, links_of):
        found.update({f.place: f.table.size for f in level})
    for past in pasts:
        found[past.place] += past.table.size
    return found


def _parts(parts: list[Part]) -> tuple[Part, ...]:
    """One part for each file and kind, entries that feed the same added up."""
    together: dict[tuple[str, str], Part] = {}
    for part in parts:
        key = (part.file, part.kind)
        together[key] = together[key].plus(part) if key in together else part
    return tuple(together.values())


def _remove(
    absent: dict[str, Absent], chosen: Chosen, upsert: Upsert, today: date
) -> tuple[tuple[Gone, ...], tuple[Text, ...]]:
    """Removals, and why there were none where an export was not read wholly."""
    gone, notes = [], []
    without = {r.kind for f in chosen.missing for r in f.records}
    for kind, state in reversed(list(upsert.states.items())):
        way = absent.get(kind, "keep")
        if way == "keep":
            continue
        if kind in without or state.rejected or not state.seen:
            notes.append(
                Text(
                    "nothing absent of {k} was removed: the export was not read wholly.",
                    "未处理缺失的{k}：导出文件未被完整读取。",
                ).fill(k=state.spec.label)
            )
        else:
            gone.append(remove(upsert, state, way, today))
    return tuple(gone), tuple(notes)
