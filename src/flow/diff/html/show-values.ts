import type { Json } from '../../json.ts';
import type { Change } from '../change.ts';
import { compareLines, differenceIn, foldRows, type Piece, type ShownRow } from './diff-lines.ts';
import { escapeHtml } from './markup.ts';

/** Kinds whose sentence says everything there is to see. */
const saidAlready: ReadonlySet<Change['kind']> = new Set([
  'flow-added',
  'flow-removed',
  'flow-renamed',
  'step-added',
  'step-removed',
  'step-renamed',
  'step-moved',
  'step-name',
  'edge-added',
  'edge-removed',
  'edge-changed',
  'reach',
  'test',
  'text',
  'layout',
]);

/** Characters a value may have to stand in a line with its field. */
const longestInline = 48;

/** Rows of one comparison; the rest of a longer one is counted. */
const mostRows = 300;

/** What was there and what is there now, as a line where both are short, else line by line beside each other. */
export function showValues(change: Change): string {
  const { before, after, field } = change;
  if (saidAlready.has(change.kind) || (before === undefined && after === undefined)) return '';
  const [was, is] = [textOf(before), textOf(after)];
  if (was === is) return '';
  const label = field === null ? '' : `<code class="field">${escapeHtml(field)}</code> `;
  if (isShort(was) && isShort(is)) return `<p class="values">${label}${showShort(was, is)}</p>`;
  const caption = field === null ? 'Values' : `Values of ${field}`;
  const heading = field === null ? '' : `<p class="values">${label}</p>`;
  return heading + showLines(was, is, caption);
}

function textOf(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

function isShort(text: string | undefined): boolean {
  return text === undefined || (text.length <= longestInline && !text.includes('\n'));
}

function showShort(was: string | undefined, is: string | undefined): string {
  const old = was === undefined ? '<span class="unset">not set</span>' : `<del>${escapeHtml(was)}</del>`;
  const now = is === undefined ? '<span class="unset">not set</span>' : `<ins>${escapeHtml(is)}</ins>`;
  return `<span class="sr">before: </span>${old}<span class="arrow" aria-hidden="true"> → </span><span class="sr">, after: </span>${now}`;
}

function showLines(was: string | undefined, is: string | undefined, caption: string): string {
  if (was === undefined || is === undefined)
    return showOneSide(was ?? is ?? '', is === undefined ? 'removed' : 'added', caption);
  const rows = foldRows(compareLines(was, is));
  const left = rows.length - mostRows;
  const more = left > 0 ? `<tr class="hidden"><td colspan="4">${left} more rows</td></tr>` : '';
  return [
    '<div class="lines" tabindex="0" role="group" aria-label="',
    escapeHtml(caption),
    `"><table><caption class="sr">${escapeHtml(caption)}, line by line</caption><colgroup><col class="n"><col><col class="n"><col></colgroup><thead><tr>`,
    '<th scope="col" colspan="2">Before</th><th scope="col" colspan="2">After</th></tr></thead><tbody>',
    ...rows.slice(0, mostRows).map(showRow),
    more,
    '</tbody></table></div>',
  ].join('');
}

function showOneSide(text: string, mark: 'added' | 'removed', caption: string): string {
  const lines = text.split('\n');
  const rows = lines
    .slice(0, mostRows)
    .map((line, index) => `<tr>${cell({ number: index + 1, html: wrap(escapeHtml(line), mark), mark })}</tr>`);
  const more =
    lines.length > mostRows ? `<tr class="hidden"><td colspan="2">${lines.length - mostRows} more rows</td></tr>` : '';
  const head = mark === 'added' ? 'After' : 'Before';
  return [
    `<div class="lines one" tabindex="0" role="group" aria-label="${escapeHtml(caption)}"><table><caption class="sr">${escapeHtml(caption)}</caption><colgroup><col class="n"><col></colgroup>`,
    `<thead><tr><th scope="col" colspan="2">${head}</th></tr></thead><tbody>${rows.join('')}${more}</tbody></table></div>`,
  ].join('');
}

function showRow(row: ShownRow): string {
  if (row.mark === 'hidden') {
    const words = `${row.count} equal line${row.count === 1 ? '' : 's'}`;
    return `<tr class="hidden"><td colspan="4">${words}</td></tr>`;
  }
  const { before, after, mark } = row;
  const inside =
    before !== undefined && after !== undefined && mark === 'changed'
      ? differenceIn(before.text, after.text)
      : undefined;
  const old =
    before &&
    cell({
      number: before.number,
      mark: mark === 'same' ? 'same' : 'removed',
      html: part(before.text, inside?.before, mark === 'same' ? 'same' : 'removed'),
    });
  const now =
    after &&
    cell({
      number: after.number,
      mark: mark === 'same' ? 'same' : 'added',
      html: part(after.text, inside?.after, mark === 'same' ? 'same' : 'added'),
    });
  const empty = '<td class="number nothing"></td><td class="nothing"></td>';
  return `<tr>${old ?? empty}${now ?? empty}</tr>`;
}

type Mark = 'same' | 'added' | 'removed';

function part(text: string, pieces: readonly Piece[] | undefined, mark: Mark): string {
  if (mark === 'same') return escapeHtml(text);
  if (pieces === undefined) return wrap(escapeHtml(text), mark);
  const marked = pieces.map((piece) =>
    piece.isShared ? escapeHtml(piece.text) : `<mark>${escapeHtml(piece.text)}</mark>`,
  );
  return wrap(marked.join(''), mark);
}

function wrap(html: string, mark: Mark): string {
  if (mark === 'same') return html;
  return mark === 'added' ? `<ins>${html}</ins>` : `<del>${html}</del>`;
}

function cell({ number, html, mark }: { readonly number: number; readonly html: string; readonly mark: Mark }): string {
  const sign = { same: '', added: '+', removed: '−' }[mark];
  return `<td class="number ${mark}">${number}<span class="sign">${sign}</span></td><td class="text ${mark}">${html === '' ? ' ' : html}</td>`;
}
