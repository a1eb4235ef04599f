import { expect, test } from '@playwright/test';
import { Clusters } from '../src/lib/clusters';
import type { Outlines } from '../src/lib/types';

const WORLD: [number, number, number, number] = [-180, -85, 180, 85];

/** Incidents at these degrees, each disputed or not; none at all without degrees. */
function outlines(...at: ([number, number, boolean] | null)[]): Outlines {
  const each = <T>(value: T) => at.map(() => value);
  return {
    total: at.length,
    left_off: 0,
    ids: at.map((_, n) => `i${n}`),
    lon: at.map((one) => one?.[0] ?? null),
    lat: at.map((one) => one?.[1] ?? null),
    disputed: at.map((one) => one?.[2] ?? false),
    status: each(0),
    statuses: ['reported'],
    last: each(null),
    type: each(0),
    types: ['shelling'],
    place: each(0),
    places: ['Sarnem'],
    precision: each(null),
    precisions: [],
    first: each(null),
    killed_min: each(null),
    killed_max: each(null),
    reports: each(1),
  };
}

test('incidents near one another are one mark with their number, until one comes close', () => {
  const all = new Clusters(outlines([40.1, 10.1, true], [40.2, 10.2, false], [80, 50, false], null));
  const far = all.within(WORLD, 2.9).features;
  expect(far).toHaveLength(2);
  const cluster = far.find((one) => one.properties?.['cluster']);
  expect(cluster?.properties).toMatchObject({ count: 2, label: '2', disputed: 1 });
  const zoom = all.opens(Number(cluster?.properties?.['cluster_id']));
  expect(all.within(WORLD, zoom).features).toHaveLength(3);
  const near = all.within([39, 9, 41, 11], zoom).features;
  expect(near.flatMap((one) => all.ids(Number(one.properties?.['spot']))).sort()).toEqual(['i0', 'i1']);
});

test('incidents of one town stay one mark, however close one comes, and it knows them all', () => {
  const town = Array.from({ length: 1240 }, (_, n): [number, number, boolean] => [40.1, 10.1, n === 3]);
  const all = new Clusters(outlines(...town, [40.2, 10.2, false]));
  const far = all.within(WORLD, 2).features;
  expect(far.map((one) => one.properties?.['label'])).toEqual(['1.2k']);
  const spots = all.within(WORLD, 13).features;
  expect(spots.map((one) => one.properties?.['count'])).toEqual([1240, 1]);
  expect(spots[0]?.properties).toMatchObject({ disputed: 1 });
  expect(all.ids(Number(spots[0]?.properties?.['spot']))).toHaveLength(1240);
});

test('a map of no place has no box, and a few far off do not widen it', () => {
  expect(new Clusters(outlines(null)).box()).toBeUndefined();
  const many = Array.from({ length: 99 }, (_, n): [number, number, boolean] => [40 + n / 100, 10, false]);
  const box = new Clusters(outlines(...many, [-120, -40, false])).box();
  expect(box?.[0]).toBeGreaterThan(39);
  expect(box?.[1]).toBe(10);
});
