/** The months that the timeline runs over. */

import type { Link } from "./knowledge.ts";
import type { State } from "./state.ts";
import { begins, first } from "./view.ts";

export interface Slot {
  /** `2025-03`; empty for all that was earlier than the first month. */
  readonly month: string;
  /** The last day of it; what is drawn there is the graph as it stood on that day. */
  readonly day: string;
}

/** How much of the claims may lie before the first month: a few old ones would leave no room for the others. */
const EARLY = 0.08;
/** How much may lie after the last year: plans for a far day. */
const LATE = 0.005;

function lastDay(year: number, month: number): string {
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

/** Months from the year in which the claims begin in numbers to the last; nothing if no claim has a date. */
export function axis(links: readonly Link[], clock: State["clock"]): Slot[] {
  const dates = links.map((link) => begins(link, clock)).filter(Boolean).map((date) => first(date).slice(0, 7)).sort();
  if (dates.length === 0) return [];
  const from = Number(dates[Math.floor(dates.length * EARLY)]!.slice(0, 4));
  const to = dates[Math.min(dates.length - 1, Math.ceil(dates.length * (1 - LATE)))]!;
  const slots: Slot[] = dates[0]! < `${from}` ? [{ month: "", day: `${from - 1}-12-31` }] : [];
  for (let year = from; year <= Number(to.slice(0, 4)); year++) {
    for (let month = 1; month <= 12; month++) {
      const name = `${year}-${String(month).padStart(2, "0")}`;
      if (name <= to) slots.push({ month: name, day: lastDay(year, month) });
    }
  }
  return slots;
}

/** Where a day stands on the axis. */
export function place(slots: readonly Slot[], day: string): number {
  const found = day ? slots.findIndex((slot) => slot.day >= day) : -1;
  return found < 0 ? slots.length - 1 : found;
}

/** How many claims begin in each slot; what is later than the last stands in it, what has no date in none. */
export function histogram(slots: readonly Slot[], links: readonly Link[], clock: State["clock"]): { counts: number[]; undated: number } {
  const counts = slots.map(() => 0);
  let undated = 0;
  const at = new Map(slots.map((slot, i) => [slot.month, i]));
  for (const link of links) {
    const date = begins(link, clock);
    if (!date) {
      undated++;
      continue;
    }
    const month = first(date).slice(0, 7);
    const i = at.get(month) ?? (month < slots[0]!.day ? 0 : slots.length - 1);
    counts[i] = counts[i]! + 1;
  }
  return { counts, undated };
}
