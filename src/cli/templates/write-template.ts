import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { EvaluatePredicate } from '#flow/check/governance/predicates.ts';
import { writeBlankTemplate } from '#flow/template/blank.ts';
import { baselineId } from '#flow/template/template.ts';
import { parseFlow } from '#flow/text/parse.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { TemplateProof } from '#runtime/workspace/prove-template.ts';
import { exitCodes, Refused } from '../command.ts';
import { type Governed, readOwnTemplates, requireOwnTemplate } from '../governed.ts';

/** Writes a blank template into a workspace; an existing folder is left alone. */
export async function writeNewTemplate(
  { folder }: Governed,
  names: { readonly id: string; readonly name: string; readonly owner: string },
): Promise<readonly string[]> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(names.id))
    throw new Refused(exitCodes.usage, `"${names.id}" is no id. Write it in lower case, such as order-intake.`);
  const place = join(folder, 'templates', names.id);
  if (existsSync(place))
    throw new Refused(exitCodes.usage, `templates/${names.id} is there already. Choose another id.`);
  const { shippedTemplates } = await import('#runtime/workspace/templates.ts');
  const baseline = [...shippedTemplates().templates.values()].find(({ template }) => template.id === baselineId);
  const text = await readFile(join(baseline?.folder ?? '', 'skeleton.flow.yaml'), 'utf8');
  const skeleton = parseFlow(text, nodeCatalogue);
  if (!skeleton.ok) throw new Error(skeleton.problems.map(({ message }) => message).join(' '));
  const files = writeBlankTemplate(names, skeleton.value, nodeCatalogue);
  if (!files.ok) throw new Refused(exitCodes.usage, ...files.problems);
  const written: string[] = [];
  for (const { path, text: content } of files.value) {
    const file = join(place, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { flag: 'wx' });
    written.push(file);
  }
  return written;
}

/** Proves one template of a workspace, or all of them. */
export async function proveOwn(
  { folder, workspace, governance, today }: Governed,
  id: string | undefined,
  ask: EvaluatePredicate,
): Promise<readonly (TemplateProof & { readonly template: string })[]> {
  const chosen = id === undefined ? await readOwnTemplates(folder) : [await requireOwnTemplate(folder, id)];
  const { plainTemplates } = await import('#runtime/workspace/governance.ts');
  const { proveTemplate } = await import('#runtime/workspace/prove-template.ts');
  const templates = plainTemplates(governance);
  const proofs: (TemplateProof & { template: string })[] = [];
  for (const { template, folder: place } of chosen) {
    const proof = await proveTemplate({ template, folder: place, workspace, templates, today, ask });
    proofs.push({ template: basename(place), ...proof });
  }
  return proofs;
}
