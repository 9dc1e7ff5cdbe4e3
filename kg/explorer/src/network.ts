/** The picture: sigma draws what is in view; everything out of focus is faded, never hidden. */

import Sigma from "sigma";
import type { Settings } from "sigma/settings";
import type { App } from "./app.ts";
import { byId } from "./app.ts";
import { Gaze } from "./gaze.ts";
import { Arranger } from "./arrange.ts";
import type { Language } from "./knowledge.ts";
import { DASHES, LaneProgram, type LaneData } from "./lanes.ts";
import { drawLabels, shortened, type Named } from "./labels.ts";
import { Scene, type EdgeFacts, type Frame, type NodeFacts } from "./scene.ts";
import { ShapeProgram, type ShapeData } from "./shapes.ts";

export interface Palette {
  readonly dark: boolean;
  readonly background: string;
  readonly text: string;
  readonly faint: string;
}

/** How much there is to draw: a few things are drawn large and apart, many small and faint, or they would make one grey. */
interface Density {
  readonly node: number;
  readonly lane: number;
  readonly ink: number;
}

function densityOf(nodes: number, edges: number): Density {
  return nodes < 40 ? DENSITIES[0]! : nodes < 150 ? DENSITIES[1]! : edges < 600 ? DENSITIES[2]! : DENSITIES[3]!;
}

const DENSITIES: readonly Density[] = [
  { node: 1.6, lane: 2.4, ink: 0.8 }, { node: 1.3, lane: 1.6, ink: 0.65 }, { node: 1, lane: 1, ink: 0.55 }, { node: 1, lane: 1, ink: 0.3 },
];
/** So few are all named, even where names overlap. */
const FEW = 12;

/** Colours are mixed here: the renderer's own transparency comes out too light. */
function mixed(color: string, background: string, part: number): string {
  const parts = (hex: string): number[] => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  const [a, b] = [parts(color), parts(background)];
  return `#${a.map((value, i) => Math.round(value * part + b[i]! * (1 - part)).toString(16).padStart(2, "0")).join("")}`;
}

export class Network {
  readonly scene: Scene;
  private readonly arranger: Arranger;
  private sigma: Sigma<NodeFacts, EdgeFacts> | undefined;
  /** Where the reader looks; nowhere without a picture. */
  gaze: Gaze | undefined;
  private hasFailed = false;
  /** Whether all colours are others than those on the screen. */
  private isStale = false;
  private hovered = "";
  private near: ReadonlySet<string> = new Set();
  private litPairs = new Set<string>();
  private density = DENSITIES[0]!;
  /** How large nodes are drawn: by how many there are, and by the room for them. */
  private scale = 1;
  private readonly isSoftware = isSoftware();
  /** Whether arrows are left out while the camera moves. */
  private isSlow = false;
  private box: Frame | null = null;
  /** Colours by what they are for: there are a few dozen, asked for thousands of times a frame. */
  private readonly colors = new Map<string, string>();

  constructor(private readonly app: App, private palette: Palette) {
    this.scene = new Scene(app.positions);
    this.arranger = new Arranger(this.scene, (isDone) => this.moved(isDone));
  }

  get graph(): Scene["graph"] {
    return this.scene.graph;
  }

  /** Draw a graph from scratch: the first, or another than before. */
  fill(): void {
    this.colors.clear();
    this.scene.fill(this.app.knowledge);
    this.arranger.forget();
    this.show(true);
  }

  /** Draw what is in view now; `isOther` if the graph is another than before. */
  show(isOther = false): void {
    const changed = this.scene.show(this.app.view);
    const wasLit = this.near.size > 0;
    this.highlight();
    const density = densityOf(this.scene.nodes.size, this.scene.edges.size);
    const isSlow = this.isSoftware && this.scene.edges.size > 1500;
    const isWhole = isOther || this.isStale || isSlow !== this.isSlow || !this.sigma || wasLit || this.near.size > 0 || density !== this.density;
    this.density = density;
    this.isStale = false;
    this.arrange();
    if (!this.sigma && !this.hasFailed) this.start();
    if (isSlow !== this.isSlow) this.sigma?.setSetting("hideEdgesOnMove", isSlow);
    this.isSlow = isSlow;
    if (this.frame() || isWhole) this.sigma?.refresh();
    else this.sigma?.refresh({ partialGraph: changed, skipIndexation: true });
  }

  /** Other colours, from the next time that something is drawn. */
  paint(palette: Palette): void {
    this.palette = palette;
    this.isStale = true;
    this.colors.clear();
  }

  /** Colours, names and what is lit anew, of the same nodes and edges. */
  refresh(): void {
    this.highlight();
    this.sigma?.refresh();
  }

  /** A part of the graph is laid out by itself, and whatever is in view if the reader wants that; the whole has its places. */
  private arrange(): void {
    const { state } = this.app.store;
    if (state.arranged) this.arranger.arrange(this.scene.nodes, this.scene.edges.keys());
    else if (state.drawn === null) this.arranger.home();
    else {
      // By all that connects them, whatever the filters and the clock let through: so the picture stays as they move.
      const drawn = state.drawn.filter((slug) => this.graph.hasNode(slug));
      const within = new Set(drawn);
      this.arranger.arrange(drawn, this.graph.filterEdges((_edge, _facts, a, b) => within.has(a) && within.has(b)));
    }
  }

  /** A layout is under way, or at its end. */
  private moved(isDone: boolean): void {
    this.frame();
    if (isDone) this.sigma?.once("afterRender", () => setTimeout(() => this.gaze?.arrived()));
  }

  /**
   * The frame of the picture: the whole graph's, so that it does not jump when filters or the clock take out what lies at
   * its rim; or that of the part that was laid out by itself.
   *
   * @returns whether it is another than before
   */
  private frame(): boolean {
    const { drawn, arranged } = this.app.store.state;
    const part = arranged ? this.scene.nodes : drawn?.filter((slug) => this.graph.hasNode(slug));
    const box = fitted(part ? this.scene.frame(part) : this.scene.whole);
    const stage = byId("network");
    this.scale = this.density.node * Math.max(0.6, Math.min(1, Math.sqrt((stage.clientWidth * stage.clientHeight) / 600_000)));
    const isOther = JSON.stringify(box) !== JSON.stringify(this.box);
    this.box = box;
    if (isOther) this.sigma?.setCustomBBox(box);
    return isOther;
  }

  private words(slug: string): { label: string; second: string } {
    const labels = this.app.knowledge.entities.get(slug)?.labels ?? {};
    const [first, other]: Language[] = this.app.language === "en" ? ["en", "zh-Hant"] : ["zh-Hant", "en"];
    const label = shortened(labels[first!] ?? labels["en"] ?? slug);
    const second = shortened(labels[other!] ?? "");
    return { label, second: second === label ? "" : second };
  }

  private color(key: string, make: () => string): string {
    let found = this.colors.get(key);
    if (found === undefined) this.colors.set(key, (found = make()));
    return found;
  }

  private typeColor(type: string): string {
    return this.color(`type ${type}`, () => {
      const look = this.app.knowledge.look(type);
      return this.palette.dark ? look.colorDark : look.color;
    });
  }

  private familyColor(family: string): string {
    return this.color(`family ${family}`, () => {
      const term = this.app.knowledge.terms.get(family);
      return (this.palette.dark ? term?.colorDark : term?.color) || this.palette.faint;
    });
  }

  private faded(color: string, part: number): string {
    return this.color(`${color} ${part}`, () => mixed(color, this.palette.background, part));
  }

  private start(): void {
    try {
      this.sigma = new Sigma(this.graph, byId("network"), this.settings());
    } catch {
      this.hasFailed = true;
      this.app.say(this.app.language === "en" ? "This browser draws no WebGL; search, evidence and SPARQL work all the same." : "此瀏覽器無法使用 WebGL 繪圖；搜尋、證據與 SPARQL 仍可使用。");
      return;
    }
    const { sigma } = this;
    const { store } = this.app;
    sigma.setCustomBBox(this.box);
    this.gaze = new Gaze(sigma as never, store);
    sigma.on("resize", () => this.frame() && setTimeout(() => sigma.refresh()));
    sigma.on("clickNode", ({ node, event }) => (event.original as MouseEvent).shiftKey ? this.app.expand(node) : this.app.focus(node));
    sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => { preventSigmaDefault(); this.app.expand(node); });
    sigma.on("clickEdge", ({ edge }) => store.set({ relation: this.graph.getEdgeAttribute(edge, "relation"), tab: "evidence" }));
    sigma.on("clickStage", () => store.set({ focus: "", relation: null, lit: [], answered: [] }));
    sigma.on("enterNode", ({ node }) => this.hover(node));
    sigma.on("leaveNode", () => this.hover(""));
    sigma.on("afterRender", () => this.drawLabels());
    this.drawLabels();
  }

  private settings(): Partial<Settings<NodeFacts, EdgeFacts>> {
    return {
      nodeProgramClasses: { shape: ShapeProgram as never },
      edgeProgramClasses: { lane: LaneProgram as never },
      defaultNodeType: "shape",
      defaultEdgeType: "lane",
      enableEdgeEvents: true,
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
    this.sigma?.refresh();
  }

  /** Which nodes and edges are lit: a path or ring, a relation, an answer, or what is around the entity in focus. */
  highlight(): void {
    const { focus, relation, lit, answered } = this.app.store.state;
    const near = new Set<string>();
    this.near = near;
    this.litPairs = new Set();
    if (lit.length > 1) {
      lit.forEach((slug, i) => {
        near.add(slug);
        const next = lit[i + 1];
        if (next) this.litPairs.add([slug, next].sort().join(" "));
      });
    } else if (relation && this.scene.edges.has(relation.join(" "))) near.add(relation[0]).add(relation[2]);
    else answered.forEach((slug) => near.add(slug));
    for (const slug of near) if (!this.scene.nodes.has(slug)) near.delete(slug); // what is not in view dims nothing
    const center = this.hovered || (lit.length > 1 || relation ? "" : focus);
    if (!this.scene.nodes.has(center)) return;
    near.add(center);
    for (const slug of this.scene.neighbors(center)) near.add(slug);
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

  private nodeLook(slug: string, data: NodeFacts): Partial<ShapeData> {
    if (!this.scene.nodes.has(slug)) return { ...data, hidden: true };
    const { background, text } = this.palette;
    const color = this.typeColor(this.app.knowledge.entities.get(slug)?.type ?? "");
    if (this.near.size > 0 && !this.near.has(slug)) {
      const pale = this.faded(color, 0.16);
      return { ...data, color: pale, border: pale, size: data.size * this.scale * 0.7, zIndex: 0 }; // small, for it lies over the arrows that are lit
    }
    const isCenter = slug === this.app.store.state.focus || slug === this.hovered;
    return { ...data, color, border: isCenter ? text : background, size: data.size * this.scale * (isCenter ? 1.25 : 1), zIndex: isCenter ? 3 : 2 };
  }

  private edgeLook(edge: string, data: EdgeFacts): Partial<LaneData> {
    const shown = this.scene.edges.get(edge);
    if (!shown) return { ...data, hidden: true };
    const { money } = this.app.store.state;
    const color = this.familyColor(data.family);
    const wide = shown.sum > 0 ? Math.min(9, 0.8 + Math.sqrt(shown.sum / 1e9) * 0.35) : 0.8;
    const size = money ? wide : Math.min(wide, 2.2);
    const look = { ...data, lane: data.lane * this.density.lane, dash: DASHES[shown.firmness] };
    if (this.near.size > 0) {
      return this.isLitEdge(edge, data)
        ? { ...look, color, size: Math.max(1.6, size), zIndex: 2 }
        : { ...look, size: 0.6, color: this.faded(color, 0.07), zIndex: 0 };
    }
    if (money && shown.sum === 0) return { ...look, size: 0.5, color: this.faded(color, 0.1), zIndex: 0 };
    return { ...look, size, color: this.faded(color, money ? 0.85 : this.density.ink), zIndex: 1 };
  }

  /** The names of what is lit, or of all; see `labels.ts`. */
  private drawLabels(): void {
    const { sigma } = this;
    if (!sigma) return;
    const context = sigma.getCanvases()["labels"]?.getContext("2d");
    const { text, faint, background } = this.palette;
    if (context) drawLabels(context, this.named(), { text, quiet: faint, halo: background }, sigma.getDimensions());
  }

  /** What is to be named, and where it stands on the screen now. */
  named(): Named[] {
    const { sigma, near } = this;
    if (!sigma) return [];
    const few = near.size > 0 && near.size <= FEW;
    const found: Named[] = [];
    for (const slug of this.scene.nodes) {
      const place = sigma.getNodeDisplayData(slug);
      if (!place || (near.size > 0 && !near.has(slug))) continue;
      const { weight } = this.graph.getNodeAttributes(slug);
      const forced = few || slug === this.hovered || slug === this.app.store.state.focus;
      found.push({ ...sigma.framedGraphToViewport(place), size: sigma.scaleSize(place.size), ...this.words(slug), weight, forced });
    }
    return found;
  }

  /**
   * The entity in view that is next in a direction on the screen, or the weightiest of all where none is in focus.
   *
   * What lies aside counts twice its distance, and beyond 45 degrees not at all.
   */
  next(slug: string, [dx, dy]: readonly [number, number]): string {
    const { sigma, scene } = this;
    const at = (one: string): { x: number; y: number } => sigma!.framedGraphToViewport(sigma!.getNodeDisplayData(one)!);
    const others = [...scene.nodes].filter((one) => one !== slug);
    if (!sigma || others.length === 0) return "";
    if (!scene.nodes.has(slug)) return others.reduce((a, b) => (this.graph.getNodeAttribute(b, "weight") > this.graph.getNodeAttribute(a, "weight") ? b : a));
    const from = at(slug);
    let [nearest, found] = [Infinity, ""];
    for (const other of others) {
      const to = at(other);
      const ahead = (to.x - from.x) * dx + (to.y - from.y) * dy;
      const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
      if (ahead <= 0 || aside > ahead || ahead + 2 * aside >= nearest) continue;
      [nearest, found] = [ahead + 2 * aside, other];
    }
    return found;
  }

  get renderer(): Sigma<NodeFacts, EdgeFacts> | undefined {
    return this.sigma;
  }
}

/** A frame widened so that what it holds lies free of what stands over the stage: the legend above, the timeline below. */
function fitted(box: Frame | null): Frame | null {
  const stage = byId("network");
  const [width, height] = [stage.clientWidth, stage.clientHeight];
  const style = getComputedStyle(stage);
  const [top, bottom] = [parseFloat(style.getPropertyValue("--inset-top")) || 0, parseFloat(style.getPropertyValue("--inset-bottom")) || 0];
  const free = height - top - bottom;
  if (!box || free < 50 || width < 50) return box;
  const [left, right] = box.x;
  const [low, high] = box.y;
  const scale = Math.min(width / Math.max(1e-6, right - left), free / Math.max(1e-6, high - low));
  const [x, y] = [(left + right) / 2, (low + high) / 2 + (top + free / 2 - height / 2) / scale];
  return { x: [x - width / scale / 2, x + width / scale / 2], y: [y - height / scale / 2, y + height / scale / 2] };
}

/** Whether WebGL is drawn by the processor, which is too slow for thousands of moving lines. */
function isSoftware(): boolean {
  const gl = document.createElement("canvas").getContext("webgl");
  const info = gl?.getExtension("WEBGL_debug_renderer_info");
  return info ? /swiftshader|llvmpipe|software/i.test(String(gl!.getParameter(info.UNMASKED_RENDERER_WEBGL))) : false;
}
