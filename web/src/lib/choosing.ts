/** Choosing words of a text, with the mouse or the keyboard alone: both end in the browser's own selection, of which the span is told. */

import type { Span } from './types';

/** The words of a text, each by its code points. */
export function wordsIn(points: string[]): Span[] {
  const letter = /[\p{L}\p{N}\p{M}]/u;
  const joins = /['’.,:/-]/u;
  const found: Span[] = [];
  let at = 0;
  while (at < points.length) {
    if (!letter.test(points[at] ?? '')) {
      at += 1;
      continue;
    }
    const start = at;
    // an apostrophe, a point or a hyphen within a word is part of it: 2,500; semi-official
    while (
      at < points.length &&
      (letter.test(points[at] ?? '') || (joins.test(points[at] ?? '') && letter.test(points[at + 1] ?? '')))
    )
      at += 1;
    found.push([start, at]);
  }
  return found;
}

/** The word at a code point, or the first one after it: its place among the words. */
export function wordAt(words: Span[], point: number): number {
  const found = words.findIndex(([, end]) => end > point);
  return found === -1 ? words.length - 1 : found;
}

const START = 'start';
/** Pixels that are kept free above the chosen words, and twice as many below. */
const EDGE = 80;

/** Where a code point is on the page: the text's pieces tell where they begin. */
function place(text: HTMLElement, point: number): [Node, number] | undefined {
  const pieces = [...text.querySelectorAll<HTMLElement>(`[data-${START}]`)];
  const piece = pieces.findLast((one) => Number(one.dataset[START]) <= point);
  const node = piece?.firstChild;
  if (!piece || !node) return undefined;
  const inside = Array.from(node.textContent ?? '').slice(0, point - Number(piece.dataset[START]));
  return [node, inside.join('').length];
}

/** The code point at a place on the page. */
function pointAt(node: Node | null, offset: number): number | undefined {
  const piece = (node instanceof Element ? node : node?.parentElement)?.closest<HTMLElement>(`[data-${START}]`);
  if (!node || !piece) return undefined;
  const before =
    node instanceof Element ? (offset ? (piece.textContent ?? '') : '') : (node.textContent ?? '').slice(0, offset);
  return Number(piece.dataset[START]) + Array.from(before).length;
}

/** What of the text is selected, without the blanks around it; nothing where nothing is, or it is selected elsewhere. */
export function selected(text: HTMLElement, points: string[]): Span | undefined {
  const selection = getSelection();
  if (!selection?.rangeCount || selection.isCollapsed || !text.contains(selection.anchorNode)) return undefined;
  const range = selection.getRangeAt(0);
  let [start, end] = [pointAt(range.startContainer, range.startOffset), pointAt(range.endContainer, range.endOffset)];
  if (start === undefined) return undefined;
  // who draws over the end of a paragraph ends between two pieces
  end ??= start + Array.from(selection.toString()).length;
  const blank = (at: number) => /\s/u.test(points[at] ?? ' ');
  while (start < end && blank(start)) start += 1;
  while (end > start && blank(end - 1)) end -= 1;
  return end > start ? [start, end] : undefined;
}

/** Select from one word to another, and bring the latter into view. */
export function select(text: HTMLElement, from: Span, to: Span): void {
  const forward = from[0] <= to[0];
  const [anchor, focus] = forward
    ? [place(text, from[0]), place(text, to[1] - 1)]
    : [place(text, from[1] - 1), place(text, to[0])];
  if (!anchor || !focus) return;
  const after = ([node, offset]: [Node, number]): [Node, number] => {
    const [next] = Array.from((node.textContent ?? '').slice(offset));
    return [node, offset + (next?.length ?? 0)];
  };
  const [a, f] = forward ? [anchor, after(focus)] : [after(anchor), focus];
  getSelection()?.setBaseAndExtent(a[0], a[1], f[0], f[1]);
  const box = middle(text, to);
  if (!box) return;
  // the bar with what can be said lies over the end of the window
  const [above, below] = [EDGE - box.top, box.bottom - (innerHeight - 2 * EDGE)];
  if (above > 0) scrollBy({ top: -above });
  else if (below > 0) scrollBy({ top: below });
}

function middle(text: HTMLElement, word: Span): DOMRect | undefined {
  const [at, end] = [place(text, word[0]), place(text, word[1] - 1)];
  if (!at || !end) return undefined;
  const range = document.createRange();
  range.setStart(...at);
  range.setEnd(...end);
  return range.getClientRects()[0] ?? range.getBoundingClientRect();
}

/** The word above or below another, as the lines are broken now: its place among the words. */
export function lineAway(text: HTMLElement, words: Span[], from: number, step: 1 | -1): number {
  const start = words[from] && middle(text, words[from]);
  if (!start) return from;
  const x = start.left + start.width / 2;
  let [best, distance, line] = [from, Infinity, 0];
  for (let at = from + step; at >= 0 && at < words.length; at += step) {
    const word = words[at];
    const box = word && middle(text, word);
    if (!box || Math.abs(box.top - start.top) < start.height / 2) continue;
    if (line === 0) line = box.top;
    if (Math.abs(box.top - line) > start.height / 2) break;
    const away = Math.abs(box.left + box.width / 2 - x);
    if (away < distance) [best, distance] = [at, away];
  }
  return best;
}
