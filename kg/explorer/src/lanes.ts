/**
 * Edges as straight arrows, those between the same two nodes side by side; plans are dashed, and what is refuted is dotted.
 *
 * Straight, because curved ones cost a software renderer ten times as much; moved apart in the graph's own measure, so that
 * they part as one zooms in.
 */

import { createEdgeCompoundProgram, EdgeArrowHeadProgram, EdgeProgram, type ProgramInfo } from "sigma/rendering";
import type { EdgeDisplayData, NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";
import type { Firmness } from "./scene.ts";

/** How far apart two lanes are, as a part of the picture's width. */
export const LANE = 0.0022;

/** Numbers of the ways to draw a line, as the shader knows them. */
export const DASHES: Readonly<Record<Firmness, number>> = { firm: 0, planned: 1, refuted: 2 };
/** Pixels drawn and left out, by the number of the way; the same as in `kg export`'s network. */
export const PATTERNS: readonly (readonly [drawn: number, left: number] | null)[] = [null, [7, 5], [1.5, 5]];

export interface LaneData extends EdgeDisplayData {
  /** 0 for the middle, −1 and 1 beside it, and so on; half lanes where their number is even. */
  lane: number;
  /** Of `DASHES`. */
  dash: number;
}

/** An arrow's head is so many times as long as its line is thick, as `EdgeArrowHeadProgram` has it. */
const HEAD = 2.5;

const VERTEX = /* glsl */ `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_start;
attribute vec2 a_end;
attribute float a_thickness;
attribute float a_radius;
attribute float a_dash;
attribute vec2 a_corner;
uniform mat3 u_matrix;
uniform vec2 u_screen;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
uniform float u_minEdgeThickness;
varying vec4 v_color;
varying float v_along;
varying float v_aside;
varying float v_half;
varying float v_dash;
const float bias = 255.0 / 254.0;
void main() {
  vec2 along = a_end - a_start;
  float far = length(along);
  vec2 unit = far > 0.0 ? along / far : vec2(1.0, 0.0);
  // One unit of thickness or radius is one pixel at the camera's usual distance.
  float unitSize = u_correctionRatio / u_sizeRatio;
  float thickness = max(a_thickness, u_minEdgeThickness * u_sizeRatio) * unitSize;
  // The line ends where the arrow's head begins.
  float end = far - a_radius * 2.0 * unitSize - thickness * ${(2 * HEAD).toFixed(1)};
  float at = max(0.0, end) * a_corner.x;
  vec2 aside = vec2(-unit.y, unit.x);
  gl_Position = vec4((u_matrix * vec3(a_start + unit * at + aside * thickness * a_corner.y, 1)).xy, 0, 1);
  float pixels = length((u_matrix * vec3(unit, 0)).xy * u_screen * 0.5);
  v_along = at * pixels;
  v_half = thickness * length((u_matrix * vec3(aside, 0)).xy * u_screen * 0.5);
  v_aside = a_corner.y * v_half;
  v_dash = a_dash;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= bias;
}
`;

const FRAGMENT = /* glsl */ `
precision highp float;
varying vec4 v_color;
varying float v_along;
varying float v_aside;
varying float v_half;
varying float v_dash;
const vec4 nothing = vec4(0.0);
void main(void) {
  #ifdef PICKING_MODE
  gl_FragColor = v_color;
  #else
  // Fades evenly over its last pixel: so a thin line is as dark between two rows of pixels as on one.
  float edge = 1.0 - clamp(v_half + 0.15 - abs(v_aside), 0.0, 1.0);
  float gap = 0.0;
  if (v_dash > 0.5) {
    vec2 pattern = v_dash > 1.5 ? vec2(${PATTERNS[2]![0].toFixed(1)}, ${PATTERNS[2]![1].toFixed(1)}) : vec2(${PATTERNS[1]![0].toFixed(1)}, ${PATTERNS[1]![1].toFixed(1)});
    gap = step(pattern.x, mod(v_along, pattern.x + pattern.y));
  }
  gl_FragColor = mix(v_color, nothing, max(edge, gap));
  #endif
}
`;

function moved(source: NodeDisplayData, target: NodeDisplayData, lane: number): [NodeDisplayData, NodeDisplayData] {
  const [dx, dy] = [target.x - source.x, target.y - source.y];
  const length = Math.hypot(dx, dy);
  if (!lane || !length) return [source, target];
  const [x, y] = [(-dy / length) * lane * LANE, (dx / length) * lane * LANE];
  return [{ ...source, x: source.x + x, y: source.y + y }, { ...target, x: target.x + x, y: target.y + y }];
}

class Line extends EdgeProgram {
  override getDefinition() {
    const { UNSIGNED_BYTE, FLOAT } = WebGLRenderingContext;
    return {
      VERTICES: 6,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: WebGLRenderingContext.TRIANGLES,
      UNIFORMS: ["u_matrix", "u_screen", "u_sizeRatio", "u_correctionRatio", "u_minEdgeThickness"] as const,
      ATTRIBUTES: [
        { name: "a_start", size: 2, type: FLOAT },
        { name: "a_end", size: 2, type: FLOAT },
        { name: "a_thickness", size: 1, type: FLOAT },
        { name: "a_radius", size: 1, type: FLOAT },
        { name: "a_dash", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_corner", size: 2, type: FLOAT }],
      CONSTANT_DATA: [[0, 1], [0, -1], [1, 1], [1, 1], [0, -1], [1, -1]],
    };
  }

  override processVisibleItem(index: number, start: number, source: NodeDisplayData, target: NodeDisplayData, data: EdgeDisplayData): void {
    const { lane, dash } = data as LaneData;
    const [from, to] = moved(source, target, lane);
    const array = this.array;
    array[start++] = from.x;
    array[start++] = from.y;
    array[start++] = to.x;
    array[start++] = to.y;
    array[start++] = data.size || 1;
    array[start++] = to.size || 1;
    array[start++] = dash;
    array[start++] = floatColor(data.color);
    array[start++] = index;
  }

  override setUniforms({ matrix, width, height, sizeRatio, correctionRatio, minEdgeThickness }: RenderParams, { gl, uniformLocations }: ProgramInfo): void {
    gl.uniformMatrix3fv(uniformLocations["u_matrix"]!, false, matrix);
    gl.uniform2f(uniformLocations["u_screen"]!, width, height);
    gl.uniform1f(uniformLocations["u_sizeRatio"]!, sizeRatio);
    gl.uniform1f(uniformLocations["u_correctionRatio"]!, correctionRatio);
    gl.uniform1f(uniformLocations["u_minEdgeThickness"]!, minEdgeThickness);
  }
}

// The library declares this class only by its interface.
interface Drawn {
  processVisibleItem(...args: Parameters<Line["processVisibleItem"]>): void;
}
type Base = new (...args: ConstructorParameters<typeof EdgeArrowHeadProgram>) => Drawn;

class Head extends (EdgeArrowHeadProgram as unknown as Base) {
  override processVisibleItem(index: number, start: number, source: NodeDisplayData, target: NodeDisplayData, data: EdgeDisplayData): void {
    super.processVisibleItem(index, start, ...moved(source, target, (data as LaneData).lane), data);
  }
}

export const LaneProgram = createEdgeCompoundProgram([Line, Head] as never);
