import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connectionManifests } from '#connections/manifests.ts';
import { checkFlow, hasErrors } from '#flow/check/check.ts';
import { allNodes, type Flow } from '#flow/flow.ts';
import { parseFlow, parseNodes } from '#flow/text/parse.ts';
import { printFlow } from '#flow/text/print.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';

const checkout = join(import.meta.dirname, '..');
const guides = ['docs/guide', ...listFolders('nodes'), ...listFolders('connections')].flatMap((folder) =>
  readdirSync(join(checkout, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`),
);

function listFolders(parent: string): readonly string[] {
  return readdirSync(join(checkout, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${parent}/${entry.name}`);
}

type Block = { readonly place: string; readonly text: string };

/** The fenced blocks of YAML in a document, without the indentation they share. */
function blocksOf(path: string): readonly Block[] {
  const document = readFileSync(join(checkout, path), 'utf8');
  return [...document.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => {
    const line = document.slice(0, match.index).split('\n').length;
    const lines = (match[1] ?? '').split('\n');
    const indent = Math.min(...lines.filter((one) => one.trim() !== '').map((one) => one.search(/\S/)));
    return { place: `${path}:${line}`, text: lines.map((one) => one.slice(indent)).join('\n') };
  });
}

const blocks = guides.flatMap(blocksOf);
const isFlow = ({ text }: Block) => /^penstock: 1$/m.test(text) && /^nodes:$/m.test(text);
const isNodes = ({ text }: Block) => /^[a-z][a-z0-9_]*:\n {2}type: /.test(text);

/** Every connection an example names, as an HTTP system or Odoo, whichever its nodes speak to. */
function connectionsOf(flow: Flow): ReadonlyMap<string, { readonly id: string; readonly kind: string }> {
  const named = [...allNodes(flow.nodes)].flatMap(({ type, config }) =>
    typeof config.connection === 'string' ? [{ id: config.connection, kind: type.split('@')[0] ?? '' }] : [],
  );
  return new Map(named.map((one) => [one.id, one]));
}

test('the guides hold flows and nodes to try', () => {
  expect(blocks.filter(isFlow).length).toBeGreaterThan(1);
  expect(blocks.filter(isNodes).length).toBeGreaterThan(15);
});

for (const block of blocks.filter(isFlow)) {
  test(`the flow at ${block.place} is in canonical form and has no finding`, () => {
    const parsed = parseFlow(block.text, nodeCatalogue);

    if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
    expect(printFlow(parsed.value, nodeCatalogue)).toBe(block.text);
    const findings = checkFlow(parsed.value, {
      catalogue: nodeCatalogue,
      connections: connectionsOf(parsed.value),
      connectionKinds: new Map(connectionManifests.map((manifest) => [manifest.kind, manifest])),
    });
    expect(findings.map(({ message }) => message)).toEqual([]);
    expect(hasErrors(findings)).toBe(false);
  });
}

for (const block of blocks.filter(isNodes)) {
  test(`the nodes at ${block.place} can be read`, () => {
    const parsed = parseNodes(block.text, nodeCatalogue);

    expect(parsed.ok ? [] : parsed.problems.map(({ message }) => message)).toEqual([]);
  });
}

test('every guide links to places that are there', () => {
  const dead = guides.flatMap((path) => {
    const document = readFileSync(join(checkout, path), 'utf8');
    return [...document.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
      const [file = ''] = target.split('#');
      const isOutside = /^https?:/.test(target) || file === '';
      return isOutside || existsSync(join(checkout, path, '..', file)) ? [] : [`${path} → ${target}`];
    });
  });

  expect(dead).toEqual([]);
});
