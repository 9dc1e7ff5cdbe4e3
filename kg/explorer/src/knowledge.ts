/** What the page knows from the startup queries: entities, the claims between them, and how the ontology reads and looks. */

import { select, type Engine } from "./engine.ts";
import { pushed } from "./lists.ts";
import { iri, local, tag, type Answer, type Row } from "./terms.ts";

export type Language = "en" | "zh-Hant";
export type Texts = Readonly<Record<string, string>>;

/** A class, property, relation family or word of the ontology. */
export interface VocabularyTerm {
  readonly name: string;
  labels: Texts;
  comments: Texts;
  inverse: Texts;
  color: string;
  colorDark: string;
  shape: string;
  order: number;
  family: string;
  moneyFlow: string;
  /** Whether at one moment only one value can be right. */
  singleValued: boolean;
  parents: string[];
  kinds: string[];
}

export interface Entity {
  readonly slug: string;
  readonly type: string;
  /** By language tag; every entity has an English one. */
  readonly labels: Record<string, string>;
  readonly aliases: string[];
  /** How many claims name it, figures and remarks included. */
  weight: number;
}

/** A claim between two entities. */
export interface Link {
  readonly claim: string;
  readonly subject: string;
  readonly predicate: string;
  readonly object: string;
  /** The arrow that it belongs to: subject, property and object, as the network names it. */
  readonly arrow: string;
  readonly family: string;
  readonly status: string;
  readonly stage: string;
  readonly amount: number;
  readonly unit: string;
  readonly bound: string;
  readonly at: string;
  readonly from: string;
  readonly until: string;
  readonly issued: string;
  readonly sources: readonly string[];
  /** The best tier among its sources. */
  readonly tier: string;
  readonly graphs: readonly string[];
}

const TIERS = ["Primary", "Established", "Secondary", "Weak"];
export const STARTUP = ["entities", "names", "edges", "facts", "graphs", "tiers", "ontology"] as const;

export class Knowledge {
  readonly entities = new Map<string, Entity>();
  readonly links: Link[] = [];
  readonly terms = new Map<string, VocabularyTerm>();
  readonly graphs = new Map<string, number>();
  private readonly around = new Map<string, Link[]>();

  /** Everything, from cached answers where there are any. */
  static async read(engine: Engine, queries: Readonly<Record<string, string>>, cached: ReadonlyMap<string, Answer>): Promise<Knowledge> {
    const found: Record<string, readonly Row[]> = {};
    for (const name of STARTUP) found[name] = cached.get(name)?.rows ?? (await select(engine, queries[name] ?? ""));
    return new Knowledge(found);
  }

  private constructor(rows: Record<string, readonly Row[]>) {
    this.readOntology(rows["ontology"] ?? []);
    this.readEntities(rows["entities"] ?? [], rows["names"] ?? []);
    this.readLinks(rows["edges"] ?? [], rows["graphs"] ?? [], rows["tiers"] ?? []);
    for (const { entity, claims } of rows["facts"] ?? []) {
      const found = entity && this.entities.get(slug(entity.value));
      if (found) found.weight += Number(claims?.value ?? 0);
    }
  }

  private readOntology(rows: readonly Row[]): void {
    for (const { term, edge, value } of rows) {
      if (!term || !edge || !value) continue;
      const name = local(term.value);
      let found = this.terms.get(name);
      if (!found) {
        found = { name, labels: {}, comments: {}, inverse: {}, color: "", colorDark: "", shape: "", order: 999, family: "", moneyFlow: "", singleValued: false, parents: [], kinds: [] };
        this.terms.set(name, found);
      }
      const language = tag(value.lang ?? "en");
      switch (local(edge.value)) {
        case "label": found.labels = { ...found.labels, [language]: value.value }; break;
        case "comment": found.comments = { ...found.comments, [language]: value.value }; break;
        case "inverseLabel": found.inverse = { ...found.inverse, [language]: value.value }; break;
        case "color": found.color = value.value; break;
        case "colorDark": found.colorDark = value.value; break;
        case "shape": found.shape = value.value; break;
        case "order": found.order = Number(value.value); break;
        case "family": found.family = local(value.value); break;
        case "moneyFlow": found.moneyFlow = local(value.value); break;
        case "singleValued": found.singleValued = value.value === "true"; break;
        case "type": found.kinds.push(local(value.value)); break;
        case "subClassOf": case "subPropertyOf": if (value.value.startsWith(iri("kg:"))) found.parents.push(local(value.value)); break;
      }
    }
  }

  private readEntities(types: readonly Row[], names: readonly Row[]): void {
    for (const { entity, type } of types) {
      if (!entity || !type) continue;
      const name = slug(entity.value);
      if (!this.entities.has(name)) this.entities.set(name, { slug: name, type: local(type.value), labels: {}, aliases: [], weight: 0 });
    }
    for (const { entity, edge, name } of names) {
      const found = entity && this.entities.get(slug(entity.value));
      if (!found || !edge || !name) continue;
      if (local(edge.value) === "label") found.labels[tag(name.lang ?? "en")] ??= name.value;
      else found.aliases.push(name.value);
    }
  }

  private readLinks(rows: readonly Row[], graphs: readonly Row[], tiers: readonly Row[]): void {
    const tierOf = new Map(tiers.map(({ source, tier }) => [source?.value ?? "", local(tier?.value ?? "")]));
    const graphsOf = new Map<string, string[]>();
    for (const { graph, claim } of graphs) {
      if (!graph || !claim) continue;
      const name = local(graph.value);
      pushed(graphsOf, claim.value, name);
      this.graphs.set(name, (this.graphs.get(name) ?? 0) + 1);
    }
    const claims = new Map<string, Map<string, string[]>>();
    for (const { claim, edge, value } of rows) {
      if (!claim || !edge || !value) continue;
      const about = claims.get(claim.value) ?? new Map<string, string[]>();
      claims.set(claim.value, about);
      const name = local(edge.value);
      pushed(about, name, value.value);
    }
    for (const [id, about] of claims) this.addLink(id, about, tierOf, graphsOf.get(id) ?? []);
    this.links.sort((a, b) => dateOf(a).localeCompare(dateOf(b)) || a.claim.localeCompare(b.claim));
  }

  private addLink(id: string, about: Map<string, string[]>, tierOf: Map<string, string>, graphs: string[]): void {
    const one = (name: string): string => about.get(name)?.sort()[0] ?? "";
    const [subject, object, predicate] = [slug(one("subject")), slug(one("object")), local(one("predicate"))];
    if (!this.entities.has(subject) || !this.entities.has(object) || !predicate) return;
    const sources = (about.get("wasDerivedFrom") ?? []).sort();
    const found = new Set(sources.map((source) => tierOf.get(source)));
    const link: Link = {
      claim: local(id), subject, predicate, object, arrow: `${subject} ${predicate} ${object}`, family: this.familyOf(predicate), status: local(one("status")) || "Accepted",
      stage: local(one("stage")), amount: Number(one("amount")) || 0, unit: one("unit"), bound: local(one("bound")), at: one("pointInTime"),
      from: one("startTime"), until: one("endTime"), issued: one("issued"), sources: sources.map(local),
      tier: TIERS.find((tier) => found.has(tier)) ?? "", graphs,
    };
    this.links.push(link);
    for (const end of new Set([subject, object])) {
      pushed(this.around, end, link);
      this.entities.get(end)!.weight += 1;
    }
  }

  /** The claims that connect an entity with others, oldest first. */
  linksOf(entity: string): readonly Link[] {
    return this.around.get(entity) ?? [];
  }

  /** The relation family of a property: its own, or the nearest of what it is a special case of. */
  familyOf(property: string): string {
    for (const name of this.ancestors(property)) {
      const family = this.terms.get(name)?.family;
      if (family) return family;
    }
    return "";
  }

  /** A class or property and all that it is a kind of, itself first. */
  ancestors(name: string): string[] {
    const found = [name];
    for (const each of found) for (const parent of this.terms.get(each)?.parents ?? []) if (!found.includes(parent)) found.push(parent);
    return found;
  }

  /** How a class looks: its own colour and shape, or those of the nearest class above it that has them. */
  look(type: string): { color: string; colorDark: string; shape: string; order: number } {
    const styled = this.ancestors(type).map((name) => this.terms.get(name)).find((term) => term?.color);
    return { color: styled?.color ?? "#7A7F87", colorDark: styled?.colorDark ?? "#A9AFB8", shape: styled?.shape || "dot", order: styled?.order ?? 999 };
  }

  /** The relation families that are in use, in the ontology's order. */
  families(): VocabularyTerm[] {
    const used = new Set(this.links.map((link) => link.family));
    return [...this.terms.values()].filter((term) => term.kinds.includes("RelationFamily") && used.has(term.name)).sort((a, b) => a.order - b.order);
  }

  /** The members of a class of words, such as `Stage`, in order. */
  words(kind: string): VocabularyTerm[] {
    return [...this.terms.values()].filter((term) => term.kinds.includes(kind)).sort((a, b) => a.order - b.order);
  }

  /** The label of a term of the ontology. */
  label(name: string, language: Language): string {
    const labels = this.terms.get(name)?.labels;
    return labels?.[language] ?? labels?.["en"] ?? name;
  }

  /** How a relation reads from its object's side. */
  inverseLabel(name: string, language: Language): string {
    const inverse = this.terms.get(name)?.inverse;
    return inverse?.[language] ?? inverse?.["en"] ?? `← ${this.label(name, language)}`;
  }

  /** An entity's name. */
  name(entity: string, language: Language): string {
    const labels = this.entities.get(entity)?.labels;
    return labels?.[language] ?? labels?.["en"] ?? entity;
  }
}

/** The slug of an entity's IRI. */
export function slug(full: string): string {
  return full.startsWith(iri("e:")) ? full.slice(iri("e:").length) : local(full);
}

/** The date to order a claim by: when it held, else when it was said. */
export function dateOf(link: Link): string {
  return link.at || link.from || link.issued;
}
