/**
 * What there is to draw, and what of it is in view.
 *
 * Everything that the page knows is in the renderer's graph from the beginning; what is not in view is hidden there. A step
 * of the timeline so changes a few hundred flags instead of building the graph anew.
 */

import { MultiDirectedGraph } from "graphology";
import type { Knowledge, Link } from "./knowledge.ts";
import { pushed } from "./lists.ts";
import { shapeNumber } from "./shapes.ts";
import { dollars, NOT_YET, type View } from "./view.ts";

export interface NodeFacts {
  x: number;
  y: number;
  size: number;
  shape: number;
  weight: number;
}

/** One arrow: the claims of one relation between two entities. */
export interface EdgeFacts {
  relation: readonly [string, string, string];
  family: string;
  lane: number;
}

/** How sure an arrow is: something done, a plan or rumour, or refuted. */
export type Firmness = "firm" | "planned" | "refuted";

/** What is in view of an arrow. */
export interface Shown {
  readonly links: readonly Link[];
  /** The largest sum among them, in about dollars. */
  readonly sum: number;
  readonly firmness: Firmness;
}

export type Place = readonly [x: number, y: number];

export interface Frame {
  readonly x: [number, number];
  readonly y: [number, number];
}

function shownOf(links: readonly Link[]): Shown {
  const standing = links.filter(({ status }) => status !== "Refuted");
  const firmness = standing.length === 0 ? "refuted" : standing.every(({ stage }) => NOT_YET.includes(stage)) ? "planned" : "firm";
  return { links, sum: Math.max(0, ...links.map(dollars)), firmness };
}

function alike(a: Shown | undefined, b: Shown): boolean {
  return a !== undefined && a.links.length === b.links.length && a.links.every((link, i) => link === b.links[i]);
}

export class Scene {
  readonly graph = new MultiDirectedGraph<NodeFacts, EdgeFacts>();
  nodes: ReadonlySet<string> = new Set();
  edges: ReadonlyMap<string, Shown> = new Map();
  /** The frame around all that is connected with anything, where it stands at the beginning. */
  whole: Frame | null = null;
  /** Where everything stands that was not arranged anew. */
  private readonly home = new Map<string, Place>();

  constructor(private readonly places: Readonly<Record<string, Place>>) {}

  /** All entities and relations of a graph; none is in view until `show`. */
  fill(knowledge: Knowledge): void {
    const { graph } = this;
    graph.clear();
    [this.nodes, this.edges] = [new Set(), new Map()];
    for (const [slug, entity] of knowledge.entities) {
      const [x, y] = this.places[slug] ?? [0, 0];
      graph.addNode(slug, {
        x, y: -y, size: Math.min(17, 2.2 + Math.sqrt(entity.weight) * 0.66), weight: entity.weight,
        shape: shapeNumber(knowledge.look(entity.type).shape),
      });
    }
    const pairs = new Map<string, Map<string, Link>>();
    for (const link of knowledge.links) {
      if (link.subject === link.object) continue;
      const pair = link.subject < link.object ? `${link.subject} ${link.object}` : `${link.object} ${link.subject}`;
      const arrows = pairs.get(pair) ?? new Map<string, Link>();
      pairs.set(pair, arrows.set(link.arrow, link));
    }
    for (const arrows of pairs.values()) {
      [...arrows].sort(([a], [b]) => (a < b ? -1 : 1)).forEach(([key, { subject, predicate, object, family }], i) => {
        const lane = (i - (arrows.size - 1) / 2) * (subject < object ? 1 : -1);
        graph.addEdgeWithKey(key, subject, object, { relation: [subject, predicate, object], family, lane });
      });
    }
    this.settle(knowledge);
  }

  /** A place for whoever has none: in the middle of its neighbours, a little aside, or on a spiral around the picture. */
  private settle(knowledge: Knowledge): void {
    const strangers = [...knowledge.entities.keys()].filter((slug) => !this.places[slug] && this.graph.degree(slug) > 0).sort();
    strangers.forEach((slug, i) => {
      const known = this.graph.neighbors(slug).filter((other) => this.places[other]);
      const far = known.length > 0 ? 60 + (i % 7) * 9 : 900 + i * 9;
      const middle = (axis: "x" | "y"): number => known.reduce((sum, other) => sum + this.graph.getNodeAttribute(other, axis), 0) / Math.max(1, known.length);
      this.graph.mergeNodeAttributes(slug, { x: middle("x") + Math.cos(i * 2.4) * far, y: middle("y") + Math.sin(i * 2.4) * far });
    });
    this.home.clear();
    this.graph.forEachNode((slug, { x, y }) => this.home.set(slug, [x, y]));
    this.whole = this.frame(this.graph.filterNodes((slug) => this.graph.degree(slug) > 0));
  }

  /** Move nodes; all others go where they were at the beginning. */
  place(places: ReadonlyMap<string, Place>): void {
    this.graph.updateEachNodeAttributes(
      (slug, facts) => {
        const [x, y] = places.get(slug) ?? this.home.get(slug)!;
        return { ...facts, x, y };
      },
      { attributes: ["x", "y"] },
    );
  }

  /** Where a node stands as long as nothing is arranged anew. */
  homeOf(slug: string): Place {
    return this.home.get(slug) ?? [0, 0];
  }

  /**
   * Take what is in view into the picture, and the rest out.
   *
   * @returns the nodes and arrows that look another way than before
   */
  show(view: View): { nodes: string[]; edges: string[] } {
    const links = new Map<string, Link[]>();
    for (const link of view.links) pushed(links, link.arrow, link);
    const edges = new Map<string, Shown>();
    const changed: { nodes: string[]; edges: string[] } = { nodes: [], edges: [] };
    for (const [key, claims] of links) {
      const [before, now] = [this.edges.get(key), shownOf(claims)];
      edges.set(key, now);
      if (!alike(before, now)) changed.edges.push(key);
    }
    for (const key of this.edges.keys()) if (!edges.has(key)) changed.edges.push(key);
    for (const slug of view.entities) if (!this.nodes.has(slug)) changed.nodes.push(slug);
    for (const slug of this.nodes) if (!view.entities.has(slug)) changed.nodes.push(slug);
    [this.nodes, this.edges] = [view.entities, edges];
    return changed;
  }

  /** The frame around given nodes, with some air around a single one; nothing for none. */
  frame(slugs: Iterable<string>): Frame | null {
    let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const slug of slugs) {
      const { x, y } = this.graph.getNodeAttributes(slug);
      [left, right, low, high] = [Math.min(left, x), Math.max(right, x), Math.min(low, y), Math.max(high, y)];
    }
    if (left > right) return null;
    const air = right - left + high - low > 0 ? 0 : 100;
    return { x: [left - air, right + air], y: [low - air, high + air] };
  }

  /** Those whom an arrow in view connects with an entity. */
  neighbors(slug: string): Set<string> {
    const found = new Set<string>();
    if (this.graph.hasNode(slug)) this.graph.forEachEdge(slug, (edge, _facts, a, b) => void (this.edges.has(edge) && found.add(a === slug ? b : a)));
    return found;
  }
}
