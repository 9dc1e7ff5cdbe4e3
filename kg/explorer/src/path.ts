/**
 * The shortest way between two entities over claims, as `kg/analysis.py` weighs it.
 *
 * Among paths of one length, those over better sources and less through hubs (every firm is based in some country) come
 * first; opinions connect only where little else does, and refuted claims never. Steps that tie are taken in the same order
 * as networkx takes them, so that the page and the command name the same path.
 */

import { compare } from "./claim.ts";
import { dateOf, type Knowledge, type Link } from "./knowledge.ts";

/** How much longer a step seems for weak evidence; never as much as one more step. */
const TIER_COST: Readonly<Record<string, number>> = { Primary: 0, Established: 0.05, Secondary: 0.1, Weak: 0.2 };
/** To have spoken of somebody connects less than two steps of business do. */
const TALK_COST = 1.5;
const TALK = "Opinion";

/** A step: the next actor, and the claims that connect it with the one before, best evidence first. */
export interface Hop {
  readonly start: string;
  readonly end: string;
  readonly links: readonly Link[];
}

function cost(link: Link, knowledge: Knowledge): number {
  return (TIER_COST[link.tier] ?? 0.2) + (knowledge.terms.get(link.predicate)?.family === TALK ? TALK_COST : 0);
}

interface Pair {
  readonly ends: readonly [string, string];
  readonly links: Link[];
  cost: number;
}

/** Every two entities that claims connect, whichever way, in alphabetical order. */
function pairsOf(links: readonly Link[], knowledge: Knowledge): Pair[] {
  const found = new Map<string, Pair>();
  for (const link of links) {
    if (link.status === "Refuted" || link.subject === link.object) continue;
    const ends = [link.subject, link.object].sort(compare) as [string, string];
    const pair = found.get(ends.join(" ")) ?? { ends, links: [], cost: Infinity };
    found.set(ends.join(" "), pair);
    pair.links.push(link);
    pair.cost = Math.min(pair.cost, cost(link, knowledge));
  }
  return [...found.values()].sort((a, b) => compare(a.ends[0], b.ends[0]) || compare(a.ends[1], b.ends[1]));
}

interface Entry {
  readonly distance: number;
  readonly turn: number;
  readonly slug: string;
}

/** What was put in comes out nearest first, and of what is equally near the first. */
class Queue {
  private readonly heap: Entry[] = [];
  private turn = 0;

  push(distance: number, slug: string): void {
    const { heap } = this;
    heap.push({ distance, turn: this.turn++, slug });
    for (let i = heap.length - 1; i > 0; ) {
      const above = (i - 1) >> 1;
      if (isBefore(heap[above]!, heap[i]!)) return;
      [heap[above], heap[i]] = [heap[i]!, heap[above]!];
      i = above;
    }
  }

  pop(): Entry | undefined {
    const { heap } = this;
    const best = heap[0];
    const last = heap.pop();
    if (!best || !last || heap.length === 0) return best;
    heap[0] = last;
    for (let i = 0; ; ) {
      let least = i;
      for (const below of [2 * i + 1, 2 * i + 2]) if (below < heap.length && isBefore(heap[below]!, heap[least]!)) least = below;
      if (least === i) return best;
      [heap[least], heap[i]] = [heap[i]!, heap[least]!];
      i = least;
    }
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.distance < b.distance || (a.distance === b.distance && a.turn < b.turn);
}

/** The way from one entity to another; nothing if no claims connect them. */
export function pathBetween(start: string, end: string, links: readonly Link[], knowledge: Knowledge): Hop[] | null {
  const around = new Map<string, Map<string, Pair>>();
  for (const pair of pairsOf(links, knowledge)) {
    const [a, b] = pair.ends;
    for (const [from, to] of [[a, b], [b, a]] as const) around.set(from, (around.get(from) ?? new Map<string, Pair>()).set(to, pair));
  }
  if (start === end || !around.has(start) || !around.has(end)) return null;
  const hub = (slug: string): number => Math.log(around.get(slug)!.size);
  const [done, best, before] = [new Set<string>(), new Map([[start, 0]]), new Map<string, string>()];
  const queue = new Queue();
  queue.push(0, start);
  for (let entry = queue.pop(); entry && entry.slug !== end; entry = queue.pop()) {
    const { slug, distance } = entry;
    if (done.has(slug)) continue;
    done.add(slug);
    for (const [next, pair] of around.get(slug)!) {
      const far = distance + (1 + pair.cost + Math.max(hub(slug), hub(next)) / 50);
      if (done.has(next) || far >= (best.get(next) ?? Infinity)) continue;
      best.set(next, far);
      before.set(next, slug);
      queue.push(far, next);
    }
  }
  if (!before.has(end)) return null;
  const hops: Hop[] = [];
  for (let at = end; at !== start; at = before.get(at)!) {
    const from = before.get(at)!;
    hops.unshift({ start: from, end: at, links: byEvidence(around.get(from)!.get(at)!.links, knowledge) });
  }
  return hops;
}

function byEvidence(links: readonly Link[], knowledge: Knowledge): Link[] {
  return [...links].sort((a, b) =>
    cost(a, knowledge) - cost(b, knowledge) || Number(a.status !== "Accepted") - Number(b.status !== "Accepted") || compare(dateOf(a), dateOf(b)) || compare(a.claim, b.claim));
}
