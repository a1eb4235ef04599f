/** The map: a bundled base, incidents by the shape of their family, and the area in which each may have been. */

import {
  GeoJSONSource,
  Map as Base,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type MapGeoJSONFeature,
  type MapSourceDataEvent,
  type StyleSpecification,
} from 'maplibre-gl';
import worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import 'maplibre-gl/dist/maplibre-gl.css';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import atlas from 'world-atlas/countries-50m.json?url';
import gazetteer from '../data/towns.json?url';
import { Clusters, type Box } from './clusters';
import { FAMILIES, SHAPES } from './kinds';
import { Pace } from './pace';
import type { Outlines } from './types';

setWorkerUrl(worker);

const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
/** How far beyond what is seen marks are ready, in widths and heights of the map. */
const BEYOND = 1;

function colour(name: string): string {
  const style = getComputedStyle(document.documentElement);
  const probe = document.createElement('i');
  probe.style.color = style.getPropertyValue(name);
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function base(): StyleSpecification {
  return {
    version: 8,
    sources: {
      countries: { type: 'geojson', data: EMPTY },
      names: { type: 'geojson', data: EMPTY },
      towns: { type: 'geojson', data: EMPTY, maxzoom: 8 },
      incidents: { type: 'geojson', data: EMPTY },
      picked: { type: 'geojson', data: EMPTY },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': '#000' } },
      { id: 'land', type: 'fill', source: 'countries', paint: { 'fill-color': '#000' } },
      { id: 'borders', type: 'line', source: 'countries', paint: { 'line-color': '#000', 'line-width': 0.7 } },
      {
        id: 'names',
        type: 'symbol',
        source: 'names',
        minzoom: 1.5,
        layout: {
          'text-field': ['get', 'name'],
          'text-size': 11,
          'text-max-width': 7,
          'symbol-sort-key': ['-', ['get', 'size']],
          'text-padding': 8,
        },
        paint: { 'text-halo-width': 1.2 },
      },
      {
        id: 'towns',
        type: 'symbol',
        source: 'towns',
        minzoom: 3,
        filter: ['>=', ['zoom'], ['get', 'from']],
        layout: {
          'text-field': ['get', 'name'],
          'text-size': 10.5,
          'text-max-width': 7,
          'symbol-sort-key': ['-', ['get', 'people']],
          'text-padding': 6,
        },
        paint: { 'text-halo-width': 1.2 },
      },
      {
        id: 'areas',
        type: 'circle',
        source: 'incidents',
        filter: ['all', ['has', 'spot'], ['>', ['get', 'px'], 0]],
        paint: {
          'circle-radius': [
            'interpolate',
            ['exponential', 2],
            ['zoom'],
            0,
            ['get', 'px'],
            20,
            ['*', ['get', 'px'], 1_048_576],
          ],
          'circle-opacity': 0.1,
          'circle-stroke-width': 1,
          'circle-stroke-opacity': 0.55,
        },
      },
      {
        id: 'clusters',
        type: 'circle',
        source: 'incidents',
        filter: ['>', ['get', 'count'], 1],
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['log10', ['get', 'count']], 0, 11, 4, 30],
          'circle-opacity': 0.92,
          'circle-stroke-width': 1.5,
        },
      },
      {
        id: 'counts',
        type: 'symbol',
        source: 'incidents',
        filter: ['>', ['get', 'count'], 1],
        layout: { 'text-field': ['get', 'label'], 'text-size': 12, 'text-allow-overlap': true },
      },
      {
        id: 'incidents',
        type: 'symbol',
        source: 'incidents',
        filter: ['==', ['get', 'count'], 1],
        layout: {
          'icon-image': ['concat', ['get', 'family'], ['case', ['>', ['get', 'px'], 0], '-open', '']],
          'icon-allow-overlap': true,
        },
      },
      {
        id: 'picked',
        type: 'circle',
        source: 'picked',
        paint: { 'circle-radius': 13, 'circle-opacity': 0, 'circle-stroke-width': 3 },
      },
      {
        id: 'places',
        type: 'symbol',
        source: 'incidents',
        minzoom: 5,
        filter: ['all', ['has', 'spot'], ['has', 'place']],
        layout: {
          'text-field': ['get', 'place'],
          'text-size': 11,
          'text-offset': [0, 1.1],
          'text-anchor': 'top',
          'text-optional': true,
        },
        paint: { 'text-halo-width': 1.2 },
      },
    ],
  };
}

export class Chart {
  readonly #map: Base;
  readonly #ready: Promise<void>;
  readonly #pace: Pace;
  #clusters: Clusters | undefined;
  /** What the marks that the map holds were made for. */
  #made: { box: Box; zoom: number } | undefined;
  #fitted = false;

  constructor(container: HTMLElement, choose: (ids: string[]) => void, moved: (bounds: Box) => void) {
    this.#map = new Base({
      container,
      style: base(),
      center: [20, 25],
      zoom: 1.2,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: 0,
      maxZoom: 13,
    });
    this.#map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    this.#map.addControl(new ScaleControl({ maxWidth: 100 }), 'bottom-left');
    this.#map.touchZoomRotate.disableRotation();
    this.#pace = new Pace(this.#map);
    this.#ready = new Promise((resolve) => {
      this.#map.on('load', () => resolve());
    });
    void this.#ready.then(() => this.#begin(choose, moved));
  }

  async #begin(choose: (ids: string[]) => void, moved: (bounds: Box) => void): Promise<void> {
    this.paint();
    const map = this.#map;
    map.on('click', 'clusters', (event) => {
      const mark = event.features?.[0];
      if (mark?.properties['cluster']) this.#open(mark);
      else if (mark) choose(this.#ids(mark));
    });
    map.on('click', 'incidents', (event) => choose((event.features ?? []).flatMap((one) => this.#ids(one))));
    for (const layer of ['clusters', 'incidents']) {
      map.on('mouseenter', layer, () => (map.getCanvas().style.cursor = 'pointer'));
      map.on('mouseleave', layer, () => (map.getCanvas().style.cursor = ''));
    }
    map.on('move', () => this.#mark());
    let last: Box | undefined;
    map.on('moveend', () => {
      // drawn finer or coarser, the map says that it moved
      const seen = this.#seen();
      if (last?.every((side, n) => side === seen[n])) return;
      last = seen;
      moved(seen);
    });
    const world = (await (await fetch(atlas)).json()) as Topology<{ countries: GeometryCollection<{ name: string }> }>;
    const countries = feature(world, world.objects.countries);
    this.#source('countries')?.setData(countries);
    this.#source('names')?.setData({ type: 'FeatureCollection', features: countries.features.flatMap(label) });
    const towns = (await (await fetch(gazetteer)).json()) as Towns;
    this.#source('towns')?.setData({ type: 'FeatureCollection', features: named(towns) });
  }

  #source(name: string): GeoJSONSource | undefined {
    return this.#map.getSource(name) as GeoJSONSource | undefined;
  }

  #seen(beyond = 0): Box {
    const bounds = this.#map.getBounds();
    const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    const [wide, high] = [(east - west) * beyond, (north - south) * beyond];
    return [west - wide, Math.max(-90, south - high), east + wide, Math.min(90, north + high)];
  }

  #open(cluster: MapGeoJSONFeature): void {
    const zoom = this.#clusters?.opens(Number(cluster.properties['cluster_id']));
    const at = (cluster.geometry as GeoJSON.Point).coordinates as [number, number];
    if (zoom !== undefined) this.#map.easeTo({ center: at, zoom: zoom + 0.2 });
  }

  #ids(spot: MapGeoJSONFeature): string[] {
    return this.#clusters?.ids(Number(spot.properties['spot'])) ?? [];
  }

  /** Give the map the marks of what it shows and of some way around, where it does not have them yet. */
  #mark(): void {
    const zoom = Math.floor(this.#map.getZoom());
    const [west, south, east, north] = this.#seen();
    const made = this.#made;
    if (
      made?.zoom === zoom &&
      made.box[0] <= west &&
      made.box[1] <= south &&
      made.box[2] >= east &&
      made.box[3] >= north
    )
      return;
    const box = this.#seen(BEYOND);
    this.#made = { box, zoom };
    void this.#source('incidents')?.setData(this.#clusters?.within(box, zoom) ?? EMPTY);
  }

  /** Colours as the pages have them; again when these change. */
  paint(): void {
    const map = this.#map;
    const [text, ground] = [colour('--text'), colour('--sheet')];
    map.setPaintProperty('sea', 'background-color', colour('--raised'));
    map.setPaintProperty('land', 'fill-color', ground);
    map.setPaintProperty('borders', 'line-color', colour('--line'));
    for (const layer of ['names', 'towns', 'places']) {
      map.setPaintProperty(layer, 'text-color', layer === 'places' ? text : colour('--quiet'));
      map.setPaintProperty(layer, 'text-halo-color', ground);
    }
    map.setPaintProperty('clusters', 'circle-color', [
      'case',
      ['>', ['get', 'disputed'], 0],
      colour('--warn-ground'),
      colour('--accent-ground'),
    ]);
    map.setPaintProperty('clusters', 'circle-stroke-color', [
      'case',
      ['>', ['get', 'disputed'], 0],
      colour('--warn'),
      colour('--accent'),
    ]);
    map.setPaintProperty('counts', 'text-color', text);
    map.setPaintProperty('picked', 'circle-stroke-color', text);
    const by: (string | string[])[] = [];
    for (const kind of FAMILIES) {
      const fill = colour(`--${kind}`);
      for (const open of [false, true]) this.#icon(`${kind}${open ? '-open' : ''}`, SHAPES[kind], fill, ground, open);
      by.push(kind, fill);
    }
    const paint = ['match', ['get', 'family'], ...by, text] as unknown as string;
    map.setPaintProperty('areas', 'circle-color', paint);
    map.setPaintProperty('areas', 'circle-stroke-color', paint);
  }

  #icon(name: string, shape: string, fill: string, ground: string, open: boolean): void {
    const size = 36;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = size;
    const brush = canvas.getContext('2d');
    if (!brush) return;
    brush.scale(size / 20, size / 20);
    brush.translate(2, 2);
    const path = new Path2D(shape);
    brush.lineJoin = 'round';
    brush.lineWidth = open ? 2.2 : 1.6;
    brush.fillStyle = open ? ground : fill;
    brush.strokeStyle = open ? fill : ground;
    brush.fill(path);
    brush.stroke(path);
    const image = brush.getImageData(0, 0, size, size);
    if (this.#map.hasImage(name)) this.#map.updateImage(name, image);
    else this.#map.addImage(name, image, { pixelRatio: 2 });
  }

  /** Show these incidents; done when they are drawn. */
  async show(outlines: Outlines): Promise<void> {
    await this.#ready;
    this.#clusters = new Clusters(outlines);
    this.#made = undefined;
    this.#pace.hurry();
    const drawn = this.#drawn();
    if (!this.#fitted && outlines.ids.length) {
      this.#fitted = true;
      this.fit();
    }
    this.#mark();
    await drawn;
  }

  /** When the marks that the map is given next are drawn: all their tiles are there, and a picture was made since. Rest comes after that. */
  #drawn(): Promise<void> {
    const map = this.#map;
    return new Promise((resolve) => {
      const done = () => {
        map.off('sourcedata', loaded);
        map.off('idle', done);
        resolve();
      };
      const loaded = (event: MapSourceDataEvent) => {
        if (event.sourceId !== 'incidents' || !event.tile || !event.isSourceLoaded) return;
        map.off('sourcedata', loaded);
        void map.once('render', done);
      };
      map.on('sourcedata', loaded);
      map.on('idle', done);
    });
  }

  /** Show all incidents. */
  fit(): void {
    const box = this.#clusters?.box();
    if (box) this.#map.fitBounds(box, { padding: 60, maxZoom: 7, animate: false });
  }

  pick(point: [number, number] | undefined): void {
    const features: GeoJSON.Feature[] = point
      ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: point }, properties: {} }]
      : [];
    this.#source('picked')?.setData({ type: 'FeatureCollection', features });
  }

  end(): void {
    this.#map.remove();
  }
}

/** The larger towns, the largest first: degrees in hundredths, people in thousands. */
interface Towns {
  names: string[];
  lat: number[];
  lon: number[];
  people: number[];
}

/** Towns with how close one must come to see their names. */
function named(towns: Towns): GeoJSON.Feature[] {
  return towns.names.map((name, at) => {
    const [lat = 0, lon = 0, people = 0] = [towns.lat[at], towns.lon[at], towns.people[at]];
    const from = people >= 3000 ? 3 : people >= 1000 ? 4 : people >= 300 ? 5 : people >= 100 ? 6 : 7;
    return {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [lon / 100, lat / 100] },
      properties: { name, people, from },
    };
  });
}

/** Where a country's name stands: in the middle of its largest part. */
function label(country: GeoJSON.Feature<GeoJSON.Geometry, { name: string }>): GeoJSON.Feature[] {
  const { geometry } = country;
  const parts =
    geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.type === 'MultiPolygon' ? geometry.coordinates : [];
  let best: { at: [number, number]; size: number } | undefined;
  for (const [ring] of parts) {
    if (!ring) continue;
    let [area, x, y] = [0, 0, 0];
    for (const [n, [ax = 0, ay = 0]] of ring.entries()) {
      const [bx = 0, by = 0] = ring[(n + 1) % ring.length] ?? [];
      const cross = ax * by - bx * ay;
      area += cross;
      x += (ax + bx) * cross;
      y += (ay + by) * cross;
    }
    const size = Math.abs(area);
    if (area && (!best || size > best.size)) best = { at: [x / (3 * area), y / (3 * area)], size };
  }
  if (!best) return [];
  return [
    {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: best.at },
      properties: { name: country.properties.name, size: best.size },
    },
  ];
}
