import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from '#flow/problem.ts';
import { parseTemplate } from '#flow/template/parse-template.ts';
import { type Template, templateReference } from '#flow/template/template.ts';

/** A template with where it came from. */
export type KnownTemplate = {
  readonly template: Template;
  /** Folder of the template, absolute. */
  readonly folder: string;
  readonly text: string;
  /** Shipped with the product, or of this organisation. */
  readonly origin: 'shipped' | 'workspace';
};

/** Templates of a folder by reference, and what is wrong with the others; files are named relative to the folder. */
export type ReadTemplates = {
  readonly templates: ReadonlyMap<string, KnownTemplate>;
  readonly problems: readonly (Problem & { readonly file: string })[];
};

let shipped: ReadTemplates | undefined;

/** The templates that come with the product, read once a process. A broken one is a bug of the product. */
export function shippedTemplates(): ReadTemplates {
  shipped ??= readTemplates(shippedFolder(), 'shipped');
  const [problem] = shipped.problems;
  if (problem !== undefined) throw new Error(`${problem.file}: ${problem.message}`);
  return shipped;
}

/** Reads every `<folder>/<id>/template.yaml`; a folder that is not there holds none. */
export function readTemplates(folder: string, origin: KnownTemplate['origin']): ReadTemplates {
  const templates = new Map<string, KnownTemplate>();
  const problems: (Problem & { file: string })[] = [];
  for (const id of foldersIn(folder)) {
    const file = `templates/${id}/template.yaml`;
    const path = join(folder, id, 'template.yaml');
    if (!existsSync(path)) continue;
    const text = readFileSync(path, 'utf8');
    const read = parseTemplate(text);
    if (!read.ok) problems.push(...read.problems.map((problem) => ({ ...problem, file })));
    else if (read.value.id !== id.split('@')[0]) {
      const message = `The folder is named ${id} and the template ${read.value.id}. Give both one name.`;
      problems.push({ file, code: 'template/misplaced', message });
    } else
      templates.set(templateReference(read.value), { template: read.value, folder: join(folder, id), text, origin });
  }
  return { templates, problems };
}

function foldersIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** The folder `templates` of the product: beside its sources, or beside the bundle. */
function shippedFolder(): string {
  let here = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(here, 'templates', 'baseline', 'template.yaml'))) {
    const above = dirname(here);
    if (above === here) throw new Error('The templates that come with Penstock are missing; install it again.');
    here = above;
  }
  return join(here, 'templates');
}
