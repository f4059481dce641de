import { connectionManifests } from '#connections/manifests.ts';
import type { ConnectionManifest } from '#flow/node-type/connection-kind.ts';
import { connectionFileSchema } from '#flow/workspace/parse-connection.ts';
import { environmentFileSchema } from '#flow/workspace/parse-environment.ts';
import { workspaceFileSchema } from '#flow/workspace/parse-workspace-file.ts';
import { type EnvironmentVariable, environmentVariables } from './environment-variables.ts';
import { type FieldRow, listFields } from './fields.ts';
import { banner, code, heading, table } from './markdown.ts';

type Words = Readonly<Record<string, string>>;

/** What the keys of `penstock.yaml` mean. A key without words, or words without a key, fail the generator. */
const workspaceWords: Words = {
  penstock: 'Format of the file.',
  name: 'Name of the workspace, for people.',
  environments: 'Names of the environments in the order they are promoted through. Nothing reads it yet.',
  trustedKeys: 'Public keys whose signatures on bundles and templates count here.',
  'trustedKeys[].name': 'What the key is called.',
  'trustedKeys[].key': 'Ed25519 public key: its 32 bytes in base64.',
  'trustedKeys[].person': 'Whose it is; one person with two keys is one person. Default: the name.',
  'trustedKeys[].roles':
    'What its signatures count for: `author` hands bundles over, `approver` approves them, `architect` publishes templates, `emergency` lets a bundle run unreviewed for a day. Default: `architect` alone.',
  'trustedKeys[].until': 'Last day on which it may have signed.',
  'trustedKeys[].revoked': 'Day from which nothing it ever signed counts any more.',
  limits:
    'Meant for connections that name no limits of their own. Nothing reads it yet; write limits into the connection.',
  'limits.concurrency': 'Requests in flight at once.',
  'limits.rate': 'Requests started per second, minute or hour, such as `10/s`.',
};

const connectionWords: Words = {
  id: 'Id that nodes name under `connection`; lower-case words joined by hyphens.',
  kind: 'How to speak to the system; the kinds stand below.',
  name: 'Name for people.',
  system: 'Id of the system it belongs to.',
  holds:
    'Classes of data the system may hold: `public`, `internal`, `personal`, `financial`, `regulated`. Nothing judges it yet.',
  auth: 'How requests prove who sends them.',
  'auth.scheme': 'What is sent. `none` sends nothing and takes no secret.',
  'auth.secret': 'Name of the stored secret. Needed by every scheme but `none`.',
  'auth.header': 'For `api-key`: the header that carries the key. Default `X-Api-Key`.',
  'auth.query': 'For `api-key`: the query parameter that carries the key instead of a header.',
  'auth.user': 'For `basic`: the user name. Without it the secret holds `user:password`.',
  hosts: 'Hosts that may be reached beside the one of the environment: `name` or `name:port`.',
  allow: 'What the connection may be used for. A list that is missing allows everything of the kind.',
  'allow.operations': 'Operations of the kind, such as `order.create`, or of the OpenAPI document of the connection.',
  'allow.methods': 'Methods of the target, such as `search_read` in Odoo, or HTTP methods.',
  limits: 'How much work the system takes from this runtime, shared by every flow.',
  'limits.concurrency': 'Requests in flight at once. Default 4.',
  'limits.rate': 'Requests started per second, minute or hour, such as `10/s`. Default: no limit.',
  breaker: 'When work for a failing system pauses.',
  'breaker.failures': 'Share of failed requests at which the connection pauses, such as `50%`, the default.',
  'breaker.of': 'How many of the latest requests are counted. Default 20.',
  'breaker.openFor': 'How long it pauses before one request tries whether the system is back. Default 30s.',
  maxRequestTime:
    'How long a request may be in flight at the target: after that it has happened, or never will. Default 60s.',
  idempotency: 'How the system takes idempotency keys. Without it, it takes none.',
  'idempotency.header': 'Header that carries the key.',
  'idempotency.keptFor': 'How long the system remembers a key. After that, an unclear write is left to a person.',
};

const environmentWords: Words = {
  name: 'Name that `--env` takes.',
  purpose: 'What the place is for. Commands that are given no environment take the one with `dev`.',
  description: 'One line for people.',
  labels:
    'Facts about the place, such as its region: texts, numbers, true or false, lists of texts. Nothing reads them yet.',
  variables: 'What expressions read as `$vars`. Any values.',
  connections: 'What each connection means here, by its id; the keys stand with the kinds above.',
  egress: 'What connections may reach here beyond public addresses.',
  'egress.allowPrivate': 'Private address ranges that may be reached, such as `10.20.0.0/16`. Set by an operator.',
  limits: 'Meant for limits of the environment. Nothing reads them yet.',
};

/** The page of configuration: files of a workspace, and environment variables. */
export function printConfigurationPage(): string {
  return `${banner('the schemas in src/flow/workspace, connections/*/manifest.ts and scripts/reference')}
# Configuration

Everything stands in files of the workspace, under git; secret values alone do not. Files are in
[the subset of YAML](../guide/flow-language.md#files) that flows use, and an unknown key is an error. A star marks keys
that must be there.

${heading(2, code('penstock.yaml'), 'penstock-yaml')}
${printFields(workspaceFileSchema, workspaceWords, 'penstock.yaml')}

${heading(2, code('connections/<id>.yaml'), 'connections')}
One way to reach one system. Where it leads stands in each environment; a secret is named here, never held.

${printFields(connectionFileSchema([], {}), connectionWords, 'connections/<id>.yaml')}

${connectionManifests.map(printKind).join('\n')}
${heading(2, code('environments/<name>.yaml'), 'environments')}
One place where flows run.

${printFields(
  environmentFileSchema({}, () => undefined),
  environmentWords,
  'environments/<name>.yaml',
)}

${heading(2, 'Environment variables', 'environment-variables')}
${table(['Variable', 'Read by', 'What it does'], environmentVariables.map(variableRow))}
`;
}

function printKind(manifest: ConnectionManifest): string {
  const own = listFields(manifest.config);
  const operations = manifest.operations.map(({ operation, title, effect, alreadyThere }) => [
    code(operation),
    `${title}.`,
    effect,
    alreadyThere === undefined ? '' : code(alreadyThere),
  ]);
  return [
    heading(3, `Kind ${code(manifest.kind)}: ${manifest.title}`, `kind-${manifest.kind}`),
    `${manifest.summary} [Help](../../connections/${manifest.kind}/README.md)\n`,
    ...(own.length === 0
      ? []
      : [`${table(['Key in the connection file', 'Value', 'What it is'], own.map(metaRow))}\n`]),
    `${table(['Key in the environment', 'Value', 'What it is'], listFields(manifest.binding).map(metaRow))}\n`,
    ...(operations.length === 0
      ? []
      : [`${table(['Operation', 'What it does', 'Effect', 'Outcome when it is there already'], operations)}\n`]),
  ].join('\n');
}

function printFields(schema: Parameters<typeof listFields>[0], words: Words, file: string): string {
  const rows = listFields(schema);
  const unsaid = rows.filter(({ path }) => words[path] === undefined).map(({ path }) => path);
  const unknown = Object.keys(words).filter((path) => !rows.some((row) => row.path === path));
  if (unsaid.length + unknown.length > 0) {
    throw new Error(
      `The words for ${file} in scripts/reference/configuration-page.ts do not fit its schema: add ${unsaid.join(', ') || 'none'}, remove ${unknown.join(', ') || 'none'}.`,
    );
  }
  return table(
    ['Key', 'Value', 'What it is'],
    rows.map((row) => [star(row), row.value, words[row.path] ?? '']),
  );
}

function metaRow(row: FieldRow): readonly string[] {
  const { title = '', help = '', examples = [] } = row.meta;
  const example = examples.length === 0 ? '' : `Example: ${examples.map(code).join(', ')}.`;
  return [star(row), row.value, [`${title}.`, help, example].filter((text) => text !== '' && text !== '.').join(' ')];
}

function star({ path, required }: FieldRow): string {
  return `${code(path)}${required ? ' *' : ''}`;
}

function variableRow({ name, readBy, help }: EnvironmentVariable): readonly string[] {
  return [code(name), readBy, help];
}
