/** Texts count in code points, as all spans of the record do; strings of the browser do not. */

import type { Marked, Reading, Span, Statement } from './types';

/** A stretch of the text on which the same values stand. */
export interface Piece {
  start: number;
  text: string;
  marks: Mark[];
}
/** What a stretch of the text stands for. */
export interface Mark {
  kind:
    | 'speaker'
    | 'cue'
    | 'content'
    | 'trigger'
    | 'toll'
    | 'place'
    | 'time'
    | 'party'
    | 'figure'
    | 'agreement'
    | 'hand'
    | 'words';
  /** The statement's or incident's id in the reading. */
  id: string;
  said: string;
}

export function marks(
  reading: Reading,
  marked: Marked[],
  name: (kind: string, value: string) => string,
  who: (one: Marked) => string,
): [Span, Mark][] {
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
  for (const one of marked)
    if (one.on && one.decision === 'mark' && !one.problem) add(spansOf(one), 'hand', one.on, who(one));
  return all;
}

/** The words that somebody marked. */
function spansOf(one: Marked): Span[] {
  return (one.words ?? []) as Span[];
}

/** Whether any of the spans shares words with another. */
export function holds(spans: Span[], [start, end]: Span): boolean {
  return spans.some((span) => span[0] < end && start < span[1]);
}

/** The words that a statement is known by. */
export function anchor(one: Statement): Span | undefined {
  return one.content[0] ?? one.cue[0];
}

/** Where words stand in the text, as near to a code point as they do. */
export function nearest(points: string[], words: string, to: number): Span | undefined {
  const sought = Array.from(words);
  let best: Span | undefined;
  for (let at = 0; at + sought.length <= points.length; at += 1) {
    if (!sought.every((point, n) => points[at + n] === point)) continue;
    if (!best || Math.abs(at - to) < Math.abs(best[0] - to)) best = [at, at + sought.length];
  }
  return best;
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
