/**
 * Which claims cannot both be right: the same rules as `kg/conflicts.py` and `kg/agreement.py`, so that the page and the
 * command line tell of the same conflicts.
 *
 * Compared: the same subject and single-valued property (or the amount, share or quantity of the same relation), in one
 * unit, on one basis, in one role, for one horizon, at overlapping times, and no value fits both. Stated: one claim
 * disputes or refutes the other.
 */

import type { Claim } from "./claim.ts";
import { Decimal } from "./decimal.ts";
import { pushed } from "./lists.ts";
import { local } from "./terms.ts";

/** A claim, and the value in it that others may contradict. */
interface Point {
  readonly claim: Claim;
  readonly value: string;
  /** Empty for what has no unit. */
  readonly unit: string;
}

/** Qualifiers of a relation that are figures, with the qualifier that holds their unit. */
const FIGURES = [["amount", "unit"], ["share", ""], ["quantity", "quantityUnit"]] as const;

/** Ids of the claims that contradict each claim. */
export function rivals(claims: readonly Claim[], isSingle: (property: string) => boolean): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const add = (a: string, b: string): void => void found.set(a, (found.get(a) ?? new Set()).add(b));
  for (const points of groups(claims, isSingle).values()) {
    points.forEach((a, i) => {
      for (const b of points.slice(i + 1)) {
        if (a.claim.id === b.claim.id || !comparable(a.claim, b.claim) || agree(a, b)) continue;
        add(a.claim.id, b.claim.id);
        add(b.claim.id, a.claim.id);
      }
    });
  }
  const known = new Set(claims.map((claim) => claim.id));
  for (const { id, words } of claims.map((claim) => ({ id: claim.id, words: stated(claim) }))) {
    for (const other of words) {
      if (other === id) continue;
      add(id, other);
      if (known.has(other)) add(other, id);
    }
  }
  return found;
}

/** What a claim says that it disputes or refutes. */
export function stated(claim: Claim): string[] {
  return [...claim.words("disputes"), ...claim.words("refutes")];
}

function groups(claims: readonly Claim[], isSingle: (property: string) => boolean): Map<string, Point[]> {
  const found = new Map<string, Point[]>();
  for (const claim of claims) {
    const shared = [claim.word("basis"), claim.texts("role")["en"] ?? "", claim.word("horizon")];
    const add = (value: string, unit: string, ...key: string[]): void => {
      const name = JSON.stringify([claim.subject, claim.predicate, ...key, ...shared]);
      pushed(found, name, { claim, value, unit });
    };
    const single = isSingle(claim.predicate);
    if (!claim.object) {
      if (single && claim.value) add(claim.value.value, claim.word("unit"), "value", claim.word("unit"));
      continue;
    }
    if (single) add(claim.object, "", "object");
    for (const [name, unitName] of FIGURES) {
      const unit = unitName ? claim.word(unitName) : "%";
      if (claim.word(name)) add(claim.word(name), unit, claim.object, name, unit);
    }
  }
  return found;
}

/** Whether two claims of one group may speak of the same stage at the same time. */
function comparable(a: Claim, b: Claim): boolean {
  const [one, other] = [a.word("stage"), b.word("stage")];
  return (!one || !other || one === other) && overlap(a, b);
}

// ---- times ----

/** Two claims without dates do; beside a dated claim, one without is taken to speak of the time when it was said. */
function overlap(a: Claim, b: Claim): boolean {
  if (!isDated(a) && !isDated(b)) return true;
  if (isPeriod(a) || isPeriod(b)) {
    // A sum or a change over a period has rivals over the same period only; a year or month is one as well.
    const [first, second] = [period(a), period(b)];
    return [...first, ...second].every(Boolean) && first.every((date, i) => alike(date, second[i]!));
  }
  const [[aStart, aEnd], [bStart, bEnd]] = [span(a), span(b)];
  return aStart <= bEnd && bStart <= aEnd;
}

function isDated(claim: Claim): boolean {
  return ["pointInTime", "startTime", "endTime"].some((name) => claim.word(name));
}

function isPeriod(claim: Claim): boolean {
  return !claim.object && Boolean(claim.word("startTime") && claim.word("endTime"));
}

/** First and last day or month of a period, as exact as it is given; a single month or year is one too. */
function period(claim: Claim): [string, string] {
  const at = claim.word("pointInTime");
  if (!at) return [claim.word("startTime"), claim.word("endTime")];
  return at.length === 4 ? [`${at}-01`, `${at}-12`] : at.length === 7 ? [`${at}-01`, `${at}-31`] : [at, at];
}

/** Whether two dates are one, or one is only less exact. */
function alike(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

/** First and last day of the time that a claim speaks of, as texts that compare; month and year are widened. */
function span(claim: Claim): [string, string] {
  const at = isDated(claim) ? claim.word("pointInTime") : claim.word("issued");
  if (!isDated(claim) && !at) return ["9999", "0000"];
  const first = at || claim.word("startTime") || "0000";
  const last = at || claim.word("endTime") || "9999"; // a deal's term may end later than it was struck
  return [first + "-00-00".slice(first.length - 4), last + "-99-99".slice(last.length - 4)];
}

// ---- values ----

function isDate(point: Point): boolean {
  return ["date", "gYearMonth", "gYear"].includes(local(point.claim.value?.datatype ?? ""));
}

function numberOf(point: Point): Decimal | null {
  return !point.unit && (!point.value || isDate(point)) ? null : Decimal.parse(point.value);
}

/** Whether both values can be right: one is the other with fewer digits, or what their bounds allow overlaps. */
function agree(a: Point, b: Point): boolean {
  if (a.value === b.value) return true;
  if (isDate(a) && isDate(b)) return alike(a.value, b.value);
  const [x, y] = [numberOf(a), numberOf(b)];
  if (!x || !y) return false;
  if (isRounded(x, y) || isRounded(y, x)) return true;
  const [[aLeast, aMost], [bLeast, bMost]] = [range(x, a.claim), range(y, b.claim)];
  return isAtMost(aLeast, bMost) && isAtMost(bLeast, aMost);
}

/** Whether `rough` is `exact` with fewer digits (at least two): rounded, or cut off by no more than 1 %. */
function isRounded(exact: Decimal, rough: Decimal): boolean {
  if (exact.isZero || rough.isZero) return exact.compare(rough) === 0;
  const step = Decimal.power(exact.adjusted - Math.max(2, rough.significant) + 1);
  if (exact.minus(rough).abs.times(2n).compare(step) <= 0 && rough.dividedBy(step).isWhole) return true;
  const isNear = exact.isNegative === rough.isNegative && exact.abs.times(100n).compare(rough.abs.times(101n)) < 0;
  return rough.abs.compare(exact.abs) < 0 && isNear && exact.dividedBy(step).whole.multiply(step).compare(rough) === 0;
}

/** Without an end there is no limit. */
type End = Decimal | null;

/** The least and the most that a claim may mean; "about" is a tenth either way, unless it gives its own ends. */
function range(value: Decimal, claim: Claim): [End, End] {
  let [least, most]: [End, End] = [value, value];
  const isUp = claim.word("bound") === "AtLeast" ? !value.isNegative : value.isNegative || value.isZero;
  const slack = value.abs.scaled(-1);
  switch (claim.word("bound")) {
    // A bound is meant for the size: to have lost at most 560 is to stand between -560 and 0.
    case "AtLeast": case "AtMost": [least, most] = isUp ? [value, null] : [null, value]; break;
    case "About": [least, most] = [value.minus(slack), value.plus(slack)]; break;
  }
  return [claim.number("lowerBound") ?? least, claim.number("upperBound") ?? most];
}

/** Whether a lower end is not above an upper one. */
function isAtMost(least: End, most: End): boolean {
  return !least || !most || least.compare(most) <= 0;
}
