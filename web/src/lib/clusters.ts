/** Incidents that stand too near one another on the map to be told apart, as one mark with their number. */

import Supercluster from 'supercluster';
import { family, reach } from './kinds';
import type { Outlines } from './types';

/** Metres of a pixel at the equator where the whole world is 512 pixels wide. */
const METRES = 78_271.517;
/** How near, in pixels, and from how close on each incident stands by itself. */
const NEAR = 42;
const CLOSEST = 11;

export type Box = [west: number, south: number, east: number, north: number];

interface One {
  id: string;
  family: string;
  /** Reach of the area in which it may have been, in pixels where the world is 512 pixels wide. */
  px: number;
  disputed: number;
  place?: string;
}

/**
 * All incidents of a search, clustered once: the map is given only the marks of what it shows. Given them all, it would copy, cut into tiles and lay out
 * each of 25,000 anew whenever a filter changes.
 */
export class Clusters {
  readonly #index = new Supercluster<One, { disputed: number }>({
    radius: NEAR,
    extent: 512,
    maxZoom: CLOSEST,
    map: ({ disputed }) => ({ disputed }),
    reduce: (all, one) => {
      all.disputed += one.disputed;
    },
  });
  readonly #lons: number[] = [];
  readonly #lats: number[] = [];

  constructor(outlines: Outlines) {
    const points: GeoJSON.Feature<GeoJSON.Point, One>[] = [];
    for (const [at, id] of outlines.ids.entries()) {
      const lat = outlines.lat[at];
      const lon = outlines.lon[at];
      if (lat === null || lat === undefined || lon === null || lon === undefined) continue;
      const precision = outlines.precision[at];
      const metres = reach(
        precision === null || precision === undefined ? null : (outlines.precisions[precision] ?? null),
      );
      const name = outlines.place[at];
      const place = name === null || name === undefined ? undefined : outlines.places[name];
      points.push({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [lon, lat] },
        properties: {
          id,
          family: family(outlines.types[outlines.type[at] ?? 0] ?? ''),
          px: metres / (METRES * Math.cos((lat * Math.PI) / 180)),
          disputed: outlines.disputed[at] ? 1 : 0,
          ...(place === undefined ? {} : { place }),
        },
      });
      this.#lons.push(lon);
      this.#lats.push(lat);
    }
    this.#index.load(points);
    this.#lons.sort((a, b) => a - b);
    this.#lats.sort((a, b) => a - b);
  }

  /** The marks within `box` at `zoom`: clusters with `point_count`, and incidents. */
  within(box: Box, zoom: number): GeoJSON.FeatureCollection {
    return { type: 'FeatureCollection', features: this.#index.getClusters(box, Math.floor(zoom)) };
  }

  /** How close one must come for a cluster to fall apart. */
  opens(cluster: number): number {
    return this.#index.getClusterExpansionZoom(cluster);
  }

  /** Where all stand but the few that lie far off, which shall not make all others small. */
  box(): Box | undefined {
    const cut = Math.floor(this.#lons.length * 0.02);
    const [west, east] = [this.#lons[cut], this.#lons[this.#lons.length - 1 - cut]];
    const [south, north] = [this.#lats[cut], this.#lats[this.#lats.length - 1 - cut]];
    if (west === undefined || east === undefined || south === undefined || north === undefined) return undefined;
    return [west, south, east, north];
  }
}
