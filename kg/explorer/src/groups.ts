/** Types that look the same share an entry of the legend; which these are, and what the entry is called. */

import type { Knowledge } from "./knowledge.ts";
import { pushed } from "./lists.ts";

export interface Group {
  /** The types that are drawn so, in the ontology's order. */
  readonly types: readonly string[];
  /** The names of the entry: as few of the types as cover the others. */
  readonly titles: readonly string[];
  readonly look: { readonly color: string; readonly colorDark: string; readonly shape: string };
}

/** The looks of all classes, computed once: a class inherits its look from afar. */
class Looks {
  private readonly looks = new Map<string, { text: string; order: number; depth: number }>();

  constructor(private readonly knowledge: Knowledge) {}

  of(type: string): { text: string; order: number; depth: number } {
    let found = this.looks.get(type);
    if (!found) {
      const { color, colorDark, shape, order } = this.knowledge.look(type);
      found = { text: `${color} ${colorDark} ${shape}`, order, depth: this.knowledge.ancestors(type).length };
      this.looks.set(type, found);
    }
    return found;
  }

  /** In the ontology's order, the more general first where that ties. */
  readonly compare = (a: string, b: string): number => {
    const [one, other] = [this.of(a), this.of(b)];
    return one.order - other.order || one.depth - other.depth || (a < b ? -1 : 1);
  };
}

/** The types of all entities by how they look; the same rule as `type_groups` in kg/present/looks.py. */
export function typeGroups(knowledge: Knowledge): Group[] {
  const looks = new Looks(knowledge);
  const used = [...new Set([...knowledge.entities.values()].map(({ type }) => type))].sort(looks.compare);
  const entries = new Map<string, string[]>();
  for (const type of used) {
    const { text } = looks.of(type);
    pushed(entries, text, type);
  }
  return [...entries.values()].map((types) => ({ types, titles: mostGeneral(knowledge, looks, types), look: knowledge.look(types[0]!) }));
}

/** The names for a shared entry: superclasses that look the same, and what none of them covers. */
function mostGeneral(knowledge: Knowledge, looks: Looks, types: readonly string[]): string[] {
  if (types.length === 1) return [...types];
  const alike = (type: string): string[] => knowledge.ancestors(type).filter((name) => looks.of(name).text === looks.of(types[0]!).text);
  const covered = new Map<string, number>();
  for (const type of types) {
    const [top] = alike(type).sort((a, b) => alike(a).length - alike(b).length || looks.compare(a, b));
    covered.set(top!, (covered.get(top!) ?? 0) + 1);
  }
  const tops = [...covered.keys()];
  return tops.sort((a, b) => looks.of(a).order - looks.of(b).order || covered.get(b)! - covered.get(a)! || looks.compare(a, b)).slice(0, 3);
}
