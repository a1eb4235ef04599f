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

/** What stands at one point: an incident, or all that are told of one town, which no closeness tells apart. */
interface Spot {
  /** Its number, for `ids`. */
  spot: number;
  count: number;
  family: string;
  /** Reach of the widest area in which one of them may have been, in pixels where the world is 512 pixels wide. */
  px: number;
  disputed: number;
  place?: string;
}

/** A number in the room of a mark: 1.2k. */
function short(count: number): string {
  if (count < 1000) return String(count);
  return `${count < 10_000 ? Math.round(count / 100) / 10 : Math.round(count / 1000)}k`;
}

/**
 * All incidents of a search, clustered once: the map is given only the marks of what it shows. Given them all, it would copy, cut into tiles and lay out
 * each of 25,000 anew whenever a filter changes. Those of one point are one from the start, so that the work grows with the places told of.
 */
export class Clusters {
  readonly #index = new Supercluster<Spot, { count: number; disputed: number }>({
    radius: NEAR,
    extent: 512,
    maxZoom: CLOSEST,
    map: ({ count, disputed }) => ({ count, disputed }),
    reduce: (all, one) => {
      all.count += one.count;
      all.disputed += one.disputed;
    },
  });
  readonly #ids: string[][] = [];
  readonly #lons: number[] = [];
  readonly #lats: number[] = [];

  constructor(outlines: Outlines) {
    const spots = new Map<string, GeoJSON.Feature<GeoJSON.Point, Spot>>();
    for (const [at, id] of outlines.ids.entries()) {
      const lat = outlines.lat[at];
      const lon = outlines.lon[at];
      if (lat === null || lat === undefined || lon === null || lon === undefined) continue;
      this.#lons.push(lon);
      this.#lats.push(lat);
      const precision = outlines.precision[at];
      const metres = reach(
        precision === null || precision === undefined ? null : (outlines.precisions[precision] ?? null),
      );
      const px = metres / (METRES * Math.cos((lat * Math.PI) / 180));
      const disputed = outlines.disputed[at] ? 1 : 0;
      const key = `${lat} ${lon}`;
      const there = spots.get(key)?.properties;
      if (there) {
        there.count += 1;
        there.disputed += disputed;
        there.px = Math.max(there.px, px);
        this.#ids[there.spot]?.push(id);
        continue;
      }
      const name = outlines.place[at];
      const place = name === null || name === undefined ? undefined : outlines.places[name];
      spots.set(key, {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [lon, lat] },
        properties: {
          spot: this.#ids.length,
          count: 1,
          family: family(outlines.types[outlines.type[at] ?? 0] ?? ''),
          px,
          disputed,
          ...(place === undefined ? {} : { place }),
        },
      });
      this.#ids.push([id]);
    }
    this.#index.load([...spots.values()]);
    this.#lons.sort((a, b) => a - b);
    this.#lats.sort((a, b) => a - b);
  }

  /** The marks within `box` at `zoom`: clusters with `cluster_id`, and spots with `spot`; each with its `count`, in few letters as `label`. */
  within(box: Box, zoom: number): GeoJSON.FeatureCollection {
    const features = this.#index.getClusters(box, Math.floor(zoom)).map((one) => ({
      ...one,
      properties: { ...one.properties, label: short(one.properties.count) },
    }));
    return { type: 'FeatureCollection', features };
  }

  /** The incidents of a spot. */
  ids(spot: number): string[] {
    return this.#ids[spot] ?? [];
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
