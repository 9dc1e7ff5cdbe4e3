/** What can be filtered, in the order and under the names in which the reader meets it. */

import type { Kind } from "./facets.ts";
import { typeGroups, type Group } from "./groups.ts";
import type { Knowledge, Language } from "./knowledge.ts";
import { lineMark, shapeMark } from "./marks.ts";
import { phrases } from "./phrases.ts";
import { initial, type State } from "./state.ts";
import { Decimal } from "./decimal.ts";
import { figure } from "./wording.ts";

const WORDS = {
  types: ["Types", "類型"],
  families: ["Relations", "關係"],
  predicates: ["Relations", "關係"],
  graphs: ["Datasets", "資料集"],
  statuses: ["Status", "狀態"],
  stages: ["Stage", "階段"],
  tiers: ["Sources", "來源等級"],
  none: ["none given", "未註明"],
  other: ["other", "其他"],
  anySum: ["any, or none", "不限（含無金額）"],
} as const;

const word = phrases(WORDS);

/** The title of a kind of filter. */
export function kindLabel(kind: Kind, language: Language): string {
  return word(kind, language);
}

/** The words by which one kind of filter can hide something, for the graph of now. */
export class Options {
  private graph: Knowledge | undefined;
  private found: { readonly groups: readonly Group[]; readonly words: Readonly<Record<Kind, readonly string[]>> } | undefined;

  constructor(private readonly app: { readonly knowledge: Knowledge }) {}

  private get knowledge(): Knowledge {
    return this.app.knowledge;
  }

  private get known(): NonNullable<Options["found"]> {
    if (!this.found || this.graph !== this.knowledge) this.found = this.read();
    this.graph = this.knowledge;
    return this.found;
  }

  get groups(): readonly Group[] {
    return this.known.groups;
  }

  private get words(): Readonly<Record<Kind, readonly string[]>> {
    return this.known.words;
  }

  private read(): NonNullable<Options["found"]> {
    const { knowledge } = this;
    const groups = typeGroups(knowledge);
    const used = (kind: "stage" | "tier"): string[] => (knowledge.links.some((link) => !link[kind]) ? ["none"] : []);
    const families = knowledge.families().map(({ name }) => name);
    const weights = new Map<string, number>();
    for (const { predicate } of knowledge.links) weights.set(predicate, (weights.get(predicate) ?? 0) + 1);
    const words = {
      types: groups.flatMap(({ types }) => types),
      families: knowledge.links.some(({ family }) => !families.includes(family)) ? [...families, "none"] : families,
      predicates: [...weights.keys()].sort((a, b) => weights.get(b)! - weights.get(a)! || (a < b ? -1 : 1)),
      graphs: [...knowledge.graphs.keys()].sort(),
      statuses: knowledge.words("Status").map(({ name }) => name),
      stages: [...knowledge.words("Stage").map(({ name }) => name), ...used("stage")],
      tiers: [...knowledge.words("Tier").map(({ name }) => name), ...used("tier")],
    };
    return { groups, words };
  }

  of(kind: Kind): readonly string[] {
    return this.words[kind];
  }

  /** The properties of a relation family, the commonest first. */
  inFamily(family: string): readonly string[] {
    return this.words.predicates.filter((name) => (this.knowledge.familyOf(name) || "none") === family);
  }

  label(kind: Kind, name: string, language: Language): string {
    if (name === "none") return word(kind === "families" ? "other" : "none", language);
    return this.knowledge.label(name, language);
  }

  mark(kind: Kind, name: string): SVGSVGElement | null {
    if (kind === "types") return shapeMark(this.knowledge.look(name));
    return kind === "families" ? lineMark(this.knowledge.terms.get(name) ?? { color: "", colorDark: "" }) : null;
  }
}

/** Sums that one may ask for, in US dollars; and the one that an address asks for. */
export function steps(state: Readonly<State>): number[] {
  return [...new Set([0, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, state.least])].sort((a, b) => a - b);
}

/** A least sum in words. */
export function sumLabel(least: number, language: Language): string {
  const sum = least > 0 ? Decimal.parse(String(least)) : null;
  return sum ? figure(sum, "USD", "AtLeast", language) : word("anySum", language);
}

/** What is hidden at the beginning. */
export const USUAL = initial().hidden;

export const KINDS: readonly Kind[] = ["types", "families", "predicates", "graphs", "statuses", "stages", "tiers"];
