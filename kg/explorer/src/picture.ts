/**
 * The picture as it stands, to take away: shapes, arrows and names as SVG, with a legend; a PNG is drawn from that.
 *
 * The canvases of the screen have the screen's resolution and lose their content between frames; positions and looks are
 * read from the renderer instead, and everything is drawn once more as vectors.
 */

import { styleColor } from "./app.ts";
import { compare } from "./claim.ts";
import { shown } from "./evidenceWords.ts";
import { typeGroups } from "./groups.ts";
import { drawLabels, FONT } from "./labels.ts";
import { LANE, PATTERNS, type LaneData } from "./lanes.ts";
import type { Made } from "./parts.ts";
import { grouped } from "./phrases.ts";
import { SHAPES, type ShapeData } from "./shapes.ts";
import { dayLabel } from "./timeline.ts";
import { word } from "./words.ts";

const MARGIN = 18;
const ROW = 24;

interface Ink {
  readonly page: string;
  readonly stage: string;
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly dark: boolean;
}

function ink(): Ink {
  return { page: styleColor("--page"), stage: styleColor("--stage"), text: styleColor("--text"), quiet: styleColor("--quiet"), line: styleColor("--line"), dark: document.documentElement.dataset["theme"] === "dark" };
}

// ---- SVG as text ----

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return shown(text).replace(/[&<>"]/g, (sign) => ENTITIES[sign]!);
}

function tag(name: string, attributes: Readonly<Record<string, string | number>>, content = ""): string {
  const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${typeof value === "number" ? round(value) : escaped(value)}"`).join("");
  return content ? `<${name}${said}>${content}</${name}>` : `<${name}${said}/>`;
}

function round(number: number): string {
  return String(Math.round(number * 10) / 10);
}

function points(corners: readonly (readonly [number, number])[]): string {
  return corners.map(([x, y]) => `${round(x)},${round(y)}`).join(" ");
}

// ---- nodes and arrows ----

/** Corners at equal angles, the first at the top (or turned); with `inner`, those of a star. */
function polygon(count: number, radius: number, turn = 0, inner = radius): (readonly [number, number])[] {
  const steps = inner === radius ? count : count * 2;
  return Array.from({ length: steps }, (_, i) => {
    const [angle, far] = [turn + (i * 2 * Math.PI) / steps, i % 2 === 1 ? inner : radius];
    return [far * Math.sin(angle), -far * Math.cos(angle)] as const;
  });
}

/** The shapes that `shapes.ts` draws, for a node of size 1. */
const OUTLINES: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  square: polygon(4, 1.16, Math.PI / 4), diamond: polygon(4, 1.13), hexagon: polygon(6, 0.99, Math.PI / 6),
  triangle: polygon(3, 1.24).map(([x, y]) => [x, y + 0.18] as const), triangleDown: polygon(3, 1.24, Math.PI).map(([x, y]) => [x, y - 0.18] as const),
  star: polygon(5, 0.84, 0, 0.5),
};

/** A shape of that size, the border inside it as the shader has it. */
function mark(shape: string, x: number, y: number, whole: number, fill: string, border: string): string {
  const width = Math.min(Math.max(1.5, whole * 0.06), whole * 0.3);
  const size = whole - width * 0.6;
  const look = { fill, stroke: border, "stroke-width": width, "stroke-linejoin": "round" };
  const outline = Object.hasOwn(OUTLINES, shape) ? OUTLINES[shape] : undefined;
  if (!outline) return tag("circle", { cx: x, cy: y, r: size * 0.92, ...look });
  return tag("polygon", { points: points(outline.map(([dx, dy]) => [x + dx * size, y + dy * size] as const)), ...look });
}

interface Placed {
  readonly slug: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly data: ShapeData;
}

type Renderer = NonNullable<Made["network"]["renderer"]>;

function nodesOf(app: Made, renderer: Renderer): Map<string, Placed> {
  const found = new Map<string, Placed>();
  app.network.graph.forEachNode((slug) => {
    const data = renderer.getNodeDisplayData(slug) as ShapeData | undefined;
    if (!data || data.hidden) return;
    found.set(slug, { slug, ...renderer.framedGraphToViewport(data), size: renderer.scaleSize(data.size), data });
  });
  return found;
}

/** The arrows, faint ones first; those between the same two beside one another, as `lanes.ts` moves them. */
function arrows(app: Made, renderer: Renderer, screen: { width: number; height: number }): string[] {
  const found: { z: number; svg: string }[] = [];
  app.network.graph.forEachEdge((edge, _facts, source, target) => {
    const data = renderer.getEdgeDisplayData(edge) as LaneData | undefined;
    const [a, b] = [renderer.getNodeDisplayData(source), renderer.getNodeDisplayData(target)];
    if (!data || data.hidden || !a || !b) return;
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const far = Math.hypot(dx, dy);
    const by = far ? (data.lane * LANE) / far : 0;
    const moved = (node: { x: number; y: number }): { x: number; y: number } => renderer.framedGraphToViewport({ x: node.x - dy * by, y: node.y + dx * by });
    const svg = arrow(moved(a), moved(b), renderer.scaleSize(b.size), Math.max(1.7, renderer.scaleSize(data.size)), data, screen);
    if (svg) found.push({ z: data.zIndex, svg });
  });
  return found.sort((a, b) => a.z - b.z).map(({ svg }) => svg);
}

function arrow(a: { x: number; y: number }, b: { x: number; y: number }, radius: number, width: number, { color, dash }: LaneData, { width: right, height: bottom }: { width: number; height: number }): string {
  if (Math.max(a.x, b.x) < 0 || Math.min(a.x, b.x) > right || Math.max(a.y, b.y) < 0 || Math.min(a.y, b.y) > bottom) return "";
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const [ux, uy] = length ? [(b.x - a.x) / length, (b.y - a.y) / length] : [0, 0];
  const head = width * 2.5;
  const tip = length - radius;
  if (tip <= 0) return "";
  const at = (along: number, aside: number): readonly [number, number] => [a.x + ux * along - uy * aside, a.y + uy * along + ux * aside];
  const [x2, y2] = at(Math.max(0, tip - head), 0);
  // The renderer's lines fade over their last pixel, which makes them thinner than they are said to be.
  const pattern = PATTERNS[dash];
  const line = tag("line", { x1: a.x, y1: a.y, x2, y2, stroke: color, "stroke-width": Math.max(0.7, width - 0.9), ...(pattern ? { "stroke-dasharray": pattern.join(" ") } : {}) });
  return line + tag("polygon", { points: points([at(tip, 0), at(tip - head, width), at(tip - head, -width)]), fill: color });
}

// ---- names ----

/** A canvas that notes what is written on it: names are placed by the same code as on the screen. */
function recorder(measure: CanvasRenderingContext2D, out: string[], halo: string): CanvasRenderingContext2D {
  const noted = {
    font: "", fillStyle: "", strokeStyle: "", textAlign: "", textBaseline: "", lineJoin: "", lineWidth: 0,
    measureText(text: string): TextMetrics {
      measure.font = this.font;
      return measure.measureText(text);
    },
    strokeText(): void {},
    fillText(text: string, x: number, top: number): void {
      const [, weight = "400", size = "12"] = /^(\d+) (\d+)px/.exec(this.font) ?? [];
      out.push(writing(text, x, top + Number(size) * 0.88, Number(size), this.fillStyle, { "text-anchor": "middle", "font-weight": weight, stroke: halo, "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" }));
    },
  };
  return noted as unknown as CanvasRenderingContext2D;
}

function writing(text: string, x: number, y: number, size: number, fill: string, more: Readonly<Record<string, string | number>> = {}): string {
  return tag("text", { x, y, "font-size": size, fill, ...more }, escaped(text) || " ");
}

function names(app: Made, screen: { width: number; height: number }, { text, quiet, stage }: Ink): string[] {
  const out: string[] = [];
  const measure = document.createElement("canvas").getContext("2d")!;
  drawLabels(recorder(measure, out, stage), app.network.named(), { text, quiet, halo: stage }, screen);
  return out.reverse(); // the weightiest on top
}

// ---- legend ----

interface Entry {
  readonly name: string;
  mark(x: number, y: number): string;
}

/** What the shapes and colours stand for that are in view, and the picture's title, in rows below it. */
function legend(app: Made, width: number, top: number, { text, quiet, stage, dark }: Ink): { svg: string[]; height: number } {
  const { knowledge, language, view } = app;
  const types = new Set([...view.entities].map((slug) => knowledge.entities.get(slug)?.type));
  const families = new Set(view.links.map((link) => link.family));
  const groups = typeGroups(knowledge).filter((group) => group.types.some((type) => types.has(type)));
  const rows: Entry[][] = [
    groups.map(({ titles, look }) => ({ name: titles.map((title) => knowledge.label(title, language)).join(language === "en" ? " · " : "・"), mark: (x, y) => mark(look.shape, x + 7, y, 7.5, dark ? look.colorDark : look.color, stage) })),
    knowledge.families().filter(({ name }) => families.has(name)).map((family) => ({
      name: knowledge.label(family.name, language), mark: (x, y) => tag("line", { x1: x, y1: y, x2: x + 15, y2: y, stroke: (dark ? family.colorDark : family.color) || quiet, "stroke-width": 3 }),
    })),
  ];
  const svg: string[] = [];
  const measure = document.createElement("canvas").getContext("2d")!;
  let y = top + MARGIN;
  for (const row of rows) {
    let x = MARGIN;
    for (const entry of row) {
      measure.font = `400 13px ${FONT}`;
      const wide = 20 + measure.measureText(entry.name).width + 16;
      if (x > MARGIN && x + wide > width - MARGIN) [x, y] = [MARGIN, y + ROW];
      svg.push(entry.mark(x, y), writing(entry.name, x + 20, y + 4.5, 13, text));
      x += wide;
    }
    if (row.length > 0) y += ROW;
  }
  svg.push(writing(title(app), MARGIN, y + 5, 13, quiet));
  return { svg, height: y + MARGIN - top };
}

function title({ config, language, view, store }: Made): string {
  const parts = [config.title[language], `${grouped(view.entities.size, language)} ${word("entities", language)}`, `${grouped(view.links.length, language)} ${word("claims", language)}`];
  return [...parts, ...(store.state.day ? [dayLabel(store.state.day, language)] : [])].join(" · ");
}

// ---- the whole ----

export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** The picture of now; nothing where there is none, for lack of WebGL. */
export function picture(app: Made): Picture | null {
  const { renderer } = app.network;
  if (!renderer) return null;
  const colors = ink();
  const screen = renderer.getDimensions();
  const nodes = nodesOf(app, renderer);
  const inOrder = [...nodes.values()].filter(({ x, y, size }) => x > -size && y > -size && x < screen.width + size && y < screen.height + size);
  inOrder.sort((a, b) => a.data.zIndex - b.data.zIndex || a.size - b.size || compare(a.slug, b.slug));
  const below = legend(app, screen.width, screen.height, colors);
  const height = screen.height + below.height;
  const clip = tag("clipPath", { id: "stage" }, tag("rect", { width: screen.width, height: screen.height }));
  const parts = [
    ...arrows(app, renderer, screen), ...inOrder.map(({ x, y, size, data }) => mark(SHAPES[data.shape] ?? "dot", x, y, size, data.color, data.border)),
    ...names(app, screen, colors),
  ];
  const svg = tag(
    "svg", { xmlns: "http://www.w3.org/2000/svg", width: screen.width, height, viewBox: `0 0 ${round(screen.width)} ${round(height)}`, "font-family": FONT.replaceAll('"', "'") },
    [
      tag("title", {}, escaped(title(app))), clip, tag("rect", { width: screen.width, height, fill: colors.stage }), tag("g", { "clip-path": "url(#stage)" }, parts.join("\n")),
      tag("rect", { y: screen.height, width: screen.width, height: below.height, fill: colors.page }), tag("rect", { y: screen.height, width: screen.width, height: 1, fill: colors.line }), ...below.svg,
    ].join("\n"),
  );
  return { svg: `${svg}\n`, width: screen.width, height };
}

/** A picture as PNG, at twice its size so that it stays sharp in print and on slides. */
export async function png({ svg, width, height }: Picture, scale = 2): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise<Blob>((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no PNG"))), "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}
