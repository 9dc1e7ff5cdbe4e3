"""Whether two claims may both be right: do they speak of overlapping times, and do their values fit together?

Reports round, cut off and hedge, so values agree if one is the other with fewer digits or if what their bounds allow
overlaps; dates agree if one is only less exact.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from kg.claims import Claim, local


class Point(NamedTuple):
    """A claim, and the value in it that others may contradict.

    :ivar value: as text; empty where the claim is contradicted as a whole
    """

    claim: Claim
    value: str
    unit: str | None

    @property
    def number(self) -> Decimal | None:
        """The value as a number, ``None`` if it is none."""
        if self.unit is None and (not self.value or self.is_date):
            return None
        try:
            number = Decimal(self.value)
        except ArithmeticError:
            return None
        return number if number.is_finite() else None

    @property
    def is_date(self) -> bool:
        """Whether it is a day, month or year."""
        literal = self.claim.value
        return literal is not None and local(literal.datatype.value) in ("date", "gYearMonth", "gYear")


# ---- times ----


def overlap(a: Claim, b: Claim) -> bool:
    """Whether two claims speak of overlapping times.

    Two claims without dates do (a founding date holds for ever). Beside a dated claim, one without
    is taken to speak of the time when it was said; if that is unknown too, nothing says that the times overlap.
    """
    if not _is_dated(a) and not _is_dated(b):
        return True
    if _is_period(a) or _is_period(b):
        # A sum or a change over a period has rivals over the same period only; a year or month is one as well.
        first, second = _period(a), _period(b)
        return None not in first + second and all(
            _alike(x, y) for x, y in zip(first, second, strict=True) if x is not None and y is not None
        )
    (a_start, a_end), (b_start, b_end) = _span(a), _span(b)
    return a_start <= b_end and b_start <= a_end


def _is_period(claim: Claim) -> bool:
    return claim.object is None and bool(claim.word("startTime") and claim.word("endTime"))


def _period(claim: Claim) -> tuple[str | None, str | None]:
    """First and last day or month of a period, as exact as it is given; a single month or year is one too."""
    at = claim.word("pointInTime")
    if at is None:
        return claim.word("startTime"), claim.word("endTime")
    return {4: (at + "-01", at + "-12"), 7: (at + "-01", at + "-31")}.get(len(at), (at, at))


def _alike(a: str, b: str) -> bool:
    """Whether two dates are one, or one is only less exact."""
    return a.startswith(b) or b.startswith(a)


def _is_dated(claim: Claim) -> bool:
    return any(claim.word(name) for name in ("pointInTime", "startTime", "endTime"))


def _span(claim: Claim) -> tuple[str, str]:
    """First and last day of the time that a claim speaks of, as texts that compare; month and year are widened."""
    at, start, end = (claim.word(name) for name in ("pointInTime", "startTime", "endTime"))
    if not _is_dated(claim):
        at = claim.word("issued")
        if at is None:
            return "9999", "0000"
    first, last = at or start or "0000", at or end or "9999"  # a deal's term may end later than it was struck
    return first + "-00-00"[len(first) - 4 :], last + "-99-99"[len(last) - 4 :]


# ---- values ----


def agree(a: Point, b: Point) -> bool:
    """Whether both values can be right."""
    if a.value == b.value:
        return True
    if a.is_date and b.is_date:
        return _alike(a.value, b.value)
    x, y = a.number, b.number
    if x is None or y is None:
        return False
    if _rounded(x, y) or _rounded(y, x):
        return True
    (a_least, a_most), (b_least, b_most) = _range(x, a.claim), _range(y, b.claim)
    return a_least <= b_most and b_least <= a_most


def _rounded(exact: Decimal, rough: Decimal) -> bool:
    """Whether `rough` is `exact` with fewer digits (at least two): rounded, or cut off by no more than 1 %."""
    if not exact or not rough:
        return exact == rough
    digits = max(2, len(rough.normalize().as_tuple().digits))
    step = Decimal(1).scaleb(exact.adjusted() - digits + 1)
    if abs(exact - rough) * 2 <= step and rough % step == 0:
        return True
    return abs(rough) < abs(exact) and 0 < exact / rough < Decimal("1.01") and (exact // step) * step == rough


def _range(value: Decimal, claim: Claim) -> tuple[Decimal, Decimal]:
    """The least and the most that a claim may mean; "about" is taken for a tenth either way, unless the
    claim gives a low and a high estimate.

    A bound is meant for the size: to have lost at most 560 is to stand between -560 and 0.
    """
    infinity, slack = Decimal("Infinity"), abs(value) / 10
    least, most = value, value
    low, high = claim.number("lowerBound"), claim.number("upperBound")
    match claim.word("bound"):
        case "AtLeast":
            least, most = (value, infinity) if value >= 0 else (-infinity, value)
        case "AtMost":
            least, most = (-infinity, value) if value > 0 else (value, infinity)
        case "About":
            least, most = value - slack, value + slack
    # An estimate that says how far off it may be is taken at its word.
    return (least if low is None else low), (most if high is None else high)
