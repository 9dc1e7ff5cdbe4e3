/**
 * How many there would be of each thing that can be filtered.
 *
 * The count of an option tells what is seen of it while all other filters stand, so that one that is switched off says what
 * switching it on would bring. A claim that fails two kinds of filter is brought back by none of them.
 */

import type { App } from "./app.ts";
import type { Knowledge, Link } from "./knowledge.ts";
import type { State } from "./state.ts";
import { dollars, FILTERED, FILTERS, hides, holds, type Filtered } from "./view.ts";

export type Kind = keyof State["hidden"];

export interface Facets {
  /** How many entities of a type, or claims with a word, are in view or would be if that word were not hidden. */
  readonly counts: Readonly<Record<Kind, ReadonlyMap<string, number>>>;
  /** The types and families of what is drawn, whatever the filters hide. */
  readonly present: Readonly<Record<"types" | "families", ReadonlySet<string>>>;
  /** The sums of the claims that only the least sum may hide, in about dollars. */
  readonly sums: readonly number[];
  /** The claims that only the day may hide. */
  readonly timed: readonly Link[];
}

type Reason = Kind | "least" | "day";

/** Says of a claim which one kind of filter hides it: nothing if none does, `null` if several do. */
function judge(knowledge: Knowledge, state: Readonly<State>): (link: Link) => Reason | "" | null {
  const types = new Set(state.hidden.types);
  const isOff = (slug: string): boolean => types.has(knowledge.entities.get(slug)!.type);
  const tests: [Reason, (link: Link) => boolean][] = FILTERS.filter((kind) => state.hidden[kind].length > 0).map((kind) => [kind, (link) => hides(kind, link, state.hidden)]);
  if (types.size > 0) tests.push(["types", (link) => isOff(link.subject) || isOff(link.object)]);
  if (state.least > 0) tests.push(["least", (link) => dollars(link) < state.least]);
  if (state.day) tests.push(["day", (link) => !holds(link, state.day, state.clock)]);
  return (link) => {
    let found: Reason | "" = "";
    for (const [reason, isHidden] of tests) {
      if (!isHidden(link)) continue;
      if (found) return null;
      found = reason;
    }
    return found;
  };
}

/** Counts each thing of a kind once. */
class Tally {
  readonly counts = new Map<string, number>();
  private readonly met = new Set<string>();

  add(word: string): void {
    this.counts.set(word, (this.counts.get(word) ?? 0) + 1);
  }

  meet(thing: string, word: string): void {
    if (this.met.has(thing)) return;
    this.met.add(thing);
    this.add(word);
  }
}

function count(knowledge: Knowledge, state: Readonly<State>): Facets {
  const drawn = state.drawn && new Set(state.drawn);
  const types = new Tally();
  const words = FILTERS.map((kind) => ({ kind, of: FILTERED[kind], tally: new Tally() }));
  const present = { types: new Set<string>(), families: new Set<string>() };
  const [sums, timed]: [number[], Link[]] = [[], []];
  const reason = judge(knowledge, state);
  const isOff = (type: string): boolean => state.hidden.types.includes(type);
  for (const link of knowledge.links) {
    if (link.subject === link.object || (drawn && !(drawn.has(link.subject) && drawn.has(link.object)))) continue;
    const [a, b] = [knowledge.entities.get(link.subject)!.type, knowledge.entities.get(link.object)!.type];
    present.types.add(a).add(b);
    present.families.add(link.family || "none");
    const by = reason(link);
    if (by === null) continue;
    if (by === "" || by === "types") {
      // An entity comes back with its type if what it is connected with is not hidden by another type.
      if (a === b || !isOff(b)) types.meet(link.subject, a);
      if (a === b || !isOff(a)) types.meet(link.object, b);
    }
    for (const { kind, of, tally } of words) if (by === "" || by === kind) for (const word of of(link)) tally.add(word);
    if (by === "" || by === "least") sums.push(dollars(link));
    if (by === "" || by === "day") timed.push(link);
  }
  for (const slug of state.drawn ?? []) {
    const type = knowledge.entities.get(slug)?.type;
    if (!type) continue;
    present.types.add(type);
    types.meet(slug, type);
  }
  const counts = Object.fromEntries(words.map(({ kind, tally }) => [kind, tally.counts])) as Record<Filtered, Map<string, number>>;
  return { counts: { types: types.counts, ...counts }, present, sums, timed };
}

let last: { knowledge: Knowledge; state: Readonly<State>; facets: Facets } | undefined;

/** Whether two states filter the same. */
export function filtersAlike(a: Readonly<State>, b: Readonly<State>): boolean {
  return a.hidden === b.hidden && a.drawn === b.drawn && a.least === b.least && a.day === b.day && a.clock === b.clock;
}

/** The counts for a state; computed once for all who ask. */
export function facetsOf(app: App, state: Readonly<State>): Facets {
  const { knowledge } = app;
  if (last?.knowledge !== knowledge || !filtersAlike(last.state, state)) last = { knowledge, state, facets: count(knowledge, state) };
  return last.facets;
}
