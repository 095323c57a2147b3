"""Source: files of the site, and their front matter as nodes that know where they stand.

Rules of the room: the only importer of yaml and tomllib, and the only reader of content/. What is written is text here,
never types: the decoder makes the type. What cannot be read is a diagnostic, and the rest goes on.
"""

from __future__ import annotations

from generator.source.documents import Document, read_document
from generator.source.files import SourceFile, read_file
from generator.source.folders import Folders, lies_inside
from generator.source.nodes import Mapping, Node, Scalar, Sequence
from generator.source.reading import read_yaml
from generator.source.survey import Survey, UnusableError, survey
from generator.source.tree import ASSETS, find_tree
from generator.source.unread import COUPONS, ENDINGS, PRICES

__all__ = [
    "ASSETS",
    "COUPONS",
    "ENDINGS",
    "PRICES",
    "Document",
    "Folders",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "SourceFile",
    "Survey",
    "UnusableError",
    "find_tree",
    "lies_inside",
    "read_document",
    "read_file",
    "read_yaml",
    "survey",
]
