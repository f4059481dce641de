import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generateIndexes } from './generate.ts';

/**
 * Copies a node type's folder under a new name, with its type, title and file texts renamed, and writes the indexes.
 *
 * @param root folder that holds `nodes`
 * @returns one sentence for the person who asked; `ok` is false where nothing was written
 */
export function createNode(
  root: string,
  names: { readonly name: string; readonly like: string },
): { readonly ok: boolean; readonly sentence: string } {
  const { name, like } = names;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    return {
      ok: false,
      sentence: `"${name}" is no node type; use lower-case words joined by hyphens, such as price-check.`,
    };
  }
  const source = join(root, 'nodes', like);
  const target = join(root, 'nodes', name);
  if (!existsSync(join(source, 'manifest.ts'))) {
    return { ok: false, sentence: `There is no nodes/${like} to copy; good ones are redact, http and schedule.` };
  }
  if (existsSync(target)) return { ok: false, sentence: `nodes/${name} exists already; pick another name or edit it.` };
  cpSync(source, target, { recursive: true });
  for (const file of readdirSync(target, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) renameIn(join(file.parentPath, file.name), names);
  }
  for (const file of generateIndexes(root)) writeFileSync(file.path, file.text);
  const next = 'State its facts in manifest.ts, then its work, cases and README; nodes/nodes.test.ts checks them.';
  return { ok: true, sentence: `nodes/${name} was copied from nodes/${like}. ${next}` };
}

/** Only the type, the title and failure codes are certain to be names; everything else is for the author to rewrite. */
function renameIn(path: string, names: { readonly name: string; readonly like: string }): void {
  const title = titleFrom(names.name);
  const text = readFileSync(path, 'utf8')
    .replace(/^ {2}type: '[^']+',$/m, `  type: '${names.name}',`)
    .replace(/^ {2}title: '[^']+',$/m, `  title: '${title}',`)
    .replace(/^# .+$/m, (heading) => (path.endsWith('README.md') ? `# ${title}` : heading))
    .replace(/<title>[^<]*<\/title>/, `<title>${title}</title>`)
    .replaceAll(`${names.like}@1`, `${names.name}@1`)
    .replaceAll(new RegExp(`(['\`\\s])${names.like}/([a-z-]+)(?=['\`\\s])`, 'g'), `$1${names.name}/$2`);
  writeFileSync(path, text);
}

function titleFrom(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function main(): void {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { like: { type: 'string' } } });
  const [name] = positionals;
  if (name === undefined || values.like === undefined) {
    console.error('Say what to call it and what to copy: npm run new:node -- price-check --like redact');
    process.exitCode = 2;
    return;
  }
  const root = join(dirname(fileURLToPath(import.meta.url)), '..');
  const made = createNode(root, { name, like: values.like });
  if (made.ok) console.log(made.sentence);
  else console.error(made.sentence);
  process.exitCode = made.ok ? 0 : 1;
}

if (import.meta.main) main();
