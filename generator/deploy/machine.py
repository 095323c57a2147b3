"""A server that is reached by the system's own ssh: a script runs there, and bytes go to and fro.

Rules of the room: keys, host keys, users and ports are the business of the user's ssh and its configuration; nothing is
overruled here. It knows no release; what the server says is said on in one sentence.
"""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from generator.deploy.fault import DeployError

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEME = "ssh://"
_OWN_FAULT = 255  # ssh's own exit code, where it did not come to the command


class ExitError(DeployError):
    """What ran there ended with another code than 0."""

    def __init__(self, message: str, code: int) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True, kw_only=True, slots=True)
class Talk:
    """What the script there says, and what it is told."""

    out: IO[bytes]
    into: IO[bytes]

    def line(self) -> str:
        """The next line. Raises EOFError if there is none, because the script has ended."""
        line = self.out.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        return line[:-1].decode(errors="replace")

    def tell(self, *lines: str) -> None:
        """Lines for the script."""
        self.into.write("".join(f"{line}\n" for line in lines).encode())
        self.into.flush()

    def end(self) -> None:
        """Nothing more will be told: wait until the script has done its work. Raises EOFError if it has not."""
        self.into.close()
        self.line()


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """A folder on a server. ``destination`` is a URL for ssh, without a path."""

    url: str
    destination: str
    folder: str

    @classmethod
    def open(cls, url: str) -> Machine:
        """The server and folder of ``ssh://user@host:port/folder``; ``/~/folder`` begins at the user's own.

        Raises:
            DeployError: it names none.

        """
        parts = urlsplit(url)
        folder = unquote(parts.path).removeprefix("/~/").rstrip("/")
        if not url.startswith(SCHEME) or not parts.hostname or not folder or parts.query or parts.fragment:
            message = f"{url} names no folder on a server. Write it like ssh://user@host/srv/magazine"
            raise DeployError(message)
        if parts.password is not None:
            message = f"{SCHEME}{parts.hostname}: no password stands in an address. Let ssh use a key."
            raise DeployError(message)
        return cls(url=url.rstrip("/"), destination=f"{SCHEME}{parts.netloc}", folder=folder)

    def run(self, command: str) -> None:
        """Run a command line in the folder.

        Raises:
            DeployError: it failed.

        """
        with self._started(f"cd -- {shlex.quote(self.folder)} && {command}") as talk:
            talk.into.close()
            talk.out.read()

    @contextmanager
    def script(self, text: str, *words: str) -> Iterator[Talk]:
        """Run a POSIX shell script with these words and the folder.

        Raises:
            ExitError: it failed, or said nothing more where a line was awaited.

        """
        with self._started(shlex.join(("sh", "-c", text, "litfass", *words, self.folder))) as talk:
            yield talk

    @contextmanager
    def _started(self, command: str) -> Iterator[Talk]:
        with tempfile.TemporaryFile() as complaints, self._process(command, complaints) as process:
            assert process.stdout is not None
            assert process.stdin is not None
            broken: Exception | None = None
            try:
                yield Talk(out=process.stdout, into=process.stdin)
            except (BrokenPipeError, EOFError) as error:
                broken = error  # it has ended; its exit code says why
            except BaseException:
                process.kill()
                raise
            with suppress(BrokenPipeError):
                process.stdin.close()
            code = process.wait()
            if code or broken:
                complaints.seek(0)
                said = complaints.read().decode(errors="replace").strip()
                message = f"{self.url}: {said or _words(code)}"
                raise ExitError(message, code) from broken

    def _process(self, command: str, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
        words = ("ssh", "-T", "--", self.destination, command)
        try:
            return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints)  # noqa: S603 (the words are ours; the shell there gets them quoted)
        except OSError as error:
            message = f"{self.url}: ssh cannot be started ({error.strerror}). Install OpenSSH's client."
            raise DeployError(message) from error


def _words(code: int) -> str:
    return "the connection failed" if code == _OWN_FAULT else f"the command ended with {code}"
