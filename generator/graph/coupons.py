"""Coupons held against the magazine: what they name must exist, and what is over is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import did_you_mean, right_word

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from generator.diagnostics import Report
    from generator.model import Content, Coupon


def tell_coupons(coupons: Iterable[Coupon], content: Content, now: datetime, report: Report) -> None:
    """Tell of coupons for products that there are not, for products that they cannot lower, and of those that ended."""
    known = [id_ for kind, id_ in content.things if kind == "product"]
    fixed = {one.id for one in content.products if one.no_discount}
    for coupon in coupons:
        for product in coupon.products:
            if product.id not in known:
                hint, fix = did_you_mean(product.id, known), right_word(product.at, product.id, known)
                report.error("E201", f'There is no product "{product.id}".', hint, at=product.at, fix=fix)
            elif product.id in fixed:
                message = f"The coupon {coupon.code} lowers no price of {product.id}, which says no_discount."
                report.warning("W154", message, "Take the product out of its list.", at=product.at)
        if coupon.end is not None and coupon.end <= now:
            message = f"The coupon {coupon.code} ended on {coupon.end:%Y-%m-%d %H:%M}."
            report.warning("W153", message, "Delete it, or write a later day behind until.", at=coupon.at)
