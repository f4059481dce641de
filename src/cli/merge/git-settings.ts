import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { exitCodes, Refused } from '../command.ts';
import { shortPath, statOf } from '../places.ts';

const mark = '# Merged by what they mean; written by "penstock git install".';

/** Which files Git hands to Penstock. Documents beside connections belong to the systems that wrote them. */
const attributes: readonly string[] = [
  '*.flow.yaml merge=penstock diff=penstock',
  '*.layout.json merge=penstock',
  '*.tests.yaml merge=penstock',
  'penstock.yaml merge=penstock',
  'template.yaml merge=penstock',
  'connections/*.yaml merge=penstock',
  'connections/*.openapi.yaml !merge',
  'environments/*.yaml merge=penstock',
  'waivers/*.yaml merge=penstock',
  'reviews/*.yaml merge=penstock',
  'registry/*.yaml merge=penstock',
  'contracts/*.schema.json merge=penstock',
  'samples/**/*.json merge=penstock',
];

const sections = ['merge.penstock', 'diff.penstock', 'difftool.penstock'] as const;

/** Hands the files of a workspace to Penstock whenever Git merges or shows them; says what it did. */
export async function installGit(folder: string): Promise<readonly string[]> {
  await requireRepository(folder);
  const file = join(resolve(folder), '.gitattributes');
  const before = existsSync(file) ? await readFile(file, 'utf8') : '';
  const after = withAttributes(before);
  if (after !== before) await writeFile(file, after);
  const settings = settingsOf(programText());
  for (const [name, value] of settings) await setConfig(folder, name, value);
  return [
    after === before ? `${shortPath(file)} has its lines already` : `wrote ${shortPath(file)}`,
    ...settings.map(([name, value]) => `set ${name} to ${value}`),
  ];
}

/** Takes back what `installGit` did; other lines and settings stay. */
export async function uninstallGit(folder: string): Promise<readonly string[]> {
  await requireRepository(folder);
  const file = join(resolve(folder), '.gitattributes');
  const before = existsSync(file) ? await readFile(file, 'utf8') : '';
  const after = withoutAttributes(before);
  const said: string[] = [];
  if (after !== before) {
    if (after === '') await rm(file);
    else await writeFile(file, after);
    said.push(after === '' ? `removed ${shortPath(file)}` : `wrote ${shortPath(file)}`);
  }
  for (const section of sections) if (await removeSection(folder, section)) said.push(`removed the setting ${section}`);
  return said.length === 0 ? ['nothing was installed'] : said;
}

/** Adds our lines behind those of others; a file that has them all stays as it is. */
export function withAttributes(text: string): string {
  const lines = new Set(text.split(/\r?\n/));
  if (attributes.every((line) => lines.has(line))) return text;
  const others = withoutAttributes(text);
  const gap = others === '' || others.endsWith('\n') ? '' : '\n';
  return `${others}${gap}${[mark, ...attributes].join('\n')}\n`;
}

/** Takes our lines away, those of an earlier version included. */
export function withoutAttributes(text: string): string {
  const isOurs = (line: string) => line === mark || attributes.includes(line) || /\bmerge=penstock\b/.test(line);
  const lines = text.split('\n');
  return lines.some(isOurs) ? lines.filter((line) => !isOurs(line)).join('\n') : text;
}

/** What Git calls. It replaces names it knows behind a percent sign, and quotes the path itself. */
function settingsOf(program: string): readonly (readonly [string, string])[] {
  return [
    ['merge.penstock.name', 'Penstock, by what a flow means'],
    ['merge.penstock.driver', `${program.replaceAll('%', '%%')} merge %O %A %B --path=%P`],
    ['diff.penstock.textconv', `${program} git textconv`],
    ['difftool.penstock.cmd', `${program} diff "$LOCAL" "$REMOTE"`],
  ];
}

/** This program, as a shell reads it: the Node it runs in, and the file it was started from. */
function programText(): string {
  return [process.execPath, process.argv[1] ?? 'penstock'].map(quote).join(' ');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

async function requireRepository(folder: string): Promise<void> {
  const { gitText } = await import('#runtime/git/run-git.ts');
  if (statOf(folder)?.isDirectory() !== true) throw new Refused(exitCodes.usage, `${folder}: there is no such folder.`);
  const answer = await gitText(resolve(folder), ['rev-parse', '--is-inside-work-tree']);
  if (answer?.trim() === 'true') return;
  throw new Refused(
    exitCodes.environment,
    `${folder} stands in no Git repository, or Git is not installed. Make one with "git init", then install again.`,
  );
}

async function setConfig(folder: string, name: string, value: string): Promise<void> {
  const { runGit } = await import('#runtime/git/run-git.ts');
  const outcome = await runGit({ folder: resolve(folder), args: ['config', '--local', '--replace-all', name, value] });
  if (outcome.ok) return;
  throw new Refused(exitCodes.environment, `Git did not take the setting ${name}: ${outcome.stderr.trim()}.`);
}

async function removeSection(folder: string, section: string): Promise<boolean> {
  const { runGit } = await import('#runtime/git/run-git.ts');
  return (await runGit({ folder: resolve(folder), args: ['config', '--local', '--remove-section', section] })).ok;
}
