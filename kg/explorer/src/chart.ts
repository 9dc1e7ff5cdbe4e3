/** Small pictures of an answer, in SVG of our own: bars, lines or points over dates, and a timeline. The table stands below. */

import { columnsOf, isDate, isNumber, shown } from "./answers.ts";
import type { Language } from "./knowledge.ts";
import { pushed } from "./lists.ts";
import { iri, type Answer, type Row, type Term } from "./terms.ts";
import { say } from "./sparqlwords.ts";

export type Picture = "bars" | "lines" | "points" | "timeline";

/** What can be drawn of an answer. */
export interface Drawable {
  readonly numbers: readonly string[];
  readonly dates: readonly string[];
  /** Columns that say what a row is about. */
  readonly labels: readonly string[];
  readonly pictures: readonly Picture[];
  /** What shows best without being asked for, or nothing. */
  readonly best: Picture | null;
  /** The numbers that matter most: those of the largest size, as money beside counts. */
  readonly measure: string;
}

export type Labelled = (term: Term) => string;

const MOST_BARS = 25;
const MOST_EVENTS = 60;
const MOST_SERIES = 6;

export function drawable(answer: Answer): Drawable {
  const none: Drawable = { numbers: [], dates: [], labels: [], pictures: [], best: null, measure: "" };
  if (answer.rows.length < 2) return none;
  const dates = columnsOf(answer, isDate);
  const numbers = columnsOf(answer, isNumber);
  const isClaim = (term: Term): boolean => term.type === "uri" && term.value.startsWith(iri("claim:"));
  const claims = columnsOf(answer, isClaim);
  const labels = answer.vars.filter((name) => !numbers.includes(name) && !dates.includes(name) && !claims.includes(name) && answer.rows.some((row) => row[name]) && brief(answer, name));
  const series = seriesColumn(answer, dates[0], labels);
  const isUnique = dates.length > 0 && series !== null;
  const pictures: Picture[] = [
    ...(numbers.length > 0 && (labels.length > 0 || dates.length > 0) ? ["bars" as const] : []),
    ...(numbers.length > 0 && dates.length > 0 ? [isUnique ? ("lines" as const) : ("points" as const)] : []),
    ...(dates.length > 0 ? ["timeline" as const] : []),
  ];
  const first = answer.vars[0]!;
  const isAggregate = numbers.length > 0 && answer.vars.length <= 4 && new Set(answer.rows.map((row) => shown(row[first]))).size === answer.rows.length;
  const best = isUnique && numbers.length > 0 && answer.vars.length <= 5 ? "lines" : isAggregate && pictures.includes("bars") ? "bars" : null;
  const size = (name: string): number => Math.max(...answer.rows.map((row) => Math.abs(Number(row[name]?.value ?? 0))));
  const measure = [...numbers].sort((a, b) => size(b) - size(a))[0] ?? "";
  return { numbers, dates, labels, pictures, best, measure };
}

/** Whether a column's texts are short enough to name rows by. */
function brief(answer: Answer, name: string): boolean {
  return answer.rows.every((row) => shown(row[name]).length <= 80);
}

/** The column that, with the date, tells rows apart; empty where the date alone does; nothing where points repeat. */
function seriesColumn(answer: Answer, date: string | undefined, labels: readonly string[]): string | null {
  if (!date) return null;
  const isUnique = (names: string[]): boolean => new Set(answer.rows.map((row) => names.map((name) => shown(row[name])).join("\0"))).size === answer.rows.length;
  if (isUnique([date])) return "";
  const few = labels.filter((name) => new Set(answer.rows.map((row) => shown(row[name]))).size <= MOST_SERIES);
  return few.find((name) => isUnique([date, name])) ?? null;
}

const SVG = "http://www.w3.org/2000/svg";

function svg(name: string, attributes: Readonly<Record<string, string | number>> = {}, ...children: (Node | string)[]): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

function text(x: number, y: number, value: string, attributes: Readonly<Record<string, string | number>> = {}): SVGElement {
  return svg("text", { x, y, ...attributes }, value);
}

/** The picture's frame: what it is called is read out, the rest is in the table. */
function picture(width: number, height: number, title: string, ...children: Node[]): SVGElement {
  return svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title, class: "q-chart" }, svg("title", {}, title), ...children);
}

/** How wide a text is about, in pixels at 12 px; Chinese characters are twice as wide. */
function cut(value: string, room: number): string {
  let used = 0;
  let end = 0;
  const signs = [...value];
  for (; end < signs.length; end++) {
    used += /[\u2e80-\uffef]/.test(signs[end]!) ? 12.2 : /[A-Z0-9WMm$]/.test(signs[end]!) ? 7.6 : 6.2;
    if (used > room) return `${signs.slice(0, Math.max(1, end - 1)).join("")}…`;
  }
  return value;
}

function short(value: number, language: Language): string {
  return new Intl.NumberFormat(language === "en" ? "en" : "zh-Hant-TW", { notation: "compact", maximumFractionDigits: 1 }).format(value);
}

function rowLabel(row: Row, labels: readonly string[], label: Labelled): string {
  return labels.flatMap((name) => (row[name] ? [label(row[name])] : [])).join(" · ");
}

export interface Wanted {
  readonly answer: Answer;
  readonly drawable: Drawable;
  readonly picture: Picture;
  /** The column of numbers. */
  readonly measure: string;
  readonly width: number;
  readonly language: Language;
  readonly title: string;
  readonly label: Labelled;
}

export function draw(wanted: Wanted): SVGElement {
  if (wanted.picture === "bars") return bars(wanted);
  return wanted.picture === "timeline" ? timeline(wanted) : lines(wanted);
}

/** A bar for each row, in the rows' order. */
function bars({ answer, drawable, measure, width, language, title, label }: Wanted): SVGElement {
  const rows = answer.rows.filter((row) => row[measure]).slice(0, MOST_BARS);
  const values = rows.map((row) => Number(row[measure]!.value));
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const names = drawable.labels.length > 0 ? [...drawable.dates.slice(0, drawable.labels.length < 2 ? 1 : 0), ...drawable.labels.slice(0, 3)] : drawable.dates.slice(0, 1);
  const inOrder = answer.vars.filter((name) => names.includes(name));
  const gutter = Math.min(190, width * 0.4);
  const room = width - gutter - 64;
  const at = (value: number): number => gutter + 8 + ((value - least) / (most - least || 1)) * room;
  const step = 23;
  const drawn = rows.flatMap((row, i) => {
    const [name, value, y] = [rowLabel(row, inOrder, label), values[i]!, i * step + 4];
    const [from, to] = [Math.min(at(0), at(value)), Math.max(at(0), at(value))];
    return [
      text(gutter, y + 13, cut(name, gutter - 4), { "text-anchor": "end", class: "q-name" }),
      svg("rect", { x: from, y: y + 2, width: Math.max(1.5, to - from), height: step - 8, rx: 2.5, class: "q-bar" }, svg("title", {}, `${name}: ${shown(row[measure])}`)),
      text(to + 5, y + 13, short(value, language), { class: "q-value" }),
    ];
  });
  const rest = answer.rows.filter((row) => row[measure]).length - rows.length;
  const height = rows.length * step + 8 + (rest > 0 ? 20 : 0);
  if (rest > 0) drawn.push(text(gutter + 8, height - 6, `+ ${rest} ${say("moreRows", language)}`, { class: "q-name" }));
  return picture(width, height, title, ...drawn, svg("line", { x1: at(0), x2: at(0), y1: 2, y2: rows.length * step + 4, class: "q-axis" }));
}

/** A day in the middle of what a date stands for, in milliseconds. */
function moment(date: string): number {
  const day = date.length === 4 ? `${date}-07-01` : date.length === 7 ? `${date}-15` : date.slice(0, 10);
  return Date.parse(`${day}T00:00:00Z`);
}

/** Round numbers from zero or below to the greatest. */
function ticks(least: number, most: number): number[] {
  const rough = (most - least) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? rough;
  const found: number[] = [];
  for (let value = Math.floor(least / step) * step; value < most + step * 0.999; value += step) found.push(value);
  return found;
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly title: string;
}

/** Numbers over dates; joined by lines only where each date has one number in its series. */
function lines({ answer, drawable, picture: kind, measure, width, language, title, label }: Wanted): SVGElement {
  const date = drawable.dates[0]!;
  const by = kind === "lines" ? seriesColumn(answer, date, drawable.labels) : "";
  const rows = answer.rows.filter((row) => row[date] && row[measure]);
  const values = rows.map((row) => Number(row[measure]!.value));
  const marks = ticks(Math.min(0, ...values), Math.max(0, ...values));
  const times = rows.map((row) => moment(row[date]!.value));
  const [begin, end] = [Math.min(...times), Math.max(...times)];
  const [left, right, top, height] = [52, 18, 10, 230];
  const x = (time: number): number => left + (begin === end ? 0.5 : (time - begin) / (end - begin)) * (width - left - right);
  const y = (value: number): number => top + (1 - (value - marks[0]!) / (marks.at(-1)! - marks[0]!)) * (height - top - 26);
  const series = new Map<string, Point[]>();
  rows.forEach((row, i) => {
    const name = by ? (row[by] ? label(row[by]) : "") : "";
    const point = { x: x(times[i]!), y: y(values[i]!), title: [row[date]!.value, rowLabel(row, drawable.labels, label), shown(row[measure])].filter(Boolean).join(" · ") };
    pushed(series, name, point);
  });
  const grid = marks.flatMap((mark) => [
    svg("line", { x1: left, x2: width - right, y1: y(mark), y2: y(mark), class: mark === 0 ? "q-axis" : "q-grid" }),
    text(left - 7, y(mark) + 4, short(mark, language), { "text-anchor": "end", class: "q-value" }),
  ]);
  const drawn = [...series].sort(([a], [b]) => a.localeCompare(b)).flatMap(([name, points], i) => one(name, points.sort((a, b) => a.x - b.x), i, kind === "lines"));
  const names = series.size > 1 ? legend([...series.keys()].sort((a, b) => a.localeCompare(b)), width, height) : { nodes: [], height: 0 };
  return picture(width, height + names.height, title, ...grid, ...years(begin, end, x, height), ...drawn, ...names.nodes);
}

function one(name: string, points: readonly Point[], index: number, isJoined: boolean): SVGElement[] {
  const path = svg("polyline", { points: points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "), class: `q-series q-s${index % 6}` });
  return [...(isJoined ? [path] : []), ...points.map(({ x, y, title }) => mark(x, y, index, [name, title].filter(Boolean).join(" · ")))];
}

/** A point; series differ in shape as well as colour. */
function mark(x: number, y: number, index: number, title: string): SVGElement {
  const r = 4;
  const shapes = [
    () => svg("circle", { cx: x, cy: y, r }), () => svg("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r }),
    () => svg("path", { d: `M${x} ${y - 5}L${x + 5} ${y + 4}H${x - 5}Z` }), () => svg("path", { d: `M${x} ${y - 5}L${x + 5} ${y}L${x} ${y + 5}L${x - 5} ${y}Z` }),
    () => svg("path", { d: `M${x} ${y + 5}L${x + 5} ${y - 4}H${x - 5}Z` }), () => svg("circle", { cx: x, cy: y, r: r - 1, class: "q-hollow" }),
  ];
  const made = shapes[index % shapes.length]!();
  made.classList.add("q-mark", `q-s${index % shapes.length}`);
  if (title) made.append(svg("title", {}, title));
  return made;
}

function legend(names: readonly string[], width: number, top: number): { nodes: SVGElement[]; height: number } {
  const across = Math.max(1, Math.floor(width / 150));
  const nodes = names.flatMap((name, i) => {
    const [x, y] = [14 + (i % across) * 150, top + 12 + Math.floor(i / across) * 20];
    return [mark(x, y, i, ""), text(x + 11, y + 4, cut(name || "–", 125), { class: "q-name" })];
  });
  return { nodes, height: Math.ceil(names.length / across) * 20 + 6 };
}

/** Years along the foot, as many as there is room for. */
function years(begin: number, end: number, x: (time: number) => number, height: number): SVGElement[] {
  const [first, last] = [new Date(begin).getUTCFullYear(), new Date(end).getUTCFullYear()];
  const places = Array.from({ length: last - first + 1 }, (_, i) => first + i).map((year) => ({ year, at: x(moment(String(year))) }));
  const room = places.length > 1 ? Math.abs(places[1]!.at - places[0]!.at) : 99;
  const every = Math.max(1, Math.ceil(42 / room));
  const [from, to] = [x(begin), x(end)];
  return places.filter(({ at }, i) => i % every === 0 && at >= from - 1 && at <= to + 1).map(({ year, at }) => text(at, height - 6, String(year), { "text-anchor": "middle", class: "q-value" }));
}

/** What happened when, from the top: one line for each row. */
function timeline({ answer, drawable, measure, width, language, title, label }: Wanted): SVGElement {
  const date = drawable.dates[0]!;
  const dated = answer.rows.filter((row) => row[date]).sort((a, b) => a[date]!.value.localeCompare(b[date]!.value));
  const rows = dated.slice(0, MOST_EVENTS);
  const names = answer.vars.filter((name) => drawable.labels.includes(name) || name === measure).slice(0, 5);
  const [axis, step] = [96, 24];
  let year = "";
  let y = 4;
  const nodes: SVGElement[] = [];
  for (const row of rows) {
    const value = row[date]!.value;
    if (value.slice(0, 4) !== year) {
      year = value.slice(0, 4);
      y += nodes.length > 0 ? 8 : 0;
    }
    const what = names.flatMap((name) => (row[name] ? [isNumber(row[name]) ? short(Number(row[name].value), language) : label(row[name])] : [])).join(" ");
    nodes.push(
      text(axis - 14, y + 15, value.slice(0, 10), { "text-anchor": "end", class: "q-value" }),
      svg("circle", { cx: axis, cy: y + 11, r: 4.5, class: "q-mark q-s0" }, svg("title", {}, `${value} ${what}`)),
      text(axis + 14, y + 15, cut(what, (width - axis - 22) / 1.14), { class: "q-event" }),
    );
    y += step;
  }
  const rest = dated.length - rows.length;
  if (rest > 0) nodes.push(text(axis + 14, y + 14, `+ ${rest} ${say("moreRows", language)}`, { class: "q-name" }));
  return picture(width, y + (rest > 0 ? 24 : 6), title, svg("line", { x1: axis, x2: axis, y1: 6, y2: y, class: "q-axis" }), ...nodes);
}
