"""The command line: the rim, where words come in and an exit code goes out.

Rules of the room: each command is a file of `commands`; the shop's own words are handed over to the till.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from typing import TYPE_CHECKING

from generator import __version__
from generator.commands import SHOP, run
from generator.commands.saying import DONE

if TYPE_CHECKING:
    from collections.abc import Sequence

OUR_FAULT = 70
#: After so many new objects Python looks for garbage. Those of a magazine stay: by its own rule (700) it looked through
#: them for a twelfth of a build of 10,000 stories of which one had changed, and found nothing.
_BEFORE_A_LOOK = 50_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code says how it went."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if words and words[0] in SHOP:
            from functions.cli import main as shop  # noqa: PLC0415 (the till is loaded for its own words only)

            return shop(words)
        gc.set_threshold(_BEFORE_A_LOOK)
        return run(words)
    except KeyboardInterrupt:
        return 128 + 2  # as shells report SIGINT
    except BrokenPipeError:  # of `litfass check | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception:  # noqa: BLE001 (the rim: what arrives here is our own fault, and is shown whole)
        traceback.print_exc()
        print(f"litfass {__version__}: this is a fault of the tool, not of your content.", file=sys.stderr)
        return OUR_FAULT


if __name__ == "__main__":
    sys.exit(main())
