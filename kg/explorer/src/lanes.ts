/**
 * Edges as straight arrows, those between the same two nodes side by side.
 *
 * Straight, because curved ones cost a software renderer ten times as much; moved apart in the graph's own measure, so that
 * they part as one zooms in.
 */

import { createEdgeCompoundProgram, EdgeArrowHeadProgram, EdgeClampedProgram } from "sigma/rendering";
import type { EdgeDisplayData, NodeDisplayData } from "sigma/types";

/** How far apart two lanes are, as a part of the picture's width. */
export const LANE = 0.0022;

export interface LaneData extends EdgeDisplayData {
  /** 0 for the middle, −1 and 1 beside it, and so on; half lanes where their number is even. */
  lane: number;
}

function moved(source: NodeDisplayData, target: NodeDisplayData, lane: number): [NodeDisplayData, NodeDisplayData] {
  const [dx, dy] = [target.x - source.x, target.y - source.y];
  const length = Math.hypot(dx, dy);
  if (!lane || !length) return [source, target];
  const [x, y] = [(-dy / length) * lane * LANE, (dx / length) * lane * LANE];
  return [{ ...source, x: source.x + x, y: source.y + y }, { ...target, x: target.x + x, y: target.y + y }];
}

// The library declares these two classes only by their interface.
interface Drawn {
  processVisibleItem(index: number, start: number, source: NodeDisplayData, target: NodeDisplayData, data: EdgeDisplayData): void;
}
type Base = new (...args: ConstructorParameters<typeof EdgeClampedProgram>) => Drawn;

class Line extends (EdgeClampedProgram as unknown as Base) {
  override processVisibleItem(index: number, start: number, source: NodeDisplayData, target: NodeDisplayData, data: EdgeDisplayData): void {
    super.processVisibleItem(index, start, ...moved(source, target, (data as LaneData).lane), data);
  }
}

class Head extends (EdgeArrowHeadProgram as unknown as Base) {
  override processVisibleItem(index: number, start: number, source: NodeDisplayData, target: NodeDisplayData, data: EdgeDisplayData): void {
    super.processVisibleItem(index, start, ...moved(source, target, (data as LaneData).lane), data);
  }
}

export const LaneProgram = createEdgeCompoundProgram([Line, Head] as never);
