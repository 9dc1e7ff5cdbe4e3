/** Names that look like what somebody typed, found as Python's `difflib` finds them, so that kg and the page mean the same. */

/** A name without what people write differently: case, width, accents and spaces (kg/names.py). */
export function fold(name: string): string {
  return folded(name).trim().split(/\s+/).join(" ");
}

/** A text without case, width and accents; its spaces stay. */
export function folded(text: string): string {
  return text.normalize("NFKD").toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ").replace(/\p{Mn}/gu, "");
}

/** The names most alike, the likeliest first. */
export function nearest(name: string, names: Iterable<string>, most = 1): string[] {
  if (name.length > 100) return []; // no misspelling of anything
  const sought = name.toLowerCase();
  const pieces = new Set([...sought, ...[...sought].map((_, i) => sought.slice(i, i + 2)).filter((pair) => pair.length === 2)]);
  const folded = new Map<string, string>();
  for (const candidate of names) if (!folded.has(candidate.toLowerCase())) folded.set(candidate.toLowerCase(), candidate);
  const score = (key: string): number => [...pieces].filter((piece) => key.includes(piece)).length - key.length / 10;
  const likely = [...folded.keys()].map((key) => [score(key), key] as const).sort(([a], [b]) => b - a).slice(0, 30);
  return likely
    .map(([, key]) => [alike(key, sought), key] as const)
    .filter(([ratio]) => ratio >= 0.6)
    .sort(([a, first], [b, second]) => b - a || (first < second ? 1 : -1))
    .slice(0, most)
    .map(([, key]) => folded.get(key)!);
}

/** How alike two texts are, from 0 to 1: twice what they share in order, by how long they are. */
function alike(a: string, b: string): number {
  return a.length + b.length === 0 ? 1 : (2 * shared(a, b)) / (a.length + b.length);
}

/** The longest common piece, and what is common to the left and to the right of it. */
function shared(a: string, b: string): number {
  let [length, inA, inB] = [0, 0, 0];
  let before: number[] = [];
  for (let i = 0; i < a.length; i++) {
    const now: number[] = [];
    for (let j = 0; j < b.length; j++) {
      if (a[i] !== b[j]) continue;
      const run = (now[j] = (before[j - 1] ?? 0) + 1);
      if (run > length) [length, inA, inB] = [run, i - run + 1, j - run + 1];
    }
    before = now;
  }
  return length === 0 ? 0 : length + shared(a.slice(0, inA), b.slice(0, inB)) + shared(a.slice(inA + length), b.slice(inB + length));
}
