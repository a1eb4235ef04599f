/** Texts count in code points, as all spans of the record do; strings of the browser do not. */

import type { Reading, Span } from './types';

/** A stretch of the text on which the same values stand. */
export interface Piece {
  start: number;
  text: string;
  marks: Mark[];
}
/** What a stretch of the text stands for. */
export interface Mark {
  kind:
    'speaker' | 'cue' | 'content' | 'trigger' | 'toll' | 'place' | 'time' | 'party' | 'figure' | 'agreement' | 'words';
  /** The statement's or incident's id in the reading. */
  id: string;
  said: string;
}

export function marks(reading: Reading, name: (kind: string, value: string) => string): [Span, Mark][] {
  const all: [Span, Mark][] = [];
  const add = (spans: Span[], kind: Mark['kind'], id: string, said: string) => {
    for (const span of spans) if (span[1] > span[0]) all.push([span, { kind, id, said }]);
  };
  for (const one of reading.statements) {
    const said = `${one.speaker_name ?? '–'} · ${name('act', one.act)}`;
    add(one.speaker, 'speaker', one.id, said);
    add(one.cue, 'cue', one.id, said);
    add(one.content, 'content', one.id, said);
  }
  for (const one of reading.incidents) {
    const said = name('type', one.type);
    add(one.triggers, 'trigger', one.id, said);
    add(one.date?.spans ?? [], 'time', one.id, said);
    add(one.place?.spans ?? [], 'place', one.id, said);
    for (const party of [...one.actors, ...one.targets]) add(party.spans, 'party', one.id, `${party.name} · ${said}`);
    for (const toll of [...one.killed, ...one.injured]) add(toll.spans, 'toll', one.id, said);
  }
  for (const [at, one] of reading.figures.entries()) add(one.spans, 'figure', `f${at}`, one.what);
  for (const [at, one] of reading.agreements.entries()) add(one.spans, 'agreement', `a${at}`, one.name);
  return all;
}

/** The text cut where marks begin and end, a list a paragraph. */
export function paragraphs(points: string[], all: [Span, Mark][]): Piece[][] {
  const cuts = new Set<number>([0, points.length]);
  for (const [[start, end]] of all) {
    if (start < points.length) cuts.add(start);
    if (end <= points.length) cuts.add(end);
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  const out: Piece[][] = [[]];
  for (const [n, start] of sorted.entries()) {
    const end = sorted[n + 1];
    if (end === undefined) break;
    const on = all.filter(([span]) => span[0] <= start && span[1] >= end).map(([, mark]) => mark);
    let from = start;
    // a paragraph ends at an empty line, also within a marked stretch
    for (let at = start; at < end; at += 1) {
      if (points[at] === '\n' && points[at + 1] === '\n') {
        if (at > from) out.at(-1)?.push({ start: from, text: points.slice(from, at).join(''), marks: on });
        while (at + 1 < end && points[at + 1] === '\n') at += 1;
        from = at + 1;
        out.push([]);
      }
    }
    if (end > from) out.at(-1)?.push({ start: from, text: points.slice(from, end).join(''), marks: on });
  }
  return out.filter((paragraph) => paragraph.length);
}

export function words(points: string[], spans: Span[]): string {
  return spans.map(([start, end]) => points.slice(start, end).join('')).join(' … ');
}
