"""The magazine of one moment: read, decoded, linked and planned; all that pages are made from.

Rules of the room: it is made whole or not at all, and never changes; what is wrong is in the report. Pixels are not
touched, no template is run, nothing is written. After a change it is made of the one before, at the cost of the change.
"""

from __future__ import annotations

from generator.magazine.making import Magazine, Renewed, read_magazine
from generator.magazine.moment import Moment, link_content, read_content, read_site

__all__ = ["Magazine", "Moment", "Renewed", "link_content", "read_content", "read_magazine", "read_site"]
