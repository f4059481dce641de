import { type BundleManifest, type BundleReach, conformanceFile } from '#flow/bundle/manifest.ts';
import { unshowable } from '#flow/bundle/manifest-schema.ts';
import type { Bundle } from '#flow/bundle/read-bundle.ts';
import type { BundleSignature } from '#flow/bundle/signature.ts';
import { isJsonObject, type JsonObject } from '#flow/json.ts';
import { layOut } from '../terminal.ts';

const reachWords: readonly (readonly [keyof BundleReach, string])[] = [
  ['connections', 'systems'],
  ['hosts', 'hosts'],
  ['operations', 'operations'],
  ['secrets', 'secrets'],
  ['dataClasses', 'data classes'],
  ['webhooks', 'webhooks'],
];

/** Everything a bundle says of itself, as text for people. */
export function sayBundle(bundle: Bundle): string {
  const { manifest, digest } = bundle;
  const parts = [
    `${manifest.workspace}, digest ${digest}`,
    section('Flows', sayFlows(manifest)),
    section('May reach', sayReach(manifest.reach)),
    section('Checked with', sayLocks(manifest)),
    section(`Signatures (${manifest.approvals} to approve)`, saySignatures(bundle.signatures)),
    section('Findings at export', sayFindings(bundle)),
  ];
  return parts.join('\n');
}

/** The findings that were exported with the flows; nothing where they cannot be read as such. */
export function findingsIn({ files }: Pick<Bundle, 'files'>): readonly JsonObject[] {
  const bytes = files.get(conformanceFile);
  if (bytes === undefined) return [];
  const value = parse(Buffer.from(bytes).toString('utf8'));
  const findings = isJsonObject(value) ? value.findings : undefined;
  return Array.isArray(findings) ? findings.filter(isJsonObject) : [];
}

function sayFlows({ flows }: BundleManifest): readonly (readonly string[])[] {
  return flows.map(({ id, version, criticality, file }) => [id, version, `criticality ${criticality}`, file]);
}

function sayReach(reach: BundleReach): readonly (readonly string[])[] {
  return reachWords.flatMap(([key, words]) => (reach[key].length === 0 ? [] : [[words, reach[key].join(', ')]]));
}

function sayLocks({ locks }: BundleManifest): readonly (readonly string[])[] {
  return [
    ['node types', locks.nodes.join(', ')],
    ...locks.templates.map(({ reference, version, digest, source }) => [
      'template',
      `${reference} ${version} (${source}, ${digest.slice(0, 12)})`,
    ]),
    ['expressions', locks.expressions],
  ];
}

function saySignatures(signatures: readonly BundleSignature[]): readonly (readonly string[])[] {
  return signatures.map(({ role, by, keyId, at, until, reason, incident }) => [
    role,
    by,
    `key ${keyId}`,
    at,
    [until === undefined ? '' : `until ${until}`, incident ?? '', reason ?? '']
      .filter((word) => word !== '')
      .join(', '),
  ]);
}

function sayFindings(bundle: Bundle): readonly (readonly string[])[] {
  return findingsIn(bundle).map(({ severity, rule, file, line, message }) =>
    [severity, rule, `${String(file)}:${String(line)}`, message].map(String),
  );
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  const lines = rows.length === 0 ? 'none' : layOut(rows.map((row) => row.map(showable)));
  return `\n${title}:\n${lines
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')}`;
}

/** What a bundle says may be anybody's: nothing of it draws on the terminal. */
function showable(text: string): string {
  return text.replaceAll(new RegExp(unshowable, 'gu'), '\ufffd');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // A file of another name says nothing of findings; the bundle is judged elsewhere.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
