"""Writing: a finished site takes the place of the one before, whole or not at all.

Rules of the room: what a build makes is put on a stage beside the output; what lies there already is not written again.
The next tree is put together out of both, then two renames exchange the folders. A fault or a kill before them leaves
the old output as it was; one between them leaves it without its name, which the next run puts back. The former output
is kept as the spare tree, hard links but for what changed, so that the next build touches no more than it changed.

Of two builds at once the second waits from `Output.open` on: what it compares its pages with must not change meanwhile,
and pages that wait for nobody would be made for nothing. Only a folder that this room has made is ever replaced: its
list of files, ``_till/output.json``, says so.
"""

from __future__ import annotations

from generator.write.output import Output, Written, remove
from generator.write.place import MANIFEST, WriteError
from generator.write.stage import Stage
from generator.write.stamps import unchanged

__all__ = ["MANIFEST", "Output", "Stage", "WriteError", "Written", "remove", "unchanged"]
