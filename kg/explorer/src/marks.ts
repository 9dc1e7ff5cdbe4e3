/** Small drawings beside names: the shape of a type and the line of a relation family, as the network draws them. */

const SVG = "http://www.w3.org/2000/svg";

/** Corners on a circle of radius 7 around (9, 8); with `inner` below 1, those of a star. */
function corners(count: number, turn: number, inner = 1): string {
  const steps = inner === 1 ? count : count * 2;
  return Array.from({ length: steps }, (_, i) => {
    const radius = i % 2 && inner !== 1 ? 7 * inner : 7;
    const angle = turn + (i * 2 * Math.PI) / steps;
    return `${(9 + radius * Math.cos(angle)).toFixed(1)},${(8 + radius * Math.sin(angle)).toFixed(1)}`;
  }).join(" ");
}

/** The shapes of `shapes.ts`; whatever else the ontology names is a disc here as there. */
const POINTS: Readonly<Record<string, string>> = {
  square: corners(4, Math.PI / 4), diamond: corners(4, 0), hexagon: corners(6, 0), triangle: corners(3, -Math.PI / 2),
  triangleDown: corners(3, Math.PI / 2), star: corners(5, -Math.PI / 2, 0.45),
};

export interface Colors {
  readonly color: string;
  readonly colorDark: string;
}

/** Both colours stand on the drawing and the style sheet takes one, so that nothing is drawn anew for another theme. */
function drawing(kind: string, part: SVGElement, { color, colorDark }: Colors): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `mark ${kind}`);
  svg.setAttribute("viewBox", "0 0 18 16");
  svg.setAttribute("aria-hidden", "true");
  svg.style.setProperty("--light", color || "var(--quiet)");
  svg.style.setProperty("--dark", colorDark || color || "var(--quiet)");
  svg.append(part);
  return svg;
}

function part(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** The mark of a type. */
export function shapeMark(look: Colors & { readonly shape: string }): SVGSVGElement {
  const points = Object.hasOwn(POINTS, look.shape) ? POINTS[look.shape] : undefined;
  return drawing("shape", points ? part("polygon", { points }) : part("circle", { cx: "9", cy: "8", r: "6" }), look);
}

/** The line of a relation family, or of a way to draw lines. */
export function lineMark(colors: Colors, pattern: readonly number[] | null = null): SVGSVGElement {
  return drawing("line", part("path", { d: "M1 8H17", ...(pattern ? { "stroke-dasharray": pattern.join(" ") } : {}) }), colors);
}
