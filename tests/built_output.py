"""Built outputs of a few files, as `write` leaves them: what can be deployed without building anything."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: A page's text is what it asks for; the second edition has another style, a new story, and one story less.
FIRST = {
    "_headers": "/*\n",
    "assets/site.1111.css": "main {}",
    "feed.xml": "<feed>hill</feed>",
    "images/hill.1111.avif": "hill",
    "index.html": "assets/site.1111.css images/hill.1111.avif",
    "legal/index.html": "",
    "stories/hill/index.html": "assets/site.1111.css images/hill.1111.avif",
}
SECOND = {
    "_headers": "/*\n",
    "assets/site.2222.css": "main { color: black }",
    "feed.xml": "<feed>moor</feed>",
    "images/moor.2222.avif": "moor",
    "index.html": "assets/site.2222.css images/moor.2222.avif",
    "legal/index.html": "",
    "stories/moor/index.html": "assets/site.2222.css images/moor.2222.avif",
}


def built(folder: Path, files: Mapping[str, str]) -> Path:
    """Make a folder the output of a build."""
    shutil.rmtree(folder, ignore_errors=True)
    everything = {"_till/catalog.json": "{}", **files}
    digests = {path: hashlib.sha256(text.encode()).hexdigest()[:16] for path, text in everything.items()}
    everything["_till/output.json"] = json.dumps({"made_by": "litfass", "files": digests})
    for path, text in everything.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder
