"""The course of a rehearsal: shoppers, the shop, the bank, the postman and time, in an order that the dice decide.

Rules of the room: everybody does what people do. When enough have come, nothing fails any more, and all ends well or
the books will tell.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from functions.chores import janitor, outbox, reconciliation
from functions.chores import table as chores
from functions.payments import SessionState
from functions.rehearsal.crowd import Crowd
from functions.rehearsal.shop import Shop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from functions.payments import Dispute
    from functions.rehearsal.stage import Stage

#: Of a thousand chances that something has to fail, so many are taken.
RATE = 12
_VERDICTS: tuple[Dispute, ...] = ("won", "lost")


class Course:
    """One course of things on a stage."""

    def __init__(self, stage: Stage) -> None:
        """Begin with nobody."""
        self._stage = stage
        self._base = f"{stage.base_path}/till"
        crowd = self._crowd = Crowd(stage)
        shop = self.shop = Shop(stage, crowd)
        self._acts: tuple[tuple[int, Callable[[], object]], ...] = (
            (30, crowd.arrive),
            (30, self._at_the_bank),
            (30, self._postman),
            (12, crowd.come_back),
            (5, crowd.change_their_minds),
            (24, shop.pack),
            (6, shop.give_back),
            (4, crowd.call_off),
            (4, shop.take_back),
            (6, self._banking),
            (8, self._waiting),
            (10, self._chores),
            (1, self._building),
            (1, shop.stock_up),
        )

    def run(self, orders: int) -> Mapping[str, int]:
        """Let so many carts come to the binding button, and then calm down; what was met, and how often."""
        stage = self._stage
        stage.faults.rate = RATE
        weights = [weight for weight, _ in self._acts]
        while len(self._crowd) < orders:
            ((_, act),) = stage.dice.choices(self._acts, weights)
            act()
        stage.faults.rate = 0
        self._calm_down()
        return dict(sorted(stage.met.items()))

    def _at_the_bank(self) -> None:
        """Somebody pays, pays later, is refused, or goes away."""
        shopper, provider, dice = self._crowd.somebody(lambda one: one.session), self._stage.provider, self._stage.dice
        if shopper is None:
            return
        page = self._stage.calmly(lambda: provider.page(shopper.session))
        moves = {
            SessionState.OPEN: (*[SessionState.PAID] * 6, SessionState.PENDING, None),
            SessionState.PENDING: (*[SessionState.PAID] * 3, SessionState.FAILED),
        }
        if page.state not in moves:
            return
        move = dice.choice(moves[page.state])
        if move is not None:
            self._stage.met[f"at the bank: {move}"] += self._stage.calmly(lambda: provider.move(shopper.session, move))
        elif self._stage.chance(50):
            self._crowd.look(shopper, "/cancelled")

    def _postman(self) -> None:
        """News of the provider: late, in any order, twice, or never; and some that are forged."""
        stage, dice = self._stage, self._stage.dice
        if not stage.provider.news:
            return
        session, kind = stage.provider.news.pop(dice.randrange(len(stage.provider.news)))
        if self._stage.chance(6):
            stage.met["news lost"] += 1
            return
        name, body = f"evt_{dice.randrange(1 << 48)}", json.dumps({"type": kind, "session": session}).encode()
        for _ in range(2 if self._stage.chance(10) else 1):
            self._deliver(session, kind, name, body)

    def _deliver(self, session: str, kind: str, name: str, body: bytes) -> None:
        stage = self._stage
        headers = stage.signed(name, body, timedelta(days=1) if self._stage.chance(3) else timedelta())
        sent = body + b" " if self._stage.chance(2) else body
        address = f"{self._base}/webhooks/sandbox"
        answer = stage.attempt(lambda: stage.visitor.send(stage.app, address, sent, headers))
        if answer is None or answer.status >= HTTPStatus.BAD_REQUEST:
            stage.met["news refused"] += 1
            stage.provider.news.append((session, kind))

    def _banking(self) -> None:
        """Money goes back, or is fought for, at the provider itself."""
        shopper, provider, dice = self._crowd.somebody(lambda one: one.session), self._stage.provider, self._stage.dice
        if shopper is None:
            return
        session = shopper.session
        if self._stage.chance(30):
            done = self._stage.calmly(lambda: provider.give_back(session))
            self._stage.met["given back at the provider"] += done
        else:
            verdict: Dispute = dice.choice(("open", *_VERDICTS))
            done = self._stage.calmly(lambda: provider.complain(session, verdict))
            self._stage.met[f"dispute {verdict}"] += done

    def _waiting(self) -> None:
        """Time goes by, mostly minutes; now and then the clock is set back."""
        dice = self._stage.dice
        by = dice.choice(
            (*[timedelta(minutes=3)] * 8, timedelta(minutes=20), timedelta(hours=3), timedelta(seconds=-2))
        )
        self._stage.clock.move(by)

    def _chores(self) -> None:
        """What nobody asks for; sometimes a new process begins with it."""
        if self._stage.chance(10):
            self._stage.restart(mail=self._stage.chance(90))
        self._stage.attempt(lambda: chores.work(self._stage.till))

    def _building(self) -> None:
        """Another build takes the place of the last."""
        self._stage.deploy()
        self._stage.met["builds"] += 1

    def _calm_down(self) -> None:
        """Everything works again: what was lost is fetched, what waits is done, and time goes on until all is."""
        stage = self._stage
        stage.restart()
        till = stage.till
        for _ in range(40):
            self._decide()
            while stage.provider.news:
                self._postman()
            janitor.clear_expired(till)
            reconciliation.repair(till, stage.clock() - timedelta(days=4000))
            outbox.work(till)
            if not till.store().waiting_letters() and not stage.provider.news:
                break
            stage.clock.move(timedelta(hours=6, minutes=1))

    def _decide(self) -> None:
        """Payments under way arrive or fail, and disputes are decided."""
        provider, dice = self._stage.provider, self._stage.dice
        for session in tuple(provider.sessions(datetime.fromtimestamp(0, UTC))):
            if session.state is SessionState.PENDING:
                provider.move(session.id, dice.choice((SessionState.PAID, SessionState.FAILED)))
            if session.dispute == "open":
                provider.complain(session.id, dice.choice(_VERDICTS))
