"""Rules bound to a table's columns: functions from a row to a value.

A cell's text is read once and remembered, since most columns repeat their texts over and over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.core.workspace import zone_of
from steerboard.intake.cells import Both, cell_reader
from steerboard.intake.links import Absent, Links
from steerboard.intake.rules import Clean, Condition, OtherTable, Rule, Style
from steerboard.intake.tables import Row, Table, place_of
from steerboard.intake.templates import parts
from steerboard.kinds.registry import FieldSpec, get
from steerboard.kinds.values import not_given

MOST = 1 << 15  # texts remembered for one field
NOTHING: Both = (None, None)

Getter = Callable[[Row], Both]
Words = Callable[[Row], str]
Test = Callable[[Row], bool]
Convert = Callable[[str], Both]
TableValues = Callable[[OtherTable, str], Mapping[str, str]]


@dataclass(frozen=True)
class Binder:
    """Binds the rules of one file entry to one table."""

    table: Table
    zone: ZoneInfo
    links: Links
    others: TableValues
    clean: Mapping[str, Clean] = field(default_factory=dict)

    def getter(self, rule: Rule, spec: FieldSpec, own_kind: str) -> Getter:
        """The value of a field: for the door, and as the database holds it. Raises BadInput, or Absent for a link."""
        convert = self._replacing(rule, self.converter(rule, spec, own_kind))
        found = (
            self._constant(rule, convert, spec) if rule.constant is not None else self._varying(rule, convert)
        )
        return _only_when(self.tests(rule.when), found) if rule.when else found

    def converter(self, rule: Rule, spec: FieldSpec, own_kind: str) -> Convert:
        if spec.type == "link":
            return self._linking(rule, spec, own_kind)
        if rule.lookup != "external_id":
            raise BadInput(
                Text("“{f}” is no link, so it has no lookup.", "“{f}”不是关联字段，不能写 lookup。").fill(
                    f=spec.name
                ),
                where=rule.where,
            )
        style = rule.style or Style()
        zone = zone_of(style.zone, rule.where) if style.zone else self.zone
        return cell_reader(spec, style, zone)

    def words(self, rule: Rule) -> Words:
        """The text of a rule, its value map applied: external ids, field names."""
        if rule.constant is not None:
            constant = rule.constant
            return lambda _: constant
        plain = self.column(rule.column, rule.where) if rule.column else self._template(rule)
        if not rule.values and rule.table is None and rule.default is None:
            return plain
        replaced = self._replaced(rule)
        return lambda row: replaced(plain(row))

    def tests(self, conditions: tuple[Condition, ...]) -> list[Test]:
        return [self._test(c) for c in conditions]

    def column(self, name: str, where: str) -> Words:
        """The text of a column, stripped and cleaned."""
        i = place_of(self.table.header, name, self.table.name, where)
        clean = self.clean.get(name)
        if clean is None:
            return lambda row: row[i].strip()
        cleaned, memo = _cleaner(clean), dict[str, str]()

        def words(row: Row) -> str:
            text = row[i]
            found = memo.get(text)
            if found is None:
                if len(memo) >= MOST:
                    memo.clear()
                found = memo[text] = cleaned(text.strip())
            return found

        return words

    def _template(self, rule: Rule) -> Words:
        """A template is empty where all of its columns are."""
        pieces = parts(rule.template, rule.where)
        form = "".join(literal.replace("%", "%%") + ("%s" if name else "") for literal, name in pieces)
        columns = [self.column(name, rule.where) for _, name in pieces if name]

        def words(row: Row) -> str:
            texts = tuple([column(row) for column in columns])
            return form % texts if any(texts) else ""

        return words

    def _test(self, condition: Condition) -> Test:
        text, those, test = self.column(condition.column, condition.where), condition.texts, condition.test
        if test == "is":
            return lambda row: text(row) in those
        if test == "is_not":
            return lambda row: text(row) not in those
        if test == "starts_with":
            return lambda row: text(row).startswith(those)
        return lambda row: not text(row).startswith(those)

    def _varying(self, rule: Rule, convert: Convert) -> Getter:
        memo: dict[str, Both] = {}
        if rule.template:
            words = self._template(rule)
            return lambda row: memo.get(text := words(row)) or _learn(memo, text, convert(text))
        i = place_of(self.table.header, rule.column, self.table.name, rule.where)
        cleaned = _cleaner(self.clean.get(rule.column) or Clean())
        return lambda row: memo.get(row[i]) or _learn(memo, row[i], convert(cleaned(row[i].strip())))

    def _constant(self, rule: Rule, convert: Convert, spec: FieldSpec) -> Getter:
        text, memo = str(rule.constant), dict[str, Both]()
        if spec.type != "link":
            try:
                both = convert(text)
            except BadInput as error:
                raise BadInput(error.message, where=rule.where, hint=error.hint) from None
            return lambda _: both
        return lambda _: memo.get(text) or _learn(memo, text, convert(text))

    def _linking(self, rule: Rule, spec: FieldSpec, own_kind: str) -> Convert:
        target = get(spec.target)
        try:
            index = self.links.index(target, rule.lookup, rule.source)
        except BadInput as error:
            raise BadInput(error.message, where=rule.where, hint=error.hint) from None
        if index.by.type != "text":
            raise BadInput(
                Text("a lookup goes by a text; “{f}” is none.", "lookup 只能用文本字段，“{f}”不是。").fill(
                    f=index.by.name
                ),
                where=rule.where,
            )
        required = not spec.django.null

        def convert(text: str) -> Both:
            if not text:
                if required:
                    raise not_given(spec)
                return NOTHING
            try:
                id_ = index.find(text)
            except Absent as absent:
                if target.name == own_kind:
                    raise
                if rule.unknown == "empty" and not required:
                    return NOTHING
                raise BadInput(absent.reason) from None
            return id_, id_

        return convert

    def _replaced(self, rule: Rule) -> Callable[[str], str]:
        values = self.others(rule.table, rule.where) if rule.table else dict(rule.values)
        default = rule.default
        if default is None:
            return lambda text: values.get(text, text)
        return lambda text: values.get(text, default)

    def _replacing(self, rule: Rule, convert: Convert) -> Convert:
        empty = rule.style.empty if rule.style else ()
        if not (rule.values or rule.table or rule.default is not None or empty):
            return convert
        replaced = self._replaced(rule)
        return lambda text: convert("" if (new := replaced(text)) in empty else new)


def _learn(memo: dict[str, Both], text: str, found: Both) -> Both:
    if len(memo) >= MOST:
        memo.clear()
    memo[text] = found
    return found


def _cleaner(clean: Clean) -> Callable[[str], str]:
    values = dict(clean.values)
    return lambda text: values.get(
        bare := text.removeprefix(clean.remove_prefix).removesuffix(clean.remove_suffix), bare
    )


def _only_when(tests: list[Test], found: Getter) -> Getter:
    if len(tests) == 1:
        test = tests[0]
        return lambda row: found(row) if test(row) else NOTHING
    return lambda row: found(row) if all(test(row) for test in tests) else NOTHING
