import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { Change } from './change.ts';
import { diffSides } from './diff-sides.ts';
import { readSide, recordedEdits } from './fixtures/recorded-edits.ts';
import { noteChange } from './note-change.ts';
import { proposeSentence, proposeVersion } from './version.ts';

function readFixture(path: string): string | undefined {
  const url = new URL(`./fixtures/${path}`, import.meta.url);
  return existsSync(url) ? readFileSync(url, 'utf8') : undefined;
}

function changesOf(edit: string): readonly Change[] {
  return diffSides(readSide(readFixture), readSide(readFixture, edit), { catalogue: nodeCatalogue });
}

test('the next version follows from what changed', () => {
  const versions = recordedEdits.map((edit) => `${edit}: ${proposeVersion('1.2.3', changesOf(edit)).version}`);

  expect(versions).toEqual([
    '01-rename-title: 1.2.4',
    '02-rename-id: 1.2.4',
    '03-move-into-a-scope: 1.3.0',
    '04-changed-mapping: 1.3.0',
    '05-raised-limit: 1.2.4',
    '06-new-host: 1.3.0',
    '07-new-secret: 1.3.0',
    '08-swapped-branch: 1.3.0',
    '09-added-step-on-an-error-outcome: 1.3.0',
    '10-removed-approval: 1.3.0',
    '11-changed-contract: 2.0.0',
    '12-boxes-moved: 1.2.4',
  ]);
});

test('a first release is 1.0.0, and no change is no new version', () => {
  expect(proposeVersion(undefined, [])).toEqual({ version: '1.0.0', why: 'This is the first release.' });
  expect(proposeVersion('draft', changesOf('05-raised-limit')).version).toBe('1.0.0');
  expect(proposeVersion('1.2.3', [])).toEqual({ version: '1.2.3', why: 'Nothing changed.' });
});

test('whoever calls a webhook or gets its answer must follow, so the first place moves', () => {
  const gone = noteChange({ kind: 'reach', risk: 'low', field: 'reach.webhook', before: 'POST /a', sentence: 'Gone.' });
  const answer = noteChange({
    kind: 'config',
    risk: 'medium',
    node: 'answer',
    stepType: 'respond@1',
    field: 'config.status',
    sentence: 'Status of "Answer" raised from 200 to 202.',
  });

  expect(proposeVersion('1.2.3', [gone]).version).toBe('2.0.0');
  expect(proposeVersion('1.2.3', [answer])).toEqual({
    version: '2.0.0',
    why: 'Others must follow: Status of "Answer" raised from 200 to 202.',
  });
});

test('every edit has one line for its commit', () => {
  const sentences = recordedEdits.map((edit) => proposeSentence(changesOf(edit)));

  expect(sentences).toEqual([
    'Rename "Create sales order" to "Create and confirm sales order"',
    'Give "Create sales order" the id create_sales_order',
    'Move "Tell the warehouse" into "Tell the others", after "Tell the shop"',
    'Change the mapping of "Build canonical order"',
    'Raise the retry limit of "Create sales order" to 10',
    'Set the hosts of the connection shop to files.shop.example',
    'Add the secret "shop-webhook-next" to "Shop order received"',
    'Swap the outcomes large and small of "Above the limit?"',
    'Add "Dead letters" after "Create sales order" on error',
    'Remove "Sales manager approves" and 1 more',
    'Change the agreed shape order@1',
    'Arrange the canvas',
  ]);
  for (const sentence of sentences) expect(sentence.length).toBeLessThanOrEqual(72);
});

test('several changes are counted, and a long line is cut at a word', () => {
  const long = noteChange({
    kind: 'config',
    risk: 'medium',
    sentence: `Title of "${'very long words '.repeat(9)}" changed.`,
  });
  const sentence = proposeSentence([long, long, long]);

  expect(sentence.length).toBeLessThanOrEqual(72);
  expect(sentence).toMatch(/… and 2 more$/);
  expect(proposeSentence([])).toBe('Save without a change');
});
