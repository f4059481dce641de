/** A stretch of a line. */
export type Inline =
  | { readonly kind: 'text' | 'code' | 'strong' | 'em'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

/** One part of a page of help. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly inlines: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Inline[])[])[] };

/** Reads the Markdown our own pages of help are written in; anything else in it stays plain text. */
export function readMarkdown(text: string): readonly Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const { block, next } = readBlock(lines, at);
    if (block !== undefined) blocks.push(block);
    at = next;
  }
  return blocks;
}

type ReadBlock = { readonly block: Block | undefined; readonly next: number };

const item = /^\s*(?:[-*]|(\d+)\.)\s+(.*)$/;

function readBlock(lines: readonly string[], at: number): ReadBlock {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { block: undefined, next: at + 1 };
  const fence = /^\s*```(\w*)/.exec(line);
  if (fence !== null) return readFence(lines, at, fence[1] ?? '');
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading !== null) {
    const inlines = readInlines(heading[2] ?? '');
    return { block: { kind: 'heading', level: heading[1]?.length ?? 1, inlines }, next: at + 1 };
  }
  if (line.trimStart().startsWith('|')) return readTable(lines, at);
  if (item.test(line)) return readItems(lines, at);
  return readParagraph(lines, at);
}

function readFence(lines: readonly string[], at: number, language: string): ReadBlock {
  const end = lines.findIndex((line, index) => index > at && line.trimStart().startsWith('```'));
  const last = end === -1 ? lines.length : end;
  return { block: { kind: 'code', language, text: lines.slice(at + 1, last).join('\n') }, next: last + 1 };
}

function readTable(lines: readonly string[], at: number): ReadBlock {
  let next = at;
  while ((lines[next] ?? '').trimStart().startsWith('|')) next += 1;
  const rows = lines
    .slice(at, next)
    .filter((line) => !/^[\s|:-]+$/.test(line))
    .map((line) => cellsOf(line).map(readInlines));
  return { block: { kind: 'table', rows }, next };
}

/** Cells of a row; a bar inside of code or after a backslash is no border. */
function cellsOf(line: string): readonly string[] {
  const cells = line.trim().match(/(?:`[^`]*`|\\.|[^|`\\])+/g) ?? [];
  return cells
    .map((cell) => cell.trim().replaceAll('\\|', '|'))
    .filter((cell, index, all) => cell !== '' || index < all.length - 1);
}

function readItems(lines: readonly string[], at: number): ReadBlock {
  const items: string[] = [];
  let next = at;
  while (next < lines.length && (lines[next] ?? '').trim() !== '') {
    const line = lines[next] ?? '';
    const found = item.exec(line);
    if (found !== null) items.push(found[2] ?? '');
    else if (items.length > 0) items.push(`${items.pop() ?? ''} ${line.trim()}`);
    next += 1;
  }
  const isOrdered = item.exec(lines[at] ?? '')?.[1] !== undefined;
  return { block: { kind: 'list', isOrdered, items: items.map(readInlines) }, next };
}

function readParagraph(lines: readonly string[], at: number): ReadBlock {
  let next = at;
  while (next < lines.length && !startsOther(lines[next] ?? '', next > at)) next += 1;
  const inlines = readInlines(
    lines
      .slice(at, next)
      .map((line) => line.trim())
      .join(' '),
  );
  return { block: { kind: 'paragraph', inlines }, next };
}

function startsOther(line: string, isLater: boolean): boolean {
  return line.trim() === '' || (isLater && (/^(#{1,6}\s|\s*```|\s*\|)/.test(line) || item.test(line)));
}

/** Reads code, bold, slanted and links inside a line. */
export function readInlines(text: string): readonly Inline[] {
  const found: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(/`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)\s]+)\)/g)) {
    if (match.index > at) found.push({ kind: 'text', text: text.slice(at, match.index) });
    at = match.index + match[0].length;
    const [, code, strong, em, label, href] = match;
    if (code !== undefined) found.push({ kind: 'code', text: code });
    else if (strong !== undefined) found.push({ kind: 'strong', text: strong });
    else if (em !== undefined) found.push({ kind: 'em', text: em });
    else if (label !== undefined && href !== undefined) found.push({ kind: 'link', text: label, href });
  }
  if (at < text.length) found.push({ kind: 'text', text: text.slice(at) });
  return found;
}
