import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Mutation, Variation } from './mutant.ts';
import { fixturesOf, judge, templateIds } from './rig.ts';

/** Every list of a folder, each named after the template whose sound flows it is tried on. */
async function listsIn<T>(
  folder: string,
  name: string,
): Promise<readonly { readonly id: string; readonly list: readonly T[] }[]> {
  const files = readdirSync(new URL(`./${folder}`, import.meta.url)).filter((file) => file.endsWith('.ts'));
  return Promise.all(
    files.sort().map(async (file) => {
      const module: Readonly<Record<string, unknown>> = await import(`./${folder}/${file}`);
      // Each of these files exports one list under the name of its folder.
      return { id: file.replace('.ts', ''), list: module[name] as readonly T[] };
    }),
  );
}

test('every spoiled flow is named by the rule it breaks, and there are enough of them', async () => {
  const missed: string[] = [];
  let count = 0;
  for (const { id, list } of await listsIn<Mutation>('mutants', 'mutations')) {
    // What every flow owes is tried on the sound flows of all templates.
    const sound = (id === 'baseline' ? templateIds : [id]).flatMap((template) => fixturesOf(template, 'conforming'));
    for (const { does, rule, spoil } of list) {
      let made = 0;
      for (const { flow, file } of sound) {
        for (const spoiled of spoil(flow)) {
          made += 1;
          const found = (await judge(spoiled)).map((finding) => finding.rule);
          if (!found.includes(rule)) missed.push(`${id}/${file}: ${does}, and ${rule} is silent (${found.join(', ')})`);
        }
      }
      count += made;
      if (made === 0) missed.push(`${id}: "${does}" fits no sound flow`);
    }
  }

  console.log(`${count} spoiled flows`);
  expect(missed).toEqual([]);
  expect(count).toBeGreaterThanOrEqual(150);
});

test('a sound flow written differently stays without errors, and there are enough of them', async () => {
  const wrong: string[] = [];
  let count = 0;
  for (const { id, list } of await listsIn<Variation>('variations', 'variations')) {
    const sound = (id === 'baseline' ? templateIds : [id]).flatMap((template) => fixturesOf(template, 'conforming'));
    for (const { says, vary } of list) {
      let made = 0;
      for (const { flow, file } of sound) {
        for (const varied of vary(flow)) {
          made += 1;
          for (const { rule, severity, message } of await judge(varied)) {
            if (severity === 'error') wrong.push(`${id}/${file}: ${says}: ${rule}: ${message}`);
          }
        }
      }
      count += made;
      if (made === 0) wrong.push(`${id}: "${says}" fits no sound flow`);
    }
  }

  console.log(`${count} variations`);
  expect(wrong).toEqual([]);
  expect(count).toBeGreaterThanOrEqual(60);
});
