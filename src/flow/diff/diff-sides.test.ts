import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { type Change, risks } from './change.ts';
import { diffSides } from './diff-sides.ts';
import { countChangedLines, recordedEdits as edits, readSide } from './fixtures/recorded-edits.ts';
import { emptySide } from './side.ts';

function readFixture(path: string): string | undefined {
  const url = new URL(`./fixtures/${path}`, import.meta.url);
  return existsSync(url) ? readFileSync(url, 'utf8') : undefined;
}

const isWriting = process.env.PENSTOCK_GOLDEN === 'write';
const facts = { catalogue: nodeCatalogue };
const before = readSide(readFixture);
const guide = new URL('../../../docs/guide/reviewer.md', import.meta.url);

function changesOf(edit: string): readonly Change[] {
  return diffSides(before, readSide(readFixture, edit), facts);
}

/** An export as it lies in a repository: JSON with two spaces. */
function printExport(edit: string): string {
  return JSON.stringify(JSON.parse(readFixture(`n8n/${edit}.json`) ?? ''), null, 2);
}

function readSentences(edit: string): readonly string[] {
  return (readFixture(`edits/${edit}/sentences.txt`) ?? '').trimEnd().split('\n');
}

test('there are twelve recorded edits, each with the same edit of an n8n export beside it', () => {
  const exported = readdirSync(new URL('./fixtures/n8n/', import.meta.url));

  expect(edits).toHaveLength(12);
  expect(readdirSync(new URL('./fixtures/edits/', import.meta.url)).toSorted()).toEqual([...edits, 'before']);
  expect(exported.toSorted()).toEqual(['before.json', ...edits.map((edit) => `${edit}.json`)].toSorted());
});

describe('recorded edits', () => {
  for (const edit of edits) {
    test(`${edit} is told in the recorded sentences`, () => {
      const sentences = changesOf(edit).map(({ risk, sentence }) => `${risk}: ${sentence}`);
      if (isWriting)
        writeFileSync(new URL(`./fixtures/edits/${edit}/sentences.txt`, import.meta.url), `${sentences.join('\n')}\n`);

      expect(sentences.length).toBeGreaterThan(0);
      expect(sentences).toEqual(readSentences(edit));
    });

    test(`${edit} is told with the riskiest first`, () => {
      const order = changesOf(edit).map(({ risk }) => risks.indexOf(risk));

      expect(order).toEqual(order.toSorted((one, other) => one - other));
    });
  }
});

test('boxes that were moved change nothing that runs', () => {
  const [change, ...others] = changesOf('12-boxes-moved');

  expect(others).toEqual([]);
  expect(change).toMatchObject({ kind: 'layout', risk: 'none', flow: 'shop-order' });
});

test('a side compared with itself, or read again, has no changes', () => {
  const again = readSide(readFixture);

  expect(diffSides(before, before, facts)).toEqual([]);
  expect(diffSides(before, again, facts)).toEqual([]);
});

test('a first version is told by what it reaches, and then as a whole', () => {
  const [first, ...rest] = diffSides(emptySide, before, facts);

  expect(first).toMatchObject({ kind: 'reach', risk: 'high' });
  expect(rest.map(({ kind }) => kind)).toContain('flow-added');
});

test('the guide for reviewers shows the sentences and counts of these edits', () => {
  const rows = edits.map((edit) => {
    const sentences = changesOf(edit).map(({ sentence }) => sentence.replaceAll('|', '\\|'));
    const title = edit.slice(3).replaceAll('-', ' ');
    const lines = countChangedLines(printExport('before'), printExport(edit));
    return `| ${title.charAt(0).toUpperCase()}${title.slice(1)} | ${sentences.join('<br>')} | ${lines} |`;
  });
  const header = ['| Edit | What Penstock says | Lines of the export that differ |', '| --- | --- | ---: |'];
  const table = [...header, ...rows].join('\n');
  const page = readFileSync(guide, 'utf8');
  const [start, end] = ['<!-- edits -->\n', '\n<!-- /edits -->'];
  const [from, to] = [page.indexOf(start) + start.length, page.indexOf(end)];
  if (isWriting) writeFileSync(guide, `${page.slice(0, from)}${table}${page.slice(to)}`);
  const shown = readFileSync(guide, 'utf8');

  expect(shown.slice(shown.indexOf(start) + start.length, shown.indexOf(end))).toBe(table);
});
