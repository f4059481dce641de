import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { formatInstant } from '#flow/instant.ts';
import { printSignature, signatureFile, type TemplateSignature } from '#flow/template/signature.ts';
import { type CommandCall, exitCodes, Refused } from '../command.ts';
import { type Governed, hasStudio, noteAct, requireOwnTemplate, withSandbox } from '../governed.ts';
import { readNamed } from '../places.ts';
import { connectRuntime } from '../remote.ts';

const loadKeys = () => import('#runtime/keys/signing-keys.ts');

type Publication = {
  readonly id: string;
  /** File of the private key. */
  readonly key: string;
  readonly by: string;
  readonly governed: Governed;
};

/** Judges, signs and writes; with a running studio, the studio judges once more and writes. */
export async function publishTemplate(call: CommandCall, publication: Publication): Promise<TemplateSignature> {
  const { id, key, by, governed } = publication;
  const { folder, workspace, governance, today } = governed;
  const { keyIdOf, readPrivateKey } = await loadKeys();
  const { digestTemplate, signTemplate } = await import('#runtime/workspace/template-signature.ts');
  const keys = readPrivateKey(await readNamed(key));
  if (!keys.ok) throw new Refused(exitCodes.usage, ...keys.problems);
  const trusted = workspace.settings?.trustedKeys ?? [];
  if (!trusted.some(({ key, roles }) => key === keys.value.publicKey && roles.includes('architect')))
    throw new Refused(exitCodes.findings, {
      code: 'template/not-published',
      message: `The key ${keyIdOf(keys.value.publicKey)} is not among the architects' trustedKeys of penstock.yaml. Add ${keys.value.publicKey} there, or sign with another key.`,
    });
  const known = await requireOwnTemplate(folder, id);
  const { judgePublication } = await import('#runtime/workspace/judge-publication.ts');
  const problems = await withSandbox((ask) => judgePublication({ known, workspace, governance, today, ask }));
  if (problems.length > 0) throw new Refused(exitCodes.findings, ...problems);
  const { template } = known;
  const at = Date.now();
  const said = { template: template.id, version: template.version, by, at: formatInstant(at) };
  const signature = signTemplate({ ...said, digest: digestTemplate(known.folder) }, keys.value);
  const text = printSignature(signature);
  if (hasStudio(call)) await publishThroughStudio(call, basename(known.folder), text);
  else {
    await writeFile(join(known.folder, signatureFile), text);
    const { templatePublished } = await import('#runtime/workspace/govern-audit.ts');
    await noteAct(call, templatePublished(signature, by, at));
  }
  return signature;
}

async function publishThroughStudio(call: CommandCall, template: string, signature: string): Promise<void> {
  const { client, take } = await connectRuntime(call);
  const path = `templates/${template}/${signatureFile}`;
  const { etag } = await take(client.send('workspace.read', { query: { path, optional: 'true' } }));
  await take(client.send('governance.publish', { body: { template, signature, expect: etag } }));
}

/** Makes a pair of keys and writes the private one, readable by its owner alone; nothing is ever overwritten. */
export async function writeKeys(
  file: string,
  name: string | undefined,
): Promise<{ readonly name: string; readonly publicKey: string; readonly keyId: string }> {
  const { keyIdOf, makeSigningKeys } = await loadKeys();
  const { privatePem, publicKey } = makeSigningKeys();
  try {
    await writeFile(file, privatePem, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why = code === 'EEXIST' ? 'is there already' : `cannot be written (${code})`;
    throw new Refused(exitCodes.usage, `${file} ${why}. Name another file.`);
  }
  return { name: name ?? basename(file).replace(/\.[^.]*$/, ''), publicKey, keyId: keyIdOf(publicKey) };
}
