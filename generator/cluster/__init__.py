"""A cluster of Dask: targets are made by the processes of other machines, and their files come back.

Rules of the room: who makes what is Dask's business. A worker shares nothing with the one that builds but the staging
area, where all that pages are made from lies once for each build; a portion that is made twice comes to the same. What
goes wrong is one sentence, and leaves the output as it was. The one importer of distributed.
"""

from __future__ import annotations

from generator.cluster.client import Cluster
from generator.cluster.fault import ClusterError, telling

__all__ = ["Cluster", "ClusterError", "telling"]
