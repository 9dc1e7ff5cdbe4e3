/**
 * Where money goes round: rings of claims that move money, as `kg/rings.py` finds them.
 *
 * The search is a generator that gives way now and then, so that the page stays responsive; all rings of one length are
 * found before the next, so that what is missing when the work runs out is the longest, which matters least.
 */

import { compare } from "./claim.ts";
import { dateOf, type Knowledge, type Link } from "./knowledge.ts";
import { NOT_YET } from "./view.ts";

/** A ring that is longer is found by the thousand and tells nothing. */
export const LONGEST = 4;
const MOST_WORK = 3_000_000;
const MOST_RINGS = 50_000;
/** Between two chances for the page to do something else. */
const CHUNK = 4_000;

/** Money from one actor to another, and the claims that say so, the largest first. */
export interface Leg {
  /** Slugs of the groups: a firm with what it owns. */
  readonly payer: string;
  readonly payee: string;
  readonly links: readonly Link[];
  /** The largest sum known in US dollars; `null` if none is. */
  readonly amount: number | null;
  /** The largest of what is more than rumoured or intended. */
  readonly firm: number | null;
}

/** Legs each of which begins where the one before ends. */
export interface Ring {
  readonly legs: readonly Leg[];
  readonly total: number;
  readonly firm: number;
}

export interface Rings {
  readonly rings: readonly Ring[];
  /** All rings of up to so many legs are there. */
  readonly complete: number;
}

/** The sum of a claim that is in US dollars; other currencies are not converted. */
export function usd(link: Link): number | null {
  return link.unit === "USD" && link.amount > 0 ? link.amount : null;
}

/** Whether no money has been promised for good. */
export function isEarly(link: Link): boolean {
  return NOT_YET.includes(link.stage);
}

/** Who pays and who is paid, by the ontology; nothing where no money moves. */
export function ends(link: Link, knowledge: Knowledge): readonly [payer: string, payee: string] | null {
  const flow = knowledge.terms.get(link.predicate)?.moneyFlow;
  if (!flow) return null;
  return flow === "ObjectToSubject" ? [link.object, link.subject] : [link.subject, link.object];
}

// ---- groups of firms ----

/** The face of the group that each firm belongs to, by slug; and the same for its sites. */
export interface Groups {
  readonly firms: ReadonlyMap<string, string>;
  readonly sites: ReadonlyMap<string, string>;
}

/**
 * Divisions and subsidiaries by the firm that they count as.
 *
 * The face of a group is the outermost owner, unless far more claims name another member.
 *
 * @param shares the share that a claim of ownership is about, in per cent, by the claim's id
 */
export function groupsOf(knowledge: Knowledge, shares: ReadonlyMap<string, number>): Groups {
  const isFirm = (slug: string): boolean => knowledge.ancestors(knowledge.entities.get(slug)?.type ?? "").includes("Organization");
  const members = new Map<string, Set<string>>();
  for (const [slug, owner] of owners(knowledge, shares, isFirm)) {
    const group = members.get(owner) ?? new Set([owner]);
    members.set(owner, group.add(slug));
  }
  const [firms, sites] = [new Map<string, string>(), new Map<string, string>()];
  for (const [owner, group] of members) {
    const inside = [...group].filter(isFirm);
    const count = (slug: string): number => mentions(knowledge, slug);
    let [face] = (inside.length > 0 ? inside : [owner]).sort((a, b) => count(b) - count(a) || compare(a, b)) as [string];
    if (isFirm(owner) && count(face) < 3 * count(owner)) face = owner;
    for (const slug of group) (isFirm(slug) || slug === face ? firms : sites).set(slug, face);
  }
  return { firms, sites };
}

/** The outermost owner of every division and subsidiary; of several owners the latest. */
function owners(knowledge: Knowledge, shares: ReadonlyMap<string, number>, isFirm: (slug: string) => boolean): Map<string, string> {
  const parent = new Map<string, string>();
  for (const link of inOrder(knowledge.links)) {
    const { subject, predicate, object, stage } = link;
    if (link.status === "Refuted" || link.until || isEarly(link) || stage === "Cancelled" || (shares.get(link.claim) ?? 100) <= 50) continue;
    if (predicate === "owns" || (predicate === "acquires" && stage === "Completed")) parent.set(object, subject);
    // A firm is part of its parent, but also of "big tech" and of a country: those pay for nothing.
    else if (predicate === "subsidiaryOf" || (predicate === "partOf" && isFirm(subject) && isFirm(object))) parent.set(subject, object);
  }
  const top = new Map<string, string>();
  for (const slug of parent.keys()) {
    const chain = [slug];
    for (let next = parent.get(slug); next !== undefined && !chain.includes(next); next = parent.get(next)) chain.push(next);
    const last = chain.at(-1)!;
    top.set(slug, parent.has(last) ? chain.sort(compare)[0]! : last); // firms may own one another
  }
  return top;
}

/** How many claims name an entity as subject or object: its weight counts those that go out to another twice. */
function mentions(knowledge: Knowledge, slug: string): number {
  const out = knowledge.linksOf(slug).filter((link) => link.subject === slug).length;
  return (knowledge.entities.get(slug)?.weight ?? 0) - out;
}

// ---- legs ----

function inOrder(links: readonly Link[]): Link[] {
  return [...links].sort((a, b) => compare(dateOf(a), dateOf(b)) || compare(a.claim, b.claim));
}

/** Who pays whom by these claims; refuted and cancelled ones do not count, intended ones do. */
export function legsOf(knowledge: Knowledge, links: readonly Link[], { firms, sites }: Groups): Map<string, Leg> {
  const found = new Map<string, Link[]>();
  for (const link of links) {
    const pair = link.status === "Refuted" || link.stage === "Cancelled" ? null : ends(link, knowledge);
    if (!pair) continue;
    // What a site buys its owner buys; but who invests in a site may be the partner of anyone in it.
    const payer = firms.get(pair[0]) ?? sites.get(pair[0]) ?? pair[0];
    const payee = firms.get(pair[1]) ?? pair[1];
    if (payer === payee) continue;
    const key = `${payer} ${payee}`;
    const leg = found.get(key);
    if (leg) leg.push(link);
    else found.set(key, [link]);
  }
  return new Map([...found].map(([key, all]) => [key, legOf(key.split(" ") as [string, string], all)]));
}

function legOf([payer, payee]: [string, string], all: readonly Link[]): Leg {
  const ranked = [...all].sort((a, b) =>
    Number(a.status !== "Accepted") - Number(b.status !== "Accepted") || (usd(b) ?? -1) - (usd(a) ?? -1) || Number(isEarly(a)) - Number(isEarly(b)) ||
    compare(dateOf(a), dateOf(b)) || compare(a.claim, b.claim));
  const accepted = ranked.filter((link) => link.status === "Accepted");
  const sound = accepted.length > 0 ? accepted : ranked;
  return { payer, payee, links: ranked, amount: largest(sound), firm: largest(sound.filter((link) => !isEarly(link))) };
}

function largest(links: readonly Link[]): number | null {
  return links.reduce<number | null>((most, link) => (usd(link) === null ? most : Math.max(most ?? 0, usd(link)!)), null);
}

// ---- rings ----

/** The simple cycles of these legs, the shortest and then the largest first, each once; all of them through an actor if one is given. */
export function* search(legs: ReadonlyMap<string, Leg>, through: string, longest = LONGEST): Generator<void, Rings> {
  const found: string[][] = [];
  const complete = yield* cycles([...legs.keys()].sort(compare).map((key) => key.split(" ") as [string, string]), longest, through, found);
  const rings = found.map((ring) => ringOf(ring, legs));
  const payers = (ring: Ring): string => ring.legs.map((leg) => leg.payer).join(" ");
  rings.sort((a, b) => a.legs.length - b.legs.length || b.total - a.total || b.firm - a.firm || compare(payers(a), payers(b)));
  return { rings, complete };
}

function* cycles(pairs: readonly (readonly [string, string])[], longest: number, through: string, found: string[][]): Generator<void, number> {
  const [forth, back] = [new Map<string, string[]>(), new Map<string, string[]>()];
  const add = (map: Map<string, string[]>, key: string, value: string): unknown => map.get(key)?.push(value) ?? map.set(key, [value]);
  for (const [payer, payee] of pairs) {
    add(forth, payer, payee);
    add(back, payee, payer);
  }
  let [work, pause] = [0, CHUNK];
  for (let length = 2; length <= longest; length++) {
    for (const start of through ? [through] : forth.keys()) {
      const near = distances(start, back, length - 1, through ? "" : start);
      work += near.size;
      const trail: string[][] = [[start]];
      for (let path = trail.pop(); path; path = trail.pop()) {
        if (path.length === length) {
          found.push(path); // its end is one leg from the start, or it would not be here
          continue;
        }
        const payees = forth.get(path.at(-1)!) ?? [];
        work += payees.length;
        for (const next of payees) if ((near.get(next) ?? length) <= length - path.length && !path.includes(next)) trail.push([...path, next]);
        if (work > MOST_WORK || found.length > MOST_RINGS) return length - 1;
        if (work > pause) {
          pause = work + CHUNK;
          yield;
        }
      }
    }
  }
  return longest;
}

/** How many legs lead from each actor to `start`, over actors that are not before `least` in the alphabet. */
function distances(start: string, back: ReadonlyMap<string, readonly string[]>, most: number, least: string): Map<string, number> {
  const found = new Map([[start, 0]]);
  let rim = [start];
  for (let distance = 1; distance <= most; distance++) {
    const next: string[] = [];
    for (const payee of rim) {
      for (const payer of back.get(payee) ?? []) {
        if (payer <= least || found.has(payer)) continue;
        found.set(payer, distance);
        next.push(payer);
      }
    }
    rim = next;
  }
  return found;
}

function ringOf(ring: readonly string[], legs: ReadonlyMap<string, Leg>): Ring {
  const start = ring.indexOf([...ring].sort(compare)[0]!); // one form for each ring, wherever the search began
  const turned = [...ring.slice(start), ...ring.slice(0, start)];
  const made = turned.map((payer, i) => legs.get(`${payer} ${turned[(i + 1) % turned.length]}`)!);
  const sum = (of: (leg: Leg) => number | null): number => made.reduce((total, leg) => total + (of(leg) ?? 0), 0);
  return { legs: made, total: sum((leg) => leg.amount), firm: sum((leg) => leg.firm) };
}

/**
 * A ring as a closed walk over the entities that the claims name, for lighting it.
 *
 * Where a division is paid and its owner pays, both stand in it, so that the arrows that are lit are those of the claims.
 */
export function walk(ring: Ring, knowledge: Knowledge): string[] {
  const found: string[] = [];
  const step = (slug: string): void => {
    if (found.at(-1) !== slug) found.push(slug);
  };
  for (const leg of ring.legs) {
    const [payer, payee] = ends(leg.links[0]!, knowledge)!;
    [leg.payer, payer, payee, leg.payee].forEach(step);
  }
  step(found[0]!);
  return found;
}

/** What a generator returns, without holding up the page for longer than a frame; `null` once it is not wanted any more. */
export async function unhurried<T>(work: Generator<void, T>, isWanted: () => boolean): Promise<T | null> {
  for (;;) {
    const until = performance.now() + 12;
    do {
      const { done, value } = work.next();
      if (done) return isWanted() ? value : null;
    } while (performance.now() < until);
    await new Promise((resolve) => setTimeout(resolve));
    if (!isWanted()) return null;
  }
}
