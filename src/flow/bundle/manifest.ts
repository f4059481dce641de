import type { DataClass } from '../contract/field-classes.ts';

/** A file of a bundle: its workspace path, and the SHA-256 of its bytes in hex. */
export type BundledFile = { readonly path: string; readonly sha256: string; readonly sizeBytes: number };

/** A flow of a bundle. `meaning` is the content hash of its plan, which leaves version and comments out. */
export type BundledFlow = {
  readonly id: string;
  /** `n.n.n`; never lower than one that was live. */
  readonly version: string;
  readonly file: string;
  readonly meaning: string;
  readonly criticality: 'low' | 'medium' | 'high' | 'unknown';
};

/** What the flows of a bundle may touch, so that an operator sees what is new before anything runs. */
export type BundleReach = {
  readonly connections: readonly string[];
  /** Hosts a connection names beside the address its environment gives it: `crm: api.example.com`. */
  readonly hosts: readonly string[];
  /** `connection operation`, or `connection METHOD path` for a plain HTTP request. */
  readonly operations: readonly string[];
  /** Names only. */
  readonly secrets: readonly string[];
  readonly dataClasses: readonly DataClass[];
  /** `METHOD path` of webhooks that begin to take events. */
  readonly webhooks: readonly string[];
};

/** What `manifest.json` of a bundle says; its canonical JSON is what people sign. */
export type BundleManifest = {
  readonly penstock: 1;
  /** Name of the workspace it was exported from. */
  readonly workspace: string;
  readonly flows: readonly BundledFlow[];
  /** Every file but the manifest and the signatures, sorted by path. */
  readonly files: readonly BundledFile[];
  /** What it was checked with: node types (`map@1`), templates (`baseline@1` → version and digest), expression engine. */
  readonly locks: {
    readonly nodes: readonly string[];
    readonly templates: readonly {
      readonly reference: string;
      readonly version: string;
      readonly digest: string;
      readonly source: 'shipped' | 'workspace';
    }[];
    readonly expressions: string;
  };
  readonly reach: BundleReach;
  /** How many approvers must have signed: two where a flow is of high criticality. */
  readonly approvals: 1 | 2;
};

/** Names inside the archive. */
export const manifestFile = 'manifest.json';
/** The findings every flow had when it was exported, as `penstock check --json` gives them. */
export const conformanceFile = 'conformance.json';
/** CycloneDX 1.6: node types, templates and connection kinds the flows stand on. */
export const materialsFile = 'sbom.cdx.json';
/** Detached signatures, one file each: `signatures/<role>-<key id>.json`. */
export const signaturesFolder = 'signatures/';
