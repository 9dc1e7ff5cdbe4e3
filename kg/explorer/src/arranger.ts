/** ForceAtlas2, off the page's thread: the same start gives the same end, whatever the machine's speed. */

import iterate from "graphology-layout-forceatlas2/iterate.js";
import type { ForceAtlas2Settings } from "graphology-layout-forceatlas2";

/** Numbers for each node in the library's matrix; the first two are its place. */
const STRIDE = 10;

export interface Order {
  readonly id: number;
  readonly nodes: Float32Array<ArrayBuffer>;
  readonly edges: Float32Array<ArrayBuffer>;
  readonly settings: Required<ForceAtlas2Settings>;
  readonly rounds: number;
  /** Whether it tells how far it is, or only of the end. */
  readonly isTold: boolean;
}

/** Where the nodes are by now, in pairs. */
export interface Arranged {
  readonly id: number;
  readonly places: Float32Array<ArrayBuffer>;
  readonly done: boolean;
}

/** So long it works before it listens and tells, in milliseconds. */
const BREATH = 60;

let latest = 0;

function places(nodes: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: (nodes.length / STRIDE) * 2 }, (_, i) => nodes[(i >> 1) * STRIDE + (i & 1)]!);
}

self.onmessage = async ({ data: { id, nodes, edges, settings, rounds, isTold } }: MessageEvent<Order>) => {
  latest = id;
  let paused = performance.now();
  for (let round = 1; round <= rounds; round++) {
    iterate(settings, nodes, edges);
    const now = performance.now();
    if (round < rounds && now - paused < BREATH) continue;
    paused = now;
    if (isTold || round === rounds) {
      const reply: Arranged = { id, places: places(nodes), done: round === rounds };
      postMessage(reply, { transfer: [reply.places.buffer] });
    }
    await new Promise((resolve) => setTimeout(resolve)); // a newer order may have come
    if (latest !== id) return;
  }
};
