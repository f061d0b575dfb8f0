"""From text to an untyped tree: the grammar, its limits, and what is said when a text does not follow it."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from steerboard.core.errors import BadInput
from steerboard.core.text import Text

MOST_CHARACTERS = 1_000
MOST_DEPTH = 32

Branch = Token | Tree[Token]

_EXAMPLE = Text(
    "Write for example: amount > 1000 and account.industry = 'steel'.",
    "写法示例：amount > 1000 and account.industry = 'steel'。",
)


@cache
def _parser() -> Lark:
    grammar = files("steerboard.engine.grammar").joinpath("conditions.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", propagate_positions=True, maybe_placeholders=False)


@lru_cache(maxsize=4096)
def parse_tree(text: str) -> Tree[Token]:
    """The tree of a text. It is shared by all who ask for the same text: read it only."""
    if len(text) > MOST_CHARACTERS:
        raise BadInput(
            Text("the text is longer than {n} characters.", "文本超过 {n} 个字符。").fill(n=MOST_CHARACTERS),
            where=place(text, MOST_CHARACTERS),
        )
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        raise _unexpected(text, error) from None
    _measure(text, tree)
    return tree


def place(text: str, at: int) -> str:
    """``line:column``, both from 1."""
    before = text[:at]
    return f"{before.count(chr(10)) + 1}:{at - (before.rfind(chr(10)) + 1) + 1}"


def _unexpected(text: str, error: UnexpectedInput) -> BadInput:
    ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    at = len(text) if ended else (error.pos_in_stream or 0)
    if ended:
        message = Text("the text ends too early.", "文本不完整。")
    elif isinstance(error, UnexpectedCharacters):
        message = Text("“{c}” cannot stand here.", "“{c}”不能出现在这里。").fill(c=_shown(text[at : at + 1]))
    else:
        token = error.token if isinstance(error, UnexpectedToken) else ""
        message = Text("“{c}” cannot stand here.", "“{c}”不能出现在这里。").fill(c=_shown(str(token)))
    return BadInput(message, where=place(text, at), hint=_EXAMPLE)


def _shown(text: str) -> str:
    """Short and printable, whatever it was."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:40])


def _measure(text: str, tree: Tree[Token]) -> None:
    """Refuse what is nested too deeply, without recursion: everything after this may recurse."""
    level: list[Branch] = [tree]
    depth = 0
    while level:
        depth += 1
        if depth > MOST_DEPTH + 2:  # the root and the tokens are no levels of their own
            raise BadInput(
                Text("the text is nested more than {n} levels deep.", "嵌套超过 {n} 层。").fill(n=MOST_DEPTH),
                where=place(text, begins(level[0])),
                hint=Text("Split it in two.", "请拆成两条。"),
            )
        level = [child for branch in level if isinstance(branch, Tree) for child in branch.children]


def begins(branch: Branch) -> int:
    """Where a branch starts in the text."""
    if isinstance(branch, Token):
        return branch.start_pos or 0
    return getattr(branch.meta, "start_pos", 0)
