import type { BundleManifest } from '#flow/bundle/manifest.ts';
import { canonicalJson, type JsonObject } from '#flow/json.ts';

/**
 * What flows stand on, as a CycloneDX 1.6 document. It holds no serial number, no time and no tool version: equal
 * flows have equal bytes wherever it is made.
 *
 * @param kinds connection kinds the flows use
 */
export function listMaterials(
  { workspace, flows, locks }: Pick<BundleManifest, 'workspace' | 'flows' | 'locks'>,
  kinds: readonly string[],
): string {
  const subject = `penstock:workspace/${workspace}`;
  const components: readonly JsonObject[] = [
    ...locks.nodes.map((node) => component('node', node.split('@')[0] ?? node, node.split('@')[1] ?? '')),
    ...locks.templates.map(({ reference, version, digest, source }) => ({
      ...component('template', reference, version),
      hashes: [{ alg: 'SHA-256', content: digest }],
      properties: [{ name: 'penstock:source', value: source }],
    })),
    ...[...new Set(kinds)].sort().map((kind) => component('connection-kind', kind, undefined)),
    component('expressions', locks.expressions.split('@')[0] ?? '', locks.expressions.split('@')[1] ?? ''),
  ];
  return `${canonicalJson({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': subject,
        name: workspace,
        components: flows.map(({ id, version, meaning }) => ({
          type: 'application',
          'bom-ref': `penstock:flow/${id}`,
          name: id,
          version,
          hashes: [{ alg: 'SHA-256', content: meaning }],
        })),
      },
    },
    components,
    dependencies: [{ ref: subject, dependsOn: components.map((one) => one['bom-ref'] ?? '') }],
  })}\n`;
}

function component(kind: string, name: string, version: string | undefined): JsonObject {
  return {
    type: 'library',
    'bom-ref': `penstock:${kind}/${name}${version === undefined ? '' : `@${version}`}`,
    group: `penstock-${kind}`,
    name,
    ...(version === undefined ? {} : { version }),
  };
}
