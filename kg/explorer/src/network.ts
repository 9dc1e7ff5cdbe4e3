/** The picture: sigma draws what is in view; everything out of focus is faded, never hidden. */

import { MultiDirectedGraph } from "graphology";
import Sigma from "sigma";
import type { Settings } from "sigma/settings";
import type { App } from "./app.ts";
import { byId } from "./app.ts";
import type { Language, Link } from "./knowledge.ts";
import { LaneProgram, type LaneData } from "./lanes.ts";
import { drawLabels, type Named } from "./labels.ts";
import { shapeNumber, ShapeProgram, type ShapeData } from "./shapes.ts";
import { dollars } from "./view.ts";

interface NodeFacts {
  x: number;
  y: number;
  size: number;
  label: string;
  second: string;
  shape: number;
  color: string;
  weight: number;
}

/** One arrow: the claims of one relation between two entities. */
interface EdgeFacts {
  relation: readonly [string, string, string];
  links: readonly Link[];
  color: string;
  lane: number;
  sum: number;
}

export interface Palette {
  readonly dark: boolean;
  readonly background: string;
  readonly text: string;
  readonly faint: string;
}

/** Colours are mixed here: the renderer's own transparency comes out too light. */
function mixed(color: string, background: string, part: number): string {
  const parts = (hex: string): number[] => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  const [a, b] = [parts(color), parts(background)];
  return `#${a.map((value, i) => Math.round(value * part + b[i]! * (1 - part)).toString(16).padStart(2, "0")).join("")}`;
}

export class Network {
  readonly graph = new MultiDirectedGraph<NodeFacts, EdgeFacts>();
  private sigma: Sigma<NodeFacts, EdgeFacts> | undefined;
  private hovered = "";
  private near = new Set<string>();
  private litPairs = new Set<string>();

  constructor(private readonly app: App, private palette: Palette) {}

  /** Whether there is a picture; without WebGL there is none, and the page says so. */
  get drawn(): boolean {
    return this.sigma !== undefined;
  }

  /** Draw what is in view, from scratch. */
  redraw(): void {
    this.fill();
    this.highlight();
    if (!this.sigma) this.start();
    this.sigma?.setCustomBBox(this.app.store.state.drawn === null ? this.frame() : null);
    this.sigma?.refresh();
  }

  /** The whole graph's frame, so that the picture does not jump when filters or the clock take out what lies at its rim. */
  private frame(): { x: [number, number]; y: [number, number] } | null {
    const places = Object.values(this.app.positions);
    if (places.length < 2) return null;
    const ends = (values: number[]): [number, number] => [Math.min(...values), Math.max(...values)];
    return { x: ends(places.map(([x]) => x)), y: ends(places.map(([, y]) => -y)) };
  }

  /** Colours and labels anew, of the same nodes and edges. */
  refresh(palette = this.palette): void {
    this.palette = palette;
    this.graph.forEachNode((slug, facts) => this.graph.mergeNodeAttributes(slug, { ...this.words(slug), color: this.colorOf(facts, slug) }));
    this.graph.forEachEdge((edge, facts) => this.graph.setEdgeAttribute(edge, "color", this.edgeColor(facts.links[0]!.family)));
    this.highlight();
    this.sigma?.refresh();
  }

  private words(slug: string): { label: string; second: string } {
    const labels = this.app.knowledge.entities.get(slug)?.labels ?? {};
    const [first, other]: Language[] = this.app.language === "en" ? ["en", "zh-Hant"] : ["zh-Hant", "en"];
    const label = labels[first!] ?? labels["en"] ?? slug;
    const second = labels[other!] ?? "";
    return { label, second: second === label ? "" : second };
  }

  private colorOf(_facts: unknown, slug: string): string {
    const look = this.app.knowledge.look(this.app.knowledge.entities.get(slug)?.type ?? "");
    return this.palette.dark ? look.colorDark : look.color;
  }

  private edgeColor(family: string): string {
    const term = this.app.knowledge.terms.get(family);
    return (this.palette.dark ? term?.colorDark : term?.color) || this.palette.faint;
  }

  private fill(): void {
    const { view, positions, knowledge } = this.app;
    this.graph.clear();
    const strangers = [...view.entities].filter((slug) => !positions[slug]).sort();
    for (const slug of view.entities) {
      const entity = knowledge.entities.get(slug)!;
      const ring = strangers.indexOf(slug);
      const [x, y] = positions[slug] ?? [Math.cos(ring * 2.4) * (900 + ring * 9), Math.sin(ring * 2.4) * (900 + ring * 9)];
      this.graph.addNode(slug, {
        x, y: -y, size: Math.min(17, 2.2 + Math.sqrt(entity.weight) * 0.66), weight: entity.weight,
        shape: shapeNumber(knowledge.look(entity.type).shape), color: this.colorOf(null, slug), ...this.words(slug),
      });
    }
    const arrows = new Map<string, Link[]>();
    for (const link of view.links) {
      const key = `${link.subject} ${link.predicate} ${link.object}`;
      arrows.set(key, [...(arrows.get(key) ?? []), link]);
    }
    const pairs = new Map<string, string[]>();
    for (const key of arrows.keys()) {
      const [a, , b] = key.split(" ") as [string, string, string];
      const pair = [a, b].sort().join(" ");
      pairs.set(pair, [...(pairs.get(pair) ?? []), key]);
    }
    for (const keys of pairs.values()) {
      keys.sort().forEach((key, i) => {
        const relation = key.split(" ") as [string, string, string];
        const links = arrows.get(key)!;
        const lane = (i - (keys.length - 1) / 2) * (relation[0] < relation[2] ? 1 : -1);
        this.graph.addEdgeWithKey(key, relation[0], relation[2], {
          relation, links, lane, color: this.edgeColor(links[0]!.family), sum: Math.max(...links.map(dollars)),
        });
      });
    }
  }

  private start(): void {
    try {
      this.sigma = new Sigma(this.graph, byId("network"), this.settings());
    } catch {
      this.app.say(this.app.language === "en" ? "This browser draws no WebGL; search, evidence and SPARQL work all the same." : "此瀏覽器無法使用 WebGL 繪圖;搜尋、證據與 SPARQL 仍可使用。");
      return;
    }
    const { sigma } = this;
    const { store } = this.app;
    const camera = store.state.camera;
    if (camera) sigma.getCamera().setState(camera);
    sigma.on("clickNode", ({ node, event }) => (event.original as MouseEvent).shiftKey ? this.app.expand(node) : this.app.focus(node));
    sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => { preventSigmaDefault(); this.app.expand(node); });
    sigma.on("clickEdge", ({ edge }) => store.set({ relation: this.graph.getEdgeAttribute(edge, "relation"), tab: "evidence" }));
    sigma.on("clickStage", () => store.set({ focus: "", relation: null, lit: [], answered: [] }));
    sigma.on("enterNode", ({ node }) => this.hover(node));
    sigma.on("leaveNode", () => this.hover(""));
    sigma.on("afterRender", () => this.drawLabels());
    this.drawLabels();
    sigma.getCamera().on("updated", ({ x, y, ratio }) => {
      const whole = Math.abs(x - 0.5) < 1e-3 && Math.abs(y - 0.5) < 1e-3 && Math.abs(ratio - 1) < 1e-3;
      const now = store.state.camera;
      if (whole ? now : !now || Math.abs(now.x - x) + Math.abs(now.y - y) + Math.abs(now.ratio - ratio) > 1e-4) store.set({ camera: whole ? null : { x, y, ratio } });
    });
  }

  private settings(): Partial<Settings<NodeFacts, EdgeFacts>> {
    return {
      nodeProgramClasses: { shape: ShapeProgram as never },
      edgeProgramClasses: { lane: LaneProgram as never },
      defaultNodeType: "shape",
      defaultEdgeType: "lane",
      enableEdgeEvents: true,
      hideEdgesOnMove: isSoftware() && this.graph.size > 1500,
      renderLabels: false,
      zIndex: true,
      minCameraRatio: 0.02,
      maxCameraRatio: 3,
      stagePadding: 48,
      zoomToSizeRatioFunction: (ratio) => Math.max(0.35, Math.sqrt(ratio)),
      nodeReducer: (slug, data) => this.nodeLook(slug, data),
      edgeReducer: (edge, data) => this.edgeLook(edge, data),
      defaultDrawNodeHover: () => undefined,
    };
  }

  // ---- what is lit ----

  private hover(slug: string): void {
    this.hovered = slug;
    byId("network").style.cursor = slug ? "pointer" : "";
    this.highlight();
    this.sigma?.refresh({ skipIndexation: true });
  }

  /** Which nodes and edges are lit: a path or ring, a relation, an answer, or what is around the entity in focus. */
  highlight(): void {
    const { focus, relation, lit, answered } = this.app.store.state;
    this.near = new Set();
    this.litPairs = new Set();
    if (lit.length > 1) {
      lit.forEach((slug, i) => {
        this.near.add(slug);
        const next = lit[i + 1];
        if (next) this.litPairs.add([slug, next].sort().join(" "));
      });
    } else if (relation) [relation[0], relation[2]].forEach((slug) => this.near.add(slug));
    else if (answered.length > 0) answered.forEach((slug) => this.near.add(slug));
    const center = this.hovered || (lit.length > 1 || relation ? "" : focus);
    if (center && this.graph.hasNode(center)) {
      this.near.add(center);
      this.graph.forEachNeighbor(center, (slug) => void this.near.add(slug));
    }
  }

  private isLitEdge(edge: string, facts: EdgeFacts): boolean {
    const { relation, lit, focus, answered } = this.app.store.state;
    const [a, , b] = facts.relation;
    if (lit.length > 1) return this.litPairs.has([a, b].sort().join(" "));
    if (relation && !this.hovered) return edge === relation.join(" ");
    const center = this.hovered || focus;
    if (center) return a === center || b === center;
    return answered.length > 0 && this.near.has(a) && this.near.has(b);
  }

  private nodeLook(slug: string, data: NodeFacts): Partial<ShapeData> & { second?: string } {
    const isFaded = this.near.size > 0 && !this.near.has(slug);
    const isCenter = slug === this.app.store.state.focus || slug === this.hovered;
    const { background, text } = this.palette;
    if (isFaded) return { ...data, color: mixed(data.color, background, 0.16), border: background, zIndex: 0 } as never;
    return { ...data, border: isCenter ? text : background, size: isCenter ? data.size * 1.25 : data.size, zIndex: isCenter ? 3 : 2 } as never;
  }

  private edgeLook(edge: string, data: EdgeFacts): Partial<LaneData> {
    const { background } = this.palette;
    const { money } = this.app.store.state;
    const wide = data.sum > 0 ? Math.min(9, 0.8 + Math.sqrt(data.sum / 1e9) * 0.35) : 0.8;
    const size = money ? wide : Math.min(wide, 2.2);
    if (this.near.size > 0) {
      return this.isLitEdge(edge, data)
        ? { ...data, size: Math.max(1.6, size), zIndex: 2 }
        : { ...data, size: 0.6, color: mixed(data.color, background, 0.07), zIndex: 0 };
    }
    if (money && data.sum === 0) return { ...data, size: 0.5, color: mixed(data.color, background, 0.1), zIndex: 0 };
    const crowd = this.graph.size > 600 ? 0.3 : 0.55;
    return { ...data, size, color: mixed(data.color, background, money ? 0.85 : crowd), zIndex: 1 };
  }

  /** The names of what is lit, or of all; see `labels.ts`. */
  private drawLabels(): void {
    const { sigma } = this;
    if (!sigma) return;
    const nodes: Named[] = [];
    const few = this.near.size > 0 && this.near.size < 60;
    this.graph.forEachNode((slug, { label, second, weight }) => {
      const place = sigma.getNodeDisplayData(slug);
      const isLit = this.near.size === 0 || this.near.has(slug);
      if (!place || !isLit) return;
      const { x, y } = sigma.framedGraphToViewport(place);
      nodes.push({ x, y, size: sigma.scaleSize(place.size), label, second, weight, forced: few || slug === this.hovered || slug === this.app.store.state.focus });
    });
    const context = sigma.getCanvases()["labels"]?.getContext("2d");
    const { text, faint, background } = this.palette;
    if (context) drawLabels(context, nodes, { text, quiet: faint, halo: background }, sigma.getDimensions());
  }

  // ---- where one looks ----

  /** Move to an entity, close enough to read its neighbours. */
  goTo(slug: string): void {
    const place = this.sigma?.getNodeDisplayData(slug);
    if (place) void this.sigma?.getCamera().animate({ x: place.x, y: place.y, ratio: 0.35 }, { duration: calm() ? 0 : 350 });
  }

  /** Show all that is drawn. */
  fit(): void {
    void this.sigma?.getCamera().animate({ x: 0.5, y: 0.5, ratio: 1, angle: 0 }, { duration: calm() ? 0 : 300 });
  }

  zoom(factor: number): void {
    const camera = this.sigma?.getCamera();
    void camera?.animate({ ratio: camera.ratio * factor }, { duration: calm() ? 0 : 150 });
  }

  /** The canvases of the picture, lowest first, for saving it. */
  canvases(): HTMLCanvasElement[] {
    return this.sigma ? ["edges", "nodes", "edgeLabels", "labels", "hoverNodes", "hovers"].map((name) => this.sigma!.getCanvases()[name]!).filter(Boolean) : [];
  }

  get renderer(): Sigma<NodeFacts, EdgeFacts> | undefined {
    return this.sigma;
  }
}

/** Whether the reader asked for less motion. */
function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Whether WebGL is drawn by the processor, which is too slow for thousands of moving lines. */
function isSoftware(): boolean {
  const gl = document.createElement("canvas").getContext("webgl");
  const info = gl?.getExtension("WEBGL_debug_renderer_info");
  return info ? /swiftshader|llvmpipe|software/i.test(String(gl!.getParameter(info.UNMASKED_RENDERER_WEBGL))) : false;
}
