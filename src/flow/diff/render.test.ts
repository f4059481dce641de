import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { diffSides } from './diff-sides.ts';
import { readSide } from './fixtures/recorded-edits.ts';
import { noteChange } from './note-change.ts';
import { renderMarkdown } from './render-markdown.ts';
import { renderText } from './render-text.ts';

function readFixture(path: string): string | undefined {
  const url = new URL(`./fixtures/${path}`, import.meta.url);
  return existsSync(url) ? readFileSync(url, 'utf8') : undefined;
}

const names = new Map([['shop-order', 'Shop order to Odoo']]);
const [before, approval, boxes] = [
  readSide(readFixture),
  readSide(readFixture, '10-removed-approval'),
  readSide(readFixture, '12-boxes-moved'),
];
const boxesOf = new Map(boxes.flows.map(({ flow, layout }) => [flow.id, layout]));
const after = {
  ...approval,
  connections: readSide(readFixture, '06-new-host').connections,
  flows: approval.flows.map((one) => ({ ...one, layout: boxesOf.get(one.flow.id) })),
};
const changes = diffSides(before, after, { catalogue: nodeCatalogue });

test('a terminal shows counts, then each flow with the riskiest first', () => {
  const expected = [
    '5 changes: 3 high, 1 medium, 1 none',
    '',
    'Shop order to Odoo',
    '  high    "Shop order to Odoo" now reaches files.shop.example through the connection shop.',
    '  high    Step "Sales manager approves" removed; nobody approves there any more; "Above the limit?" now leads to "Create sales order" on large.',
    '  high    Step "Set aside, not approved" removed; nothing is set aside there any more.',
    '  none    2 steps of "Shop order to Odoo" moved; layout only.',
    '',
    'Workspace',
    '  medium  Hosts of the connection shop set to files.shop.example.',
    '',
  ];

  expect(renderText(changes, names)).toBe(expected.join('\n'));
});

test('a pull request shows a table of counts, and folds away what does not run', () => {
  const expected = [
    '| High | Medium | Low | None |',
    '| ---: | ---: | ---: | ---: |',
    '| 3 | 1 | 0 | 1 |',
    '',
    '### Shop order to Odoo',
    '',
    '- **High** "Shop order to Odoo" now reaches files.shop.example through the connection shop.',
    '- **High** Step "Sales manager approves" removed; nobody approves there any more; "Above the limit?" now leads to "Create sales order" on large.',
    '- **High** Step "Set aside, not approved" removed; nothing is set aside there any more.',
    '',
    '<details>',
    '<summary>1 change of layout and writing; nothing that runs</summary>',
    '',
    '- 2 steps of "Shop order to Odoo" moved; layout only.',
    '',
    '</details>',
    '',
    '### Workspace',
    '',
    '- **Medium** Hosts of the connection shop set to files.shop.example.',
    '',
  ];

  expect(renderMarkdown(changes, names)).toBe(expected.join('\n'));
});

test('names in a change are text, in Markdown and on a terminal', () => {
  const sentence = 'Step "<img src=x> [mend](https://evil.example) @all `a|b`\u001b[2J\u202e" added.';
  const change = noteChange({ kind: 'step-added', risk: 'medium', sentence });

  const markdown = renderMarkdown([change]);

  expect(markdown).toContain(
    'Step "&lt;img src=x&gt; \\[mend\\](https:&#47;&#47;evil.example) &#64;all \\`a\\|b\\` \\[2J " added.',
  );
  expect(renderText([change])).toContain('Step "<img src=x> [mend](https://evil.example) @all `a|b` [2J " added.');
});

test('nothing is said in so many words', () => {
  expect(renderText([])).toBe('Nothing changed.\n');
  expect(renderMarkdown([])).toBe('Nothing changed.\n');
});
