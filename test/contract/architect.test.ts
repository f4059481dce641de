import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { buildPenstock, checkout, openFolder, program } from './fixtures/penstock.ts';

beforeAll(buildPenstock, 60_000);

/** A block of the chapter: commands to run, or a file whose name stands in the line above. */
type Block = { readonly kind: 'run' | 'file'; readonly name: string; readonly text: string };

type Ran = { readonly code: number; readonly text: string };

test("the architect's chapter does what it says", async () => {
  await using folder = await openFolder();
  const shop = join(folder.path, 'shop');
  const bin = join(folder.path, 'bin');
  await mkdir(shop);
  await mkdir(bin);
  await writeFile(join(bin, 'penstock'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  await chmod(join(bin, 'penstock'), 0o755);

  const ran: Ran[] = [];
  for (const block of blocksOf(await readChapter())) {
    if (block.kind === 'run') ran.push(await run(block.text, { shop, bin }));
    else {
      await mkdir(dirname(join(shop, block.name)), { recursive: true });
      await writeFile(join(shop, block.name), block.text);
    }
  }

  const [made, three, , proved, published, bound, red, mended, waived, audit, hook] = ran;
  expect(ran.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0]);
  expect(made?.text).toBe('');
  expect(three?.text).toContain('3 flows checked: nothing to mend.');
  expect(proved?.text).toContain('order-intake: 1 rule, 3 flows: proved.');
  expect(published?.text).toMatch(/order-intake 1\.0\.0: published by anna with key [0-9a-f]{16}\./);
  expect(bound?.text.match(/follows order-intake@1/g)).toHaveLength(3);
  expect(red?.text).toContain('3 flows checked: 3 errors');
  expect(mended?.text).toContain('flows/orders.flow.yaml: mended OI-01: Search by the id.');
  expect(waived?.text).toContain('3 flows checked: 1 error, 0 warnings, 0 info, 1 waived.');
  expect(waived?.text).toMatch(
    /returns\.flow\.yaml:\d+:\d+: waived error OI-01: .*\(waived until .* by anna: The shop/,
  );
  expect(audit?.text).toContain('5 entries');
  expect(hook?.text).toContain('wrote .git/hooks/pre-commit');

  const commit = await run(
    `git config user.email a@example.org && git config user.name anna && git add . && git commit -q -m flows`,
    { shop, bin },
  );
  expect(commit.code, commit.text).toBe(1);
  expect(commit.text).toContain('flows/refunds.flow.yaml:1:1: error OI-01');
  const sound = await run(`git reset -q && git add flows/orders.flow.yaml && git commit -q -m orders`, { shop, bin });
  expect(sound.code, sound.text).toBe(0);
}, 120_000);

async function readChapter(): Promise<string> {
  const chapter = await readFile(join(checkout, 'docs', 'guide', 'architect.md'), 'utf8');
  // The day in the chapter is a day like any other; a waiver must end within a year of today.
  return chapter.replaceAll('2027-03-31', new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10));
}

function blocksOf(chapter: string): readonly Block[] {
  const blocks = [...chapter.matchAll(/(?:^`([^`\n]+)`\n\n)?^```(sh|yaml|markdown)\n([\s\S]*?)^```$/gm)];
  return blocks.flatMap(([, name, kind, text = '']): Block[] => {
    if (kind === 'sh') return [{ kind: 'run', name: '', text }];
    return name === undefined ? [] : [{ kind: 'file', name, text }];
  });
}

/** Runs a block as a person would paste it; its code is that of its last command. */
async function run(script: string, { shop, bin }: { readonly shop: string; readonly bin: string }): Promise<Ran> {
  const path = [bin, process.env.PATH ?? ''].join(delimiter);
  const child = spawn('sh', ['-c', script], { cwd: shop, env: { PATH: path, HOME: dirname(shop) } });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : -1, text };
}
