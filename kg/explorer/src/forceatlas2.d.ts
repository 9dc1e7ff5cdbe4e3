/** The parts of the layout library that its own declarations leave out; the lock file keeps them as they are. */

declare module "graphology-layout-forceatlas2/iterate.js" {
  import type { ForceAtlas2Settings } from "graphology-layout-forceatlas2";

  /** One round: moves the nodes of the matrix. */
  export default function iterate(settings: Required<ForceAtlas2Settings>, nodes: Float32Array, edges: Float32Array): unknown;
}

declare module "graphology-layout-forceatlas2/helpers.js" {
  import type Graph from "graphology-types";

  /** Ten numbers for each node, of which the first two are its place, and three for each edge. */
  export function graphToByteArrays(graph: Graph, weight: () => number): { nodes: Float32Array<ArrayBuffer>; edges: Float32Array<ArrayBuffer> };
}
