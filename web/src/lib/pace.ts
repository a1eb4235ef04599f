/** A map that is drawn by the processor, without a graphics card, keeps up with the hand by fewer pixels. */

import type { Map as Base } from 'maplibre-gl';

/** Milliseconds that one picture may take: above it, sixty a second are out of reach. */
const SLOW = 12;
/** Milliseconds of rest after which all pixels are drawn again. */
const REST = 150;

/** Draws a map at half its resolution while it moves or changes, where one picture takes long; at the whole one when it rests. */
export class Pace {
  readonly #map: Base;
  readonly #whole: number;
  #timed = false;
  #slow = false;
  #coarse = false;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(map: Base) {
    this.#map = map;
    this.#whole = map.getPixelRatio();
    map.on('movestart', () => this.hurry());
    map.on('idle', () => {
      if (!this.#timed) {
        // drawing one more picture ends in rest again
        this.#timed = true;
        this.#slow = this.#takes() > SLOW;
      }
      if (!this.#coarse) return;
      clearTimeout(this.#rest);
      this.#rest = setTimeout(() => this.#sharpen(), REST);
    });
  }

  /** Something is about to be drawn that somebody waits for. */
  hurry(): void {
    clearTimeout(this.#rest);
    if (!this.#slow || this.#coarse) return;
    this.#coarse = true;
    this.#map.setPixelRatio(this.#whole / 2);
  }

  #sharpen(): void {
    if (!this.#coarse || this.#map.isMoving()) return;
    this.#map.setPixelRatio(this.#whole);
    // only now: setting it tells of a movement, which is none
    this.#coarse = false;
  }

  /** Milliseconds that one picture takes until it is there: reading a pixel waits for it. */
  #takes(): number {
    const canvas = this.#map.getCanvas();
    const gl = canvas.getContext('webgl2') ?? canvas.getContext('webgl');
    if (!gl) return 0;
    const begun = performance.now();
    this.#map.redraw();
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    return performance.now() - begun;
  }
}
