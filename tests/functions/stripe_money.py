"""What became of the money at the local Stripe: charges, refunds, disputes, fees and payouts, as its API shows them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

#: Stripe's price in the tests: 1.5 % and a quarter.
FEE_THOUSANDTHS, FEE_FIXED = 15, 25


class RefusedError(Exception):
    """Stripe's answer 400 with that code."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(kw_only=True)
class Money:
    """Everything by payment intent, or by its own id. ``books_at_once`` is off where the fee comes a moment later."""

    charges: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    disputes: dict[str, dict[str, Any]] = field(default_factory=dict)
    payouts: dict[str, dict[str, Any]] = field(default_factory=dict)
    books_at_once: bool = True

    def charge(self, intent: str, amount: int, currency: str, metadata: dict[str, str]) -> None:
        """The intent has succeeded; its metadata is the charge's as well."""
        self.charges[intent] = {
            "id": intent.replace("pi_", "ch_"),
            "object": "charge",
            "amount": amount,
            "amount_refunded": 0,
            "currency": currency,
            "created": int(time.time()),
            "payment_intent": intent,
            "disputed": False,
            "metadata": metadata,
            "balance_transaction": None,
        }
        if self.books_at_once:
            self.book(intent)

    def book(self, intent: str, currency: str = "") -> None:
        """Stripe has counted its fee."""
        charge = self.charges[intent]
        charge["balance_transaction"] = intent.replace("pi_", "txn_")
        charge["settled_in"] = currency or charge["currency"]

    def give_back(
        self, intent: str, amount: int, metadata: dict[str, str], status: str = "succeeded"
    ) -> dict[str, Any]:
        """A refund, whoever makes it. Raises RefusedError."""
        charge = self.charges[intent]
        left = charge["amount"] - charge["amount_refunded"]
        if charge["disputed"]:
            raise RefusedError(code="charge_disputed")
        if left == 0:
            raise RefusedError(code="charge_already_refunded")
        if amount > left:
            raise RefusedError(code="amount_too_large")
        name = f"re_{len(self.refunds) + 1}"
        self.refunds[name] = {
            "id": name,
            "object": "refund",
            "amount": amount,
            "currency": charge["currency"],
            "charge": charge["id"],
            "payment_intent": intent,
            "status": status,
            "created": int(time.time()) + len(self.refunds),
            "metadata": metadata,
        }
        charge["amount_refunded"] += amount
        return self.refunds[name]

    def fail(self, refund_id: str) -> None:
        """The bank has sent it back."""
        refund = self.refunds[refund_id]
        refund["status"] = "failed"
        self.charges[refund["payment_intent"]]["amount_refunded"] -= refund["amount"]

    def dispute(self, intent: str, status: str, amount: int | None = None) -> dict[str, Any]:
        """The shopper complains at the bank, of all or of a part, or the bank has decided."""
        charge = self.charges[intent]
        charge["disputed"] = True
        self.disputes[intent] = {
            "id": intent.replace("pi_", "du_"),
            "object": "dispute",
            "charge": charge["id"],
            "payment_intent": intent,
            "status": status,
            "amount": charge["amount"] if amount is None else amount,
            "currency": charge["currency"],
        }
        return self.disputes[intent]

    def pay_out(self, name: str, *intents: str, automatic: bool = True) -> None:
        """Transfer payments to the shop's account."""
        self.payouts[name] = {
            "id": name,
            "object": "payout",
            "automatic": automatic,
            "created": int(time.time()),
            "intents": intents,
        }

    def shown_charge(self, intent: str, expand: set[str]) -> dict[str, Any]:
        """The charge with what was asked for; its refunds are left out else, as at Stripe."""
        charge = {name: value for name, value in self.charges[intent].items() if name != "settled_in"}
        if "refunds" in expand:
            charge["refunds"] = self.refund_page(charge["id"], "", 10)
        if "balance_transaction" in expand and charge["balance_transaction"]:
            charge["balance_transaction"] = self.balance(intent)
        return charge

    def refund_page(self, charge_id: str, after: str, limit: int) -> dict[str, Any]:
        """The latest refunds of a charge, or those before ``after``."""
        found = [refund for refund in reversed(self.refunds.values()) if refund["charge"] == charge_id]
        return page(found, f"/v1/charges/{charge_id}/refunds", after, limit)

    def balance(self, intent: str) -> dict[str, Any]:
        """How the payment stands in the account."""
        charge = self.charges[intent]
        return {
            "id": charge["balance_transaction"],
            "object": "balance_transaction",
            "amount": charge["amount"],
            "currency": charge["settled_in"],
            "fee": charge["amount"] * FEE_THOUSANDTHS // 1000 + FEE_FIXED,
            "source": charge["id"],
        }


def page(found: list[dict[str, Any]], url: str, after: str, limit: int) -> dict[str, Any]:
    """A page of a list, from behind the object ``after`` on."""
    names = [entry["id"] for entry in found]
    start = names.index(after) + 1 if after else 0
    return {
        "object": "list",
        "url": url,
        "has_more": start + limit < len(found),
        "data": found[start : start + limit],
    }
