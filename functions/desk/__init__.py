"""The packing table: a small application for the people who pack, by mailed link, on a phone as well as on a desk.

Rules of the room: it is off unless addresses are listed that may sign in. Nothing here moves an order by itself: every
act goes the way that any other room goes, so that of two packers at once the second is told what the first has done.
"""
