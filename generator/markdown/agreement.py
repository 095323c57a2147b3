"""Where both engines agree: which texts the second one may have, told by the text alone.

Rules of the room: it errs to the safe side. Each exception is a place where the two were seen to give other HTML, or
where the Rust parser fails; most are rare in stories. A law in the tests compares both engines over any text that is
agreed upon; what it finds becomes an exception here.
"""

from __future__ import annotations

import re

_OWN = frozenset({"definition_lists", "smart_quotes", "strikethrough", "tables"})
"""The extensions that the second engine has; footnotes and attributes in braces are the reference's."""

_CODE = re.compile(r"^(`{3,})[^`|\n]*\n(?:(?! {0,3}\1`*[ \t]*$)[^\n]*\n)* {0,3}\1`*[ \t]*$", re.MULTILINE)
_RAW_BLOCK = re.compile(r"\n[ \t]*<(?!!--[\w\ue000-\ue002/-]*-->\n)")
_USUAL = r"\x00-\x7f\w„“”‚‘’–—…«»‐‑"
_LETTER = r"[^\s*_~|`<>\[\]()!#\\]"
_UNUSUAL = (
    re.compile(rf"[^\S \t\n](?<!{_LETTER}[\xa0\u202f])|[\xa0\u202f](?!{_LETTER})"),  # a space at an edge
    re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\ufeff\ud800-\udfff]"),
)
_SIGN = re.compile(rf"[*_~\"'](?:(?<=[^{_USUAL}].)|(?=[^{_USUAL}]))")  # beside emphasis: punctuation, or not
_HOST = re.compile(r"//[^\s/>)\"']*(?:[^\x00-\x7f]|xn--)")
_NESTED = re.compile(
    r"\n {0,3}>(?:[^\n]*\n(?! {0,3}>)(?!<!--[\w/-]*-->\n)[ \t]*\S|[ \t]*>)"
)  # a quotation in one, or one that goes on bare; a block's line ends it
_PICTURE = re.compile(r"!\[[^\]]*(?:[\\&<`*_~\[]|  \n)")  # marks in its words
_TAGS = (
    re.compile(r"<!(?!--)|<!(?<!\n<!)"),  # a comment within a line
    re.compile(r"<[A-Za-z][^\s>]*(?:%|[^\x00-\x7f])"),  # <https://…> with letters to encode
    re.compile(r"<[^\n|]*\|"),  # in a table
    re.compile(r"\n(?<!\n\n)[ \t>]+<"),  # in a list
)
_RAW = re.compile(r"<(?!!--[\w\ue000-\ue002/-]*-->\n)[A-Za-z/?!]")
_RAW_SPAN = re.compile(r"<(?:script|pre|style|textarea|!(?!--[\w\ue000-\ue002/-]*-->\n)|\?)", re.IGNORECASE)
_RAW_TAG = re.compile(r"<[^<>]*>")
_QUOTE = re.compile(r"[\"']")
_TYPED_QUOTE = re.compile(r"\\[\"']|&(?:quot|apos|#0*3[49]\b|#x0*2[27]\b)", re.IGNORECASE)
_TITLE = r"(?:[ \t]+(?:\"[^\"\\\n]*\"|'[^'\\\n]*'))?"
_DEFINITION = re.compile(
    rf"\n {{0,3}}\[[^\[\]\n\\]+\]:[ \t]*(?:[^\s<>\\&]|&(?![#\w]+;))+{_TITLE}[ \t]*(?=\n(?![ \t]*[\"'(]))"
)
_OTHER_LINK = re.compile(rf"\]\((?![^\s()<>\\]*{_TITLE}\))")
_TICKS = re.compile(r"`+")
_TABLE = re.compile(
    r"\n(?<=\n\n)(\|[^\n`\\]*\|)[ \t]*\n(\|(?:[ \t]*:?-+:?[ \t]*\|)+)[ \t]*\n(?:\|[^\n]*\|[ \t]*\n)*(?=[ \t]*\n|\Z)"
)
_WORDS = r"(?![-+*>#~=|:<`]|\d+[.)])\S[^\n|]*\n"
_TERM = re.compile(rf"\n(?<=\n\n){_WORDS}(?:: {{1,3}}{_WORDS})+(?=\n|\Z)")
_NO_TERM = re.compile(r"\n```|\n[ \t]+\S|\n[\s>]*[:~][ \t]|[>~:+*.)-][ \t]*[:~][ \t]")
_ENDING = ("<", "```", "\n ", "\t")
"""What may be code or raw HTML at the end of a text: they differ where the line has no end."""
_RULER = re.compile(r"[\s>*+\-\d.)]*[|:\-][|:\- \t]*")


def without_code(text: str) -> str:
    """The text with its code blocks as opening lines alone, where it is beyond doubt which these are."""
    if "```" not in text or "~~~" in text:
        return text
    below = f"\n{text}"
    return text if below.count("```") != below.count("\n```") or raw_block(text) else _CODE.sub(r"\1", text)


def raw_block(text: str) -> bool:
    """Whether a line begins with raw HTML, so that Markdown below it may be none; the marks of blocks are not meant."""
    return "<" in text and _RAW_BLOCK.search(f"\n{text}") is not None


def agreed(text: str, extensions: frozenset[str]) -> bool:
    """Whether both engines give the same HTML of a text, with the extensions that it needs."""
    text = f"\n\n{text}".replace("\ue000", "").replace("\ue001", "")
    if extensions - _OWN or (text[-1] != "\n" and any(sign in text for sign in _ENDING)):
        return False
    return not (
        _unusual(text)
        or ("<" in text and _odd_tags(text, extensions))
        or ("`" in text and _odd_ticks(text))
        or ("|" in text and _odd_table(text))
        or ("]:" in text and _odd_definition(text))
        or ("definition_lists" in extensions and _NO_TERM.search(_TERM.sub("\n", text)))
        or ("smart_quotes" in extensions and _TYPED_QUOTE.search(text))
        or "~~~" in text
        or "text-align" in text
        or _HOST.search(text)
        or _NESTED.search(text)
        or _PICTURE.search(text)
    )


def _unusual(text: str) -> bool:
    """Whether there are rare letters where they matter: the Rust parser knows an older Unicode, and other spaces."""
    printable = text.replace("\n", " ").replace("\t", " ").isprintable()
    return (not text.isascii() and _SIGN.search(text) is not None) or (
        not printable and any(pattern.search(text) for pattern in _UNUSUAL)
    )


def _odd_tags(text: str, extensions: frozenset[str]) -> bool:
    """Whether there is raw HTML of the kinds that differ, or among quotation marks."""
    return any(pattern.search(text) for pattern in _TAGS) or ("smart_quotes" in extensions and _quoted_raw(text))


def _quoted_raw(text: str) -> bool:
    """Whether raw HTML and quotation marks stand in one block, so that the marks might be set within it."""
    return _RAW_SPAN.search(text) is not None or any(
        _RAW.search(f"{block}\n") and _QUOTE.search(_RAW_TAG.sub("", block))
        for block in (text.split("\n\n") if _RAW.search(text) else ())
    )


def _odd_ticks(text: str) -> bool:
    """Whether a line has other code than in pairs of single backticks: where pairs fail, the Rust parser may too."""
    for line in text.split("\n"):
        if "`" in line and not (line.startswith("```") and "`" not in line.lstrip("`")):
            runs = _TICKS.findall(line)
            if len(runs) % 2 or max(runs) != "`" or "\\`" in line:
                return True
    return False


def _odd_table(text: str) -> bool:
    """Whether a line may be a table's second one, but for tables with empty lines around and ``|`` at all edges."""
    if any(table[1].count("|") != table[2].count("|") for table in _TABLE.finditer(text)):
        return True
    lines = _TABLE.sub("\n", text).split("\n")
    return any(
        _RULER.fullmatch(line) and (":" in line or "|" in before + line + after)
        for before, line, after in zip(lines, lines[1:], [*lines[2:], ""], strict=False)
    )


def _odd_definition(text: str) -> bool:
    """Whether an address is defined in another way than ``[name]: address``, or a link may be one of these or not."""
    return len(_DEFINITION.findall(text)) != text.count("]:") or _OTHER_LINK.search(text) is not None
