import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { DiffSide, SideFlow } from '#flow/diff/side.ts';
import { parseLayout } from '#flow/layout.ts';
import { parseWaivers } from '#flow/template/parse-waivers.ts';
import type { Waiver } from '#flow/template/waiver.ts';
import { listFiles, readBytes, readText } from './files.ts';
import { digestTemplate } from './template-signature.ts';
import { readTemplates } from './templates.ts';
import { readWorkspace, type WorkspaceFlow } from './workspace.ts';

/** Files whose content is told by sentences of its own; reviews are about changes, not part of them. */
const told =
  /^(penstock\.yaml|flows\/.*\.(flow\.yaml|layout\.json)|connections\/.*\.yaml|environments\/.*|contracts\/.*\.schema\.json|templates\/.*|waivers\/.*|registry\/.*|reviews\/.*)$/;

/** API documents lie beside connections and are told by their digest only. */
const apiDocument = /\.openapi\.(yaml|json)$/;

/**
 * Reads everything of a workspace folder that can differ. A file that cannot be read as what it should be is told by
 * its digest, so that no change is hidden by being broken.
 */
export async function readSide(folder: string): Promise<DiffSide> {
  const workspace = await readWorkspace(folder);
  const templates = readTemplates(join(folder, 'templates'), 'workspace');
  const broken = new Set([...workspace.problems, ...templates.problems].map(({ file }) => file));
  const waivers = await readWaivers(folder, broken);
  const flows: SideFlow[] = [];
  for (const flow of workspace.flows) flows.push(await sideFlow(folder, flow));
  const { connections, environments, contracts, registry, topics, settings } = workspace;
  return {
    flows,
    connections,
    environments,
    contracts,
    templates: [...templates.templates].map(([reference, { template, folder: place }]) => ({
      reference,
      version: template.version,
      digest: digestTemplate(place),
    })),
    waivers,
    registry,
    topics: topics ?? [],
    settings,
    others: await readOthers(folder, broken),
  };
}

async function sideFlow(folder: string, { flow, file }: WorkspaceFlow): Promise<SideFlow> {
  const text = await readText(folder, layoutFileOf(file));
  const read = text.ok ? parseLayout(text.value.text, flow) : undefined;
  return { flow, file, layout: read?.ok === true ? read.value.layout : undefined };
}

/** The file beside a flow that says where its boxes stand. */
export function layoutFileOf(flowFile: string): string {
  return flowFile.replace(/\.flow\.yaml$/, '.layout.json');
}

async function readWaivers(folder: string, broken: Set<string>): Promise<readonly Waiver[]> {
  const waivers: Waiver[] = [];
  for (const { path } of await listFiles(folder)) {
    if (!path.startsWith('waivers/')) continue;
    const text = await readText(folder, path);
    const read = text.ok ? parseWaivers(text.value.text) : text;
    if (read.ok) waivers.push(...read.value);
    else broken.add(path);
  }
  return waivers;
}

async function readOthers(folder: string, broken: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const others = new Map<string, string>();
  for (const { path } of await listFiles(folder)) {
    if (told.test(path) && !apiDocument.test(path) && !broken.has(path)) continue;
    const bytes = await readBytes(folder, path);
    if (bytes !== undefined) others.set(path, hash('sha256', bytes));
  }
  return others;
}
