/** Where the reader looks: the camera, which follows the state and is told of in it. */

import type Sigma from "sigma";
import { calm } from "./app.ts";
import type { Store } from "./state.ts";

interface View {
  readonly x: number;
  readonly y: number;
  readonly ratio: number;
}

/** All that is drawn, which the state calls `null`. */
const WHOLE: View = { x: 0.5, y: 0.5, ratio: 1 };

/** How close one comes to an entity: its neighbours' names can be read. */
const CLOSE = 0.35;

function alike(a: View, b: View): boolean {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y) + Math.abs(a.ratio - b.ratio) < 1e-3 * Math.min(a.ratio, b.ratio);
}

export class Gaze {
  /** Whom the camera went to; while a layout is under way it follows. */
  private sought = "";

  constructor(private readonly sigma: Sigma<never, never>, private readonly store: Store) {
    this.follow();
    this.sigma.getCamera().on("updated", ({ x, y, ratio }) => {
      const { camera } = store.state;
      const now = { x, y, ratio };
      if (!alike(now, camera ?? WHOLE)) store.set({ camera: alike(now, WHOLE) ? null : now });
    });
    for (const gesture of ["downStage", "wheelStage", "wheelNode"] as const) sigma.on(gesture, () => (this.sought = ""));
  }

  /** Look where the state says. */
  follow(): void {
    const { camera } = this.store.state;
    if (!alike(this.sigma.getCamera(), camera ?? WHOLE)) this.sigma.getCamera().setState(camera ?? WHOLE);
  }

  private move(to: Partial<View>, duration: number): void {
    const camera = this.sigma.getCamera();
    if (calm()) camera.setState(to); // an animation of no length ends nowhere
    else void camera.animate(to, { duration });
  }

  /** Move to an entity. */
  goTo(slug: string): void {
    const place = this.sigma.getNodeDisplayData(slug);
    if (!place) return;
    this.sought = slug;
    this.move({ x: place.x, y: place.y, ratio: CLOSE }, 350);
  }

  /** What is drawn has moved: whoever was sought stands elsewhere. */
  arrived(): void {
    if (this.sought) this.goTo(this.sought);
  }

  /** Show all that is drawn. */
  fit(): void {
    this.sought = "";
    this.move(WHOLE, 300);
  }

  /** Move the picture by a quarter of what is seen. */
  pan([x, y]: readonly [number, number]): void {
    this.sought = "";
    const camera = this.sigma.getCamera();
    this.move({ x: camera.x + x * 0.25 * camera.ratio, y: camera.y - y * 0.25 * camera.ratio }, 150);
  }

  zoom(factor: number): void {
    const { ratio } = this.sigma.getCamera();
    this.move({ ratio: this.sigma.getCamera().getBoundedRatio(ratio * factor) }, 150);
  }
}
