/** What stands on a card and in which order, as `kg/cards.py` has it: figures first, then family by family, newest first. */

import { compare, newestFirst, type Claim } from "./claim.ts";
import type { Reading } from "./claims.ts";
import type { Knowledge, Language } from "./knowledge.ts";
import { pushed } from "./lists.ts";

/** What the entity is in a claim. */
export type Side = "subject" | "object" | "speaker";
const SIDES: readonly Side[] = ["subject", "object", "speaker"];

/** One claim on a card, with what contradicts it. */
export interface Line {
  readonly claim: Claim;
  readonly side: Side;
  readonly rivals: readonly Claim[];
}

/** The claims of one property, read from the entity's side. */
export interface Group {
  readonly property: string;
  readonly side: Side;
  readonly lines: readonly Line[];
}

/** A relation family, or the figures, or what the entity says of others. */
export interface Section {
  /** Name of the family; `figures`, `others` or `says` where there is none. */
  readonly name: string;
  readonly groups: readonly Group[];
}

/** Of a property, so many claims are shown, the newest first; contested ones always. */
const MOST = 3;

/** Whether something says otherwise, or it was judged not to be sound. */
export function isContested(line: Line): boolean {
  return line.rivals.length > 0 || line.claim.status !== "Accepted";
}

export function linesOf(reading: Reading, entity: string): Line[] {
  return reading.claims.map((claim) => ({ claim, side: sideOf(claim, entity), rivals: rivalsOf(reading, claim) }));
}

function sideOf(claim: Claim, entity: string): Side {
  return claim.subject === entity ? "subject" : claim.object === entity ? "object" : "speaker";
}

/** What contradicts a claim, the newest first. */
export function rivalsOf(reading: Reading, claim: Claim): Claim[] {
  return [...(reading.rivals.get(claim.id) ?? [])].flatMap((id) => reading.all.get(id) ?? []).sort(newestFirst);
}

function sectionOf(line: Line, knowledge: Knowledge): { name: string; rank: number } {
  if (line.side === "speaker") return { name: "says", rank: 1000 };
  const family = knowledge.familyOf(line.claim.predicate);
  if (family) return { name: family, rank: knowledge.terms.get(family)?.order ?? 999 };
  return line.claim.object ? { name: "others", rank: 999 } : { name: "figures", rank: 0 };
}

export function sections(lines: readonly Line[], knowledge: Knowledge): Section[] {
  const placed = lines.map((line) => ({ line, ...sectionOf(line, knowledge) }));
  placed.sort((a, b) =>
    a.rank - b.rank || SIDES.indexOf(a.line.side) - SIDES.indexOf(b.line.side) || compare(a.line.claim.predicate, b.line.claim.predicate) ||
    newestFirst(a.line.claim, b.line.claim));
  const found = new Map<string, Map<string, Line[]>>();
  for (const { line, name } of placed) {
    const groups = found.get(name) ?? new Map<string, Line[]>();
    found.set(name, groups);
    const key = `${line.side} ${line.claim.predicate}`;
    pushed(groups, key, line);
  }
  return [...found].map(([name, groups]) => ({
    name, groups: [...groups.values()].map((all) => ({ property: all[0]!.claim.predicate, side: all[0]!.side, lines: all })),
  }));
}

/** How a property is headed: as it reads from the entity's side. */
export function heading(group: Group, knowledge: Knowledge, language: Language): string {
  return group.side === "object" ? knowledge.inverseLabel(group.property, language) : knowledge.label(group.property, language);
}

/** Claims that stand together: one, or several that contradict one another, directly or through a third. */
export type Block = readonly Line[];

export function blocks(lines: readonly Line[]): Block[] {
  const byId = new Map(lines.map((line) => [line.claim.id, line]));
  const done = new Set<string>();
  return lines.flatMap((line) => {
    if (done.has(line.claim.id)) return [];
    const together = [line];
    done.add(line.claim.id);
    for (const each of together) {
      for (const { id } of each.rivals) {
        const other = byId.get(id);
        if (!other || done.has(id)) continue;
        done.add(id);
        together.push(other);
      }
    }
    return [together.sort((a, b) => newestFirst(a.claim, b.claim))];
  });
}

/** Of the blocks of one property those that are shown at first, and how many claims are left out. */
export function shortened(all: readonly Block[]): { shown: readonly Block[]; more: number } {
  const shown = all.filter((block, i) => i < MOST || block.some(isContested));
  const more = all.length - shown.length;
  return more > 1 ? { shown, more } : { shown: all, more: 0 }; // a button takes as much room as the one claim
}
