/**
 * Nodes as discs, squares, diamonds, hexagons, triangles and stars, with a border in the page's background.
 *
 * One WebGL program draws them all: the fragment shader measures how far a point lies outside the shape. Shapes differ by
 * type beside the hue, because eight hues alone cannot be told apart by everyone.
 */

import { NodeProgram, type ProgramInfo } from "sigma/rendering";
import type { NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";

export const SHAPES = ["dot", "square", "diamond", "hexagon", "triangle", "triangleDown", "star"];

export function shapeNumber(name: string): number {
  return Math.max(0, SHAPES.indexOf(name));
}

const VERTEX = /* glsl */ `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec4 a_border;
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
attribute float a_angle;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
varying vec4 v_color;
varying vec4 v_border;
varying vec2 v_point;
varying float v_shape;
varying float v_pixel;
const float bias = 255.0 / 254.0;
void main() {
  // The triangle that is drawn holds every shape of that size with its border.
  float size = a_size * 1.35 * u_correctionRatio / u_sizeRatio * 4.0;
  vec2 offset = size * vec2(cos(a_angle), sin(a_angle));
  gl_Position = vec4((u_matrix * vec3(a_position + offset, 1)).xy, 0, 1);
  v_point = offset / (a_size * u_correctionRatio / u_sizeRatio * 2.0);
  v_pixel = u_sizeRatio / a_size;
  v_shape = a_shape;
  v_border = a_border;
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
varying vec4 v_border;
varying vec2 v_point;
varying float v_shape;
varying float v_pixel;
const vec4 nothing = vec4(0.0);
float polygon(vec2 p, float sides, float turn, float radius) {
  float angle = atan(p.x, p.y) + turn;
  float part = 6.28318530718 / sides;
  return cos(floor(0.5 + angle / part) * part - angle) * length(p) - radius;
}
float outside(vec2 p) {
  if (v_shape < 0.5) return length(p) - 0.92;
  if (v_shape < 1.5) return max(abs(p.x), abs(p.y)) - 0.82;
  if (v_shape < 2.5) return (abs(p.x) + abs(p.y)) * 0.7071 - 0.8;
  if (v_shape < 3.5) return polygon(p, 6.0, 0.0, 0.86);
  if (v_shape < 4.5) return polygon(p + vec2(0.0, 0.18), 3.0, 3.14159265, 0.62);
  if (v_shape < 5.5) return polygon(p - vec2(0.0, 0.18), 3.0, 0.0, 0.62);
  float angle = atan(p.x, p.y);
  float part = 1.25663706;
  float near = abs(mod(angle + part * 0.5, part) - part * 0.5);
  return length(p) * cos(near - 0.62) - 0.68 + near * 0.28;
}
void main(void) {
  float d = outside(v_point);
  #ifdef PICKING_MODE
  gl_FragColor = d > 0.15 ? nothing : v_color;
  #else
  float soft = v_pixel * 0.75;
  float border = clamp(v_pixel * 1.5, 0.06, 0.3);
  vec4 inner = mix(v_color, v_border, smoothstep(-border - soft, -border + soft, d));
  gl_FragColor = mix(inner, nothing, smoothstep(-soft, soft, d));
  #endif
}
`;

export interface ShapeData extends NodeDisplayData {
  shape: number;
  border: string;
}

export class ShapeProgram extends NodeProgram {
  override getDefinition() {
    const { UNSIGNED_BYTE, FLOAT } = WebGLRenderingContext;
    return {
      VERTICES: 3,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: WebGLRenderingContext.TRIANGLES,
      UNIFORMS: ["u_sizeRatio", "u_correctionRatio", "u_matrix"] as const,
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_border", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_shape", size: 1, type: FLOAT },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_angle", size: 1, type: FLOAT }],
      CONSTANT_DATA: [[0], [(2 * Math.PI) / 3], [(4 * Math.PI) / 3]],
    };
  }

  override processVisibleItem(index: number, start: number, data: ShapeData): void {
    const array = this.array;
    array[start++] = data.x;
    array[start++] = data.y;
    array[start++] = data.size;
    array[start++] = floatColor(data.color);
    array[start++] = floatColor(data.border);
    array[start++] = data.shape;
    array[start++] = index;
  }

  override setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo): void {
    gl.uniform1f(uniformLocations["u_correctionRatio"]!, params.correctionRatio);
    gl.uniform1f(uniformLocations["u_sizeRatio"]!, params.sizeRatio);
    gl.uniformMatrix3fv(uniformLocations["u_matrix"]!, false, params.matrix);
  }
}
