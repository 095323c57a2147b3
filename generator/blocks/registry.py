"""The registry: every block that a magazine knows, by name; and the extensions that bring more of them.

Rules of the room: a block is found here and nowhere else. What an extension gets wrong is a fault of the site's, told
with the extension's own line; it travels to other processes as its text, since nobody else can import it.
"""

from __future__ import annotations

import hashlib
import linecache
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING

from generator.blocks.contract import Block, check
from generator.diagnostics import Location

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.blocks.contract import BlockContext
    from generator.diagnostics import Report
    from generator.model import Embed, Reference

#: The name of the variable in which an extension lists its blocks.
_BLOCKS = "BLOCKS"


@dataclass(frozen=True, kw_only=True, slots=True)
class Extension:
    """A Python file of the site that brings blocks: its path relative to the site, and its text."""

    path: str
    text: str


class ExtensionError(Exception):
    """A block of an extension failed; ``at`` is the extension's line, if it is known."""

    def __init__(self, block: str, error: Exception, at: Location | None) -> None:
        """What it is called, and what it raised."""
        super().__init__(f"the block {block} of an extension fails: {type(error).__name__}: {error}")
        self.at = at

    def tell(self, report: Report) -> None:
        """Tell it as a fault of the site."""
        report.error("E613", f"{self}.", "Mend the extension.", at=self.at)


class Blocks(Mapping[str, Block]):
    """All blocks by name: those of this room, then those of extensions. It can be pickled."""

    def __init__(self, blocks: Iterable[Block], extensions: tuple[Extension, ...] = ()) -> None:
        """The built-in blocks, and the texts from which more were loaded: see `extended`."""
        self._own = tuple(blocks)
        self._extensions = extensions
        self._added = {one.name: (one, extension) for extension in extensions for one in _blocks_of(extension)}
        self._by_name = {one.name: one for one in (*self._own, *(one for one, _ in self._added.values()))}

    def __reduce__(self) -> tuple[type[Blocks], tuple[tuple[Block, ...], tuple[Extension, ...]]]:
        return Blocks, (self._own, self._extensions)

    def __getitem__(self, name: str) -> Block:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    @cached_property
    def directives(self) -> Mapping[str, tuple[str, ...]]:
        """The names that may stand in ``:::{name}``, with the keys of their options."""
        return {one.name: tuple(one.settings) for one in self.values() if one.directive}

    @cached_property
    def holding(self) -> frozenset[str]:
        """The names of the blocks that hold a body."""
        return frozenset(one.name for one in self.values() if one.holds)

    @cached_property
    def digest(self) -> str:
        """A digest of the extensions: what else blocks are made of is the tool itself."""
        return hashlib.blake2b(repr(self._extensions).encode(), digest_size=16).hexdigest()

    def references(self, embed: Embed) -> tuple[Reference, ...]:
        """What an embed needs to exist; nothing for a block that is not known. Raises ExtensionError."""
        block = self.get(embed.block)
        if block is None:
            return ()
        with self._guarded(block):
            return tuple(block.references(embed))

    def media(self, embeds: Iterable[Embed]) -> tuple[str, ...]:
        """The films and sounds that these embeds play. Raises ExtensionError."""
        found: list[str] = []
        for embed in embeds:
            block = self.get(embed.block)
            if block is not None:
                with self._guarded(block):
                    found += block.media(embed)
        return tuple(dict.fromkeys(found))

    def check(self, embeds: Iterable[Embed], report: Report) -> None:
        """Tell what is wrong with these embeds; an unknown name is told where the text is parsed."""
        for embed in embeds:
            block = self.get(embed.block)
            if block is not None:
                check(block, embed, report)
                with self._guarded(block):
                    block.check(embed, report)

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """What the block's template sees; None if there is nothing to show. Raises ExtensionError."""
        block = self[embed.block]
        with self._guarded(block):
            return block.view(embed, context)

    def structured(self, embed: Embed, context: BlockContext) -> Mapping[str, object]:
        """What search engines read of an embed. Raises ExtensionError."""
        block = self[embed.block]
        with self._guarded(block):
            return block.structured(embed, context)

    @contextmanager
    def _guarded(self, block: Block) -> Iterator[None]:
        """A fault of an extension is the site's; one of ours goes on as it is."""
        try:
            yield
        except Exception as error:
            if block.name not in self._added:
                raise
            raise ExtensionError(block.name, error, _line_of(error, self._added[block.name][1])) from error


def extended(blocks: Blocks, extensions: Iterable[Extension], report: Report) -> Blocks:
    """The blocks and those of extensions; what cannot be loaded is told and left out."""
    good: list[Extension] = []
    known = set(blocks)
    for extension in extensions:
        try:
            found = [one.name for one in _blocks_of(extension)]
        except SyntaxError as error:
            message = f"the extension cannot be read: {error.msg}."
            report.error("E612", message, at=_place(extension, error.lineno or 1))
            continue
        except Exception as error:  # noqa: BLE001 (the site's own code, which may do anything)
            message = f"the extension fails: {type(error).__name__}: {error}."
            report.error("E612", message, at=_line_of(error, extension))
            continue
        taken = known.intersection(found)
        if taken or not found:
            message = (
                f'there is a block "{min(taken)}" already.'
                if taken
                else f"the extension has no list {_BLOCKS} of blocks."
            )
            hint = "Give it another name." if taken else f"Write at its end: {_BLOCKS} = (MyBlock(),)"
            report.error("E612", message, hint, at=_place(extension, 1))
            continue
        known.update(found)
        good.append(extension)
    return Blocks((blocks[name] for name in blocks), tuple(good)) if good else blocks


def _blocks_of(extension: Extension) -> tuple[Block, ...]:
    """The blocks that the text of an extension makes."""
    name = f"litfass_extension_{hashlib.blake2b(repr(extension).encode(), digest_size=8).hexdigest()}"
    module = sys.modules.get(name)
    if module is None:
        module = ModuleType(name)
        # So that a traceback can show the line, which may be other in the file by now.
        linecache.cache[extension.path] = (
            len(extension.text),
            None,
            extension.text.splitlines(keepends=True),
            extension.path,
        )
        exec(compile(extension.text, extension.path, "exec"), module.__dict__)  # noqa: S102 - the site's own code
        sys.modules[name] = module
    return tuple(one for one in getattr(module, _BLOCKS, ()) if isinstance(one, Block))


def _line_of(error: BaseException, extension: Extension) -> Location | None:
    """The innermost line of the extension in a traceback."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == extension.path]
    return _place(extension, frames[-1].lineno or 1) if frames else _place(extension, 1)


def _place(extension: Extension, line: int) -> Location:
    lines = extension.text.splitlines() or [""]
    text = lines[min(line, len(lines)) - 1]
    column = len(text) - len(text.lstrip()) + 1
    return Location(file=extension.path, line=line, column=column, length=max(1, len(text.strip())), text=text)
