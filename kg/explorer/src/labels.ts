/**
 * Names under nodes, the weightiest first, each where it covers no other.
 *
 * The library picks labels by a grid and lets neighbours overlap; with a thousand names in two languages that cannot be
 * read, so labels are placed here: bold, with a halo, the other language below in a lighter weight.
 */

export interface Named {
  readonly x: number;
  readonly y: number;
  /** Radius on the screen. */
  readonly size: number;
  readonly label: string;
  readonly second: string;
  readonly weight: number;
  /** Drawn whatever it covers. */
  readonly forced: boolean;
}

export interface Ink {
  readonly text: string;
  readonly quiet: string;
  readonly halo: string;
}

export const FONT = 'Inter, "Noto Sans TC", "Noto Sans CJK TC", "PingFang TC", "Microsoft JhengHei", system-ui, sans-serif';

/** How much of the screen there is for each label, in pixels: more of them make a wall of words. */
const AREA = 13_000;
/** Longer names are cut; the card beside the picture has them whole. */
const LONGEST = 60;
/** Side of the squares in which what is near is looked for. */
const CELL = 64;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A name as it stands in the picture: of a very long one the beginning, cut between what readers take for characters. */
export function shortened(name: string): string {
  if (name.length <= LONGEST) return name;
  const signs = [...graphemes.segment(name.slice(0, LONGEST * 12))].map(({ segment }) => segment);
  return signs.length <= LONGEST && name.length <= LONGEST * 12 ? name : `${signs.slice(0, LONGEST - 1).join("").trimEnd()}…`;
}

/** What is taken already, by square. */
class Taken {
  private readonly cells = new Map<string, Box[]>();

  private *squares(box: Box): Generator<string> {
    for (let x = Math.floor(box.left / CELL); x <= Math.floor(box.right / CELL); x++) {
      for (let y = Math.floor(box.top / CELL); y <= Math.floor(box.bottom / CELL); y++) yield `${x} ${y}`;
    }
  }

  isFree(box: Box): boolean {
    for (const square of this.squares(box)) {
      for (const other of this.cells.get(square) ?? []) {
        if (box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom) return false;
      }
    }
    return true;
  }

  add(box: Box): void {
    for (const square of this.squares(box)) {
      const found = this.cells.get(square);
      if (found) found.push(box);
      else this.cells.set(square, [box]);
    }
  }
}

const widths = new Map<string, number>();

function width(context: CanvasRenderingContext2D, text: string, font: string): number {
  const key = `${font} ${text}`;
  let found = widths.get(key);
  if (found === undefined) {
    context.font = font;
    found = context.measureText(text).width;
    widths.set(key, found);
  }
  return found;
}

/** Size of a label's type: larger under larger nodes, never too small to read. */
function typeSize(size: number): number {
  return Math.round(Math.max(11.5, Math.min(17, 9.5 + size * 0.42)));
}

/** Draw the labels of `nodes` for which there is room. */
export function drawLabels(context: CanvasRenderingContext2D, nodes: Iterable<Named>, ink: Ink, screen: { width: number; height: number }): void {
  const inView = [...nodes].filter(({ x, y }) => x > -120 && y > -40 && x < screen.width + 120 && y < screen.height + 20);
  inView.sort((a, b) => Number(b.forced) - Number(a.forced) || b.weight - a.weight || a.label.localeCompare(b.label));
  const taken = new Taken();
  let room = Math.max(12, (screen.width * screen.height) / AREA);
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.lineWidth = 4;
  for (const node of inView) {
    const type = typeSize(node.size);
    const lines = [{ text: node.label, font: `600 ${type}px ${FONT}`, color: ink.text }];
    if (node.second) lines.push({ text: node.second, font: `400 ${Math.round(type * 0.86)}px ${FONT}`, color: ink.quiet });
    const half = Math.max(...lines.map(({ text, font }) => width(context, text, font))) / 2;
    const top = node.y + node.size + 2;
    const box = { left: node.x - half - 2, top, right: node.x + half + 2, bottom: top + lines.length * type * 1.12 };
    // A lighter node's label must not cover this node; its own may stand close to lighter ones.
    taken.add({ left: node.x - node.size * 0.7, top: node.y - node.size * 0.7, right: node.x + node.size * 0.7, bottom: node.y + node.size * 0.7 });
    if (!node.forced && (room <= 0 || !taken.isFree(box))) continue;
    taken.add(box);
    room -= 1;
    draw(context, lines, node.x, top, type, ink.halo);
  }
}

function draw(context: CanvasRenderingContext2D, lines: readonly { text: string; font: string; color: string }[], x: number, top: number, type: number, halo: string): void {
  context.strokeStyle = halo;
  lines.forEach(({ text, font, color }, i) => {
    context.font = font;
    context.strokeText(text, x, top + i * type * 1.12);
    context.fillStyle = color;
    context.fillText(text, x, top + i * type * 1.12);
  });
}
