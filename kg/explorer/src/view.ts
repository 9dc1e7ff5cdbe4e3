/** Which entities and claims are in view: what the reader drew, filtered, and set the clock to. */

import type { Knowledge, Link } from "./knowledge.ts";
import type { State } from "./state.ts";

/** Currencies near enough to the dollar to compare sums; others are not converted. */
const NEAR_DOLLAR = new Set(["USD", "EUR", "GBP", "CHF"]);

/** Stages of a deal that has not happened and that nobody is bound to. */
export const NOT_YET: readonly string[] = ["Rumoured", "Intended"];

/** The sum of a claim in about dollars; 0 if it has none. */
export function dollars(link: Link): number {
  return NEAR_DOLLAR.has(link.unit) ? link.amount : 0;
}

/** First and last day of a date as exact as it is: a year is as long as itself. */
export function first(date: string): string {
  return date + "-01-01".slice(date.length - 4);
}

function last(date: string): string {
  return date + "-12-31".slice(date.length - 4);
}

/** What a claim says of its times. */
export type Timed = Pick<Link, "issued" | "at" | "from" | "until" | "stage">;

/** When a claim began: when it held, or when it was told of a deal or plan; the same rule as `kg --as-of`. Empty for ever. */
export function begins(link: Timed, clock: State["clock"]): string {
  if (clock === "reported") return link.issued;
  return link.at || link.from || (link.stage ? link.issued : "");
}

/** Whether a claim was known, or held, on a day; a claim without a date held always. */
export function holds(link: Timed, day: string, clock: State["clock"]): boolean {
  if (!day) return true;
  const begun = begins(link, clock);
  if (begun && first(begun) > day) return false;
  return clock === "reported" || !link.until || last(link.until) >= day;
}

/** The words by which claims are filtered, by the kind of filter; `none` stands for the lack of one. */
export const FILTERED = {
  families: (link) => [link.family || "none"],
  predicates: (link) => [link.predicate],
  statuses: (link) => [link.status],
  stages: (link) => [link.stage || "none"],
  tiers: (link) => [link.tier || "none"],
  graphs: (link) => link.graphs,
} as const satisfies Record<Exclude<keyof State["hidden"], "types">, (link: Link) => readonly string[]>;

export type Filtered = keyof typeof FILTERED;
export const FILTERS = Object.keys(FILTERED) as Filtered[];

/** Whether one kind of filter hides a claim: if it hides every word of that kind that the claim has. */
export function hides(kind: Filtered, link: Link, hidden: State["hidden"]): boolean {
  if (hidden[kind].length === 0) return false;
  const words: readonly string[] = FILTERED[kind](link);
  return words.length > 0 && words.every((word) => hidden[kind].includes(word));
}

/** Whether a claim passes every filter. */
export function passes(link: Link, state: Readonly<State>): boolean {
  return !FILTERS.some((kind) => hides(kind, link, state.hidden)) && (state.least === 0 || dollars(link) >= state.least) && holds(link, state.day, state.clock);
}

export interface View {
  readonly entities: ReadonlySet<string>;
  readonly links: readonly Link[];
}

/** What is in view. Entities that no claim in view connects are left out, unless they were drawn by name. */
export function viewOf(knowledge: Knowledge, state: Readonly<State>): View {
  const drawn = state.drawn && new Set(state.drawn);
  const isShown = (slug: string): boolean => {
    const entity = knowledge.entities.get(slug);
    return entity !== undefined && (drawn === null || drawn.has(slug)) && !state.hidden.types.includes(entity.type);
  };
  const links = knowledge.links.filter((link) => link.subject !== link.object && isShown(link.subject) && isShown(link.object) && passes(link, state));
  const entities = new Set<string>();
  for (const { subject, object } of links) entities.add(subject).add(object);
  for (const slug of state.drawn ?? []) if (isShown(slug)) entities.add(slug);
  return { entities, links };
}
