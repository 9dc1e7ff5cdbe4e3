/** What is in view, laid out anew by itself: places computed for the whole graph leave a part of it crooked and crowded. */

import { UndirectedGraph } from "graphology";
import { inferSettings, type ForceAtlas2Settings } from "graphology-layout-forceatlas2";
import { graphToByteArrays } from "graphology-layout-forceatlas2/helpers.js";
import { calm } from "./app.ts";
import type { Arranged, Order } from "./arranger.ts";
import ArrangerWorker from "./arranger.ts?worker&inline";
import type { Place, Scene } from "./scene.ts";

/** Larger graphs take longer to draw than to lay out, and are shown when they have come to rest. */
const SMOOTH = 5000;

/** Rounds for a graph of so many nodes: enough that it comes to rest, and a few seconds at most. */
function roundsFor(order: number): number {
  return Math.round(Math.max(30, Math.min(400, 400_000 / Math.max(1, order))));
}

export class Arranger {
  private worker: Worker | undefined;
  private id = 0;
  private slugs: readonly string[] = [];
  private wanted = "";

  /** @param moved told whenever nodes have moved, and whether that was the last time */
  constructor(private readonly scene: Scene, private readonly moved: (isDone: boolean) => void) {}

  /** Lay out nodes by the arrows between them, beginning where they stand in the whole graph; nothing if that is what was last done. */
  arrange(slugs: Iterable<string>, arrows: Iterable<string>): void {
    const graph = new UndirectedGraph<{ x: number; y: number; size: number }>();
    for (const slug of [...slugs].sort()) {
      const [x, y] = this.scene.homeOf(slug);
      graph.addNode(slug, { x, y, size: this.scene.graph.getNodeAttribute(slug, "size") });
    }
    for (const arrow of [...arrows].sort()) {
      const [a, , b] = arrow.split(" ") as [string, string, string];
      if (graph.hasNode(a) && graph.hasNode(b)) graph.mergeEdge(a, b);
    }
    const wanted = `${graph.nodes().join(" ")}\n${graph.mapEdges((_edge, _facts, a, b) => `${a} ${b}`).join(" ")}`;
    if (wanted === this.wanted) return;
    [this.wanted, this.slugs] = [wanted, graph.nodes()];
    this.id += 1; // what is under way comes too late
    if (graph.order < 3) return this.take(graph.mapNodes((_slug, { x, y }) => [x, y]).flat(), true);
    const { nodes, edges } = graphToByteArrays(graph, () => 1);
    const settings = {
      ...(inferSettings(graph) as Required<ForceAtlas2Settings>), linLogMode: true, outboundAttractionDistribution: true, adjustSizes: false, edgeWeightInfluence: 0, barnesHutTheta: 0.5,
    };
    const order: Order = { id: this.id, nodes, edges, settings, rounds: roundsFor(graph.order), isTold: graph.order <= SMOOTH };
    this.start().postMessage(order, [nodes.buffer, edges.buffer]);
  }

  /** Everything back to where it stands in the whole graph. */
  home(): void {
    if (!this.wanted) return;
    this.forget();
    this.scene.place(new Map());
    this.moved(true);
  }

  /** Everything stands where it stands in the whole graph already: it was filled anew. */
  forget(): void {
    this.id += 1;
    this.wanted = "";
  }

  private start(): Worker {
    if (this.worker) return this.worker;
    this.worker = new ArrangerWorker();
    this.worker.onmessage = ({ data: { id, places, done } }: MessageEvent<Arranged>) => {
      if (id === this.id && (done || !calm())) this.take(places, done);
    };
    return this.worker;
  }

  private take(places: ArrayLike<number>, isDone: boolean): void {
    this.scene.place(new Map(this.slugs.map((slug, i): [string, Place] => [slug, [places[i * 2]!, places[i * 2 + 1]!]])));
    this.moved(isDone);
  }
}
