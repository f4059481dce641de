import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { makeSigningKeys } from '#runtime/keys/signing-keys.ts';
import { orderToCash, type Studio, startStudio } from './studio.ts';

const run = promisify(execFile);

/** Somebody who works in a studio of their own. */
export type Colleague = {
  /** As they type their name. */
  readonly name: string;
  /** The private key `penstock.yaml` trusts them by. */
  readonly key: string;
  readonly studio: Studio;
};

/** Two people on two copies of one workspace, who share what they hand over. */
export type TwoStudios = AsyncDisposable & { readonly author: Colleague; readonly reviewer: Colleague };

const people = [
  { name: 'Anna Berg', person: 'anna-berg', roles: 'author' },
  { name: 'Ben Okafor', person: 'ben-okafor', roles: 'author, approver, emergency' },
] as const;

/** Starts both studios on copies of the example workspace; its flow needs one approval. */
export async function startTwoStudios(): Promise<TwoStudios> {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-two-'));
  const [shared, first] = [join(folder, 'shared.git'), join(folder, 'first')];
  const keys = people.map(() => makeSigningKeys());
  await cp(orderToCash, first, { recursive: true });
  const trusted = people.map(
    ({ name, person, roles }, at) =>
      `  - name: ${name}\n    key: ${keys[at]?.publicKey}\n    person: ${person}\n    roles: [${roles}]\n`,
  );
  await change(join(first, 'penstock.yaml'), (text) => `${text}trustedKeys:\n${trusted.join('')}`);
  await change(join(first, 'flows', 'order-to-cash.flow.yaml'), (text) =>
    text.replace('criticality: high', 'criticality: medium'),
  );
  await git(folder, 'init', '--bare', '--initial-branch=main', shared);
  await git(first, 'init', '--initial-branch=main');
  await git(first, 'add', '--all');
  await git(first, 'commit', '--message=The workspace as it begins');
  await git(first, 'remote', 'add', 'origin', shared);
  await git(first, 'push', '--set-upstream', 'origin', 'main');
  const studios = await Promise.all(people.map(() => startStudio({ from: first })));
  const colleagueAt = (at: number): Colleague => {
    const [studio, person, key] = [studios[at], people[at], keys[at]];
    if (studio === undefined || person === undefined || key === undefined) throw new Error('There are two studios.');
    return { name: person.name, key: key.privatePem, studio };
  };
  return {
    author: colleagueAt(0),
    reviewer: colleagueAt(1),
    [Symbol.asyncDispose]: async () => {
      for (const studio of studios) await studio[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Answers the question who works here, with the key a colleague has already. */
export async function sayWhoWorksHere(page: Page, { name, key }: Colleague): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Who works here?' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('button', { name: 'I have a signing key already' }).click();
  await dialog.getByRole('textbox', { name: 'Signing key' }).fill(key);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Changes a text file in place. */
export async function change(path: string, alter: (text: string) => string): Promise<void> {
  await writeFile(path, alter(await readFile(path, 'utf8')));
}

async function git(cwd: string, ...args: readonly string[]): Promise<void> {
  const who = ['-c', 'user.name=Setup', '-c', 'user.email=setup@example.org'];
  await run('git', [...who, ...args], { cwd });
}
