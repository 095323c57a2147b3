"""The rehearsal: thousands of orders on this very till, while everything around it fails, and then the books are read.

Rules of the room: only what a till meets outside is played: the provider, the clock, the network, the power. The
application, its store and its letters are the real ones. One seed is one course of things, so that a fault can be
looked at again.
"""

from __future__ import annotations

from functions.rehearsal.books import Books, read
from functions.rehearsal.course import Course
from functions.rehearsal.stage import Stage

__all__ = ["Books", "Course", "Stage", "read"]
