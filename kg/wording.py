"""Figures and qualifiers in words, as people write them."""

from __future__ import annotations

from decimal import Decimal

from kg.claims import Claim
from kg.terms import local

_SIGNS = {"USD": "US$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "CN¥", "TWD": "NT$", "HKD": "HK$", "KRW": "₩", "INR": "₹"}
_SCALES = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
_BOUNDS = {"AtLeast": "at least ", "AtMost": "up to ", "About": "about "}


def figure(value: Decimal, unit: str | None = None, bound: str | None = None) -> str:
    """A number with its unit, scaled, and its bound.

    >>> figure(Decimal("5e11"), "USD", "AtMost")
    'up to US$500 billion'
    >>> figure(Decimal("-10.5"), "%"), figure(Decimal("2664000"), "GPU-hours"), figure(Decimal("50000"), "chips")
    ('−10.5%', '2.664 million GPU-hours', '50,000 chips')
    """
    size = abs(value)
    if size >= Decimal(10) ** 16:
        exponent = size.adjusted()
        number, scale = f"{_trim(size.scaleb(-exponent))}×10^{exponent}", ""
    else:
        divisor, scale = next(((d, name) for d, name in _SCALES if size >= d), (Decimal(1), ""))
        number = _trim(size / divisor)
    minus = "−" if value < 0 else ""
    scaled = f"{number} {scale}".strip()
    if unit == "%":
        text = f"{minus}{number}%"
    elif unit in _SIGNS:
        text = f"{minus}{_SIGNS[unit]}{scaled}"
    else:
        text = f"{minus}{scaled} {unit or ''}".strip()
    return _BOUNDS.get(bound or "", "") + text


def _trim(value: Decimal) -> str:
    """At most four decimals, thousands apart, no trailing zeros."""
    text = f"{round(value, 4):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def claim_value(claim: Claim, language: str = "en") -> str | None:
    """What a claim states, if it states a value, in words."""
    literal = claim.value
    if literal is None:
        return None
    kind = local(literal.datatype.value)
    if kind in ("integer", "decimal"):
        return figure(Decimal(literal.value), claim.word("unit"), claim.word("bound"))
    if kind == "boolean":
        return "yes" if literal.value == "true" else "no"
    if literal.language:
        texts = claim.texts("object")
        return texts.get(language) or texts.get("en") or literal.value
    return literal.value


def claim_amount(claim: Claim) -> str | None:
    """The money that a relation is about, in words."""
    amount = claim.number("amount")
    return None if amount is None else figure(amount, claim.word("unit"), claim.word("bound"))


def claim_share(claim: Claim) -> str | None:
    share = claim.number("share")
    if share is None:
        return None
    bound = claim.word("bound") if claim.number("amount") is None else None
    return figure(share, "%", bound)


def claim_quantity(claim: Claim) -> str | None:
    quantity = claim.number("quantity")
    if quantity is None:
        return None
    bound = claim.word("bound") if claim.number("amount") is None else None
    return figure(quantity, claim.word("quantityUnit"), bound)


def claim_dates(claim: Claim) -> str:
    """When it held, in short: ``2025-01-21``, ``2023–2024``, ``from 2019``; empty if no date is known."""
    at, start, end = (claim.word(name) for name in ("pointInTime", "startTime", "endTime"))
    if at:
        return at
    if start and end:
        return f"{start}–{end}"
    return f"from {start}" if start else f"until {end}" if end else ""


def qualifiers(claim: Claim) -> list[str]:
    """Everything that qualifies a claim, as short phrases, in the order in which one would say them."""
    parts = [claim_amount(claim), claim_share(claim), claim_quantity(claim), claim.texts("role").get("en")]
    stage, basis = claim.word("stage"), claim.word("basis")
    parts += [stage.lower() if stage else None, basis, claim_dates(claim)]
    if horizon := claim.word("horizon"):
        parts.append(f"by {horizon}")
    return [part for part in parts if part]
