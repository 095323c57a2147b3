"""A build of another magazine, made by the process that those of `freshness_world` are forked from, on importing this.

So none of them need load languages, the syntax of templates and encoders anew; of the magazine that they build they
know nothing, and whatever they wrongly remember is another's.
"""

from __future__ import annotations

import gc
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from generator.build import Options, build
from tests.generator.freshness_kinds import picture
from tests.tiny import write_site

with tempfile.TemporaryDirectory() as folder:
    root = write_site(Path(folder) / "warm")
    (root / "content/images/dot.png").write_bytes(picture("red"))
    with (root / "content/stories/moor.md").open("a") as story:
        story.write("\n![A dot](images/dot.png)\n")
    build(root, root / "public", datetime(2026, 11, 21, tzinfo=UTC), Options())

gc.freeze()  # a forked process that looks through all of this for garbage copies it
