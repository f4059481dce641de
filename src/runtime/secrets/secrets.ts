import type { Signatures } from '#flow/node-type/work.ts';
import { type Result, refuse, succeed } from '#flow/problem.ts';
import { createRedactor, minSecretLength, type Redactor } from './redaction.ts';
import { seal, unseal, type WrappingKey } from './sealing.ts';
import { Secret } from './secret.ts';
import { createSignatures } from './signatures.ts';
import { findWrappingKey } from './wrapping-key.ts';

/** Where sealed secrets rest; the store behind it never sees a plain value. */
export type SealedSecrets = {
  readonly read: () => Promise<readonly { readonly name: string; readonly sealed: string }[]>;
  /** Resolves when the sealed secret is safe on disk. */
  readonly write: (name: string, sealed: string, by: string) => Promise<void>;
};

/** The secrets of one runtime. */
export type Secrets = Signatures & {
  /** The secret of this name: from the environment where it stands there, else from the store. */
  readonly get: (name: string) => Secret | undefined;
  /**
   * Seals and stores a value; refused where the name or the value is of no use.
   *
   * @param by who the audit names; default `operator`
   */
  readonly put: (name: string, value: string, by?: string) => Promise<Result<void>>;
  /**
   * Seals what the runtime itself keeps, under a name that begins with `~`: no file can name it, no list shows it, and
   * the environment does not win over it.
   */
  readonly keep: (name: `~${string}`, value: string, by: string) => Promise<void>;
  /** What was kept so; `get` never gives it, whatever name a file comes up with. */
  readonly kept: (name: `~${string}`) => Secret | undefined;
  /** Names that have a value, sorted; `source` says which one wins. */
  readonly names: () => readonly { readonly name: string; readonly source: 'environment' | 'store' }[];
  /** Replaces every secret alive at the time of the call, in all of its forms, by its name. */
  readonly redactor: () => Redactor;
};

const variablePrefix = 'PENSTOCK_SECRET_';

/**
 * Opens the secrets of a runtime.
 *
 * @param parts.kekFile the key file in the data directory, made on first use
 * @param parts.env the process environment: `PENSTOCK_SECRET_<NAME>` wins over the store
 * @returns problems when the key file is unusable, or does not open what the store holds
 */
export async function createSecrets(parts: {
  readonly store: SealedSecrets;
  readonly kekFile: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<Result<Secrets>> {
  const { store, kekFile, env } = parts;
  const kek = findWrappingKey(kekFile, env);
  if (!kek.ok) return kek;
  const stored = await openAll(store, kek.value);
  if (!stored.ok) return stored;
  return succeed(secretsOver({ store, kek: kek.value, stored: stored.value, env }));
}

type Opened = { readonly secret: Secret; readonly version: number };

async function openAll(store: SealedSecrets, kek: WrappingKey): Promise<Result<Map<string, Opened>>> {
  const opened = new Map<string, Opened>();
  for (const { name, sealed } of await store.read()) {
    const found = unseal(name, sealed, kek);
    if (found === undefined) {
      const message = `The key does not open the secret "${name}". Put back the key file that belongs to this data directory; without it the secrets must be set again.`;
      return refuse({ code: 'secrets/key-does-not-fit', message });
    }
    opened.set(name, { secret: new Secret(name, found.value), version: found.version });
  }
  return succeed(opened);
}

function secretsOver(parts: {
  readonly store: SealedSecrets;
  readonly kek: WrappingKey;
  readonly stored: Map<string, Opened>;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Secrets {
  const { store, kek, stored, env } = parts;
  const get = (name: string): Secret | undefined => {
    if (isOwn(name)) return undefined;
    const given = env[variableOf(name)];
    return given === undefined || given === '' ? stored.get(name)?.secret : new Secret(name, given);
  };
  const write = async (name: string, value: string, by: string): Promise<void> => {
    const version = (stored.get(name)?.version ?? 0) + 1;
    await store.write(name, seal({ name, version, value }, kek), by);
    stored.set(name, { secret: new Secret(name, value), version });
    redact = undefined;
  };
  const live = (): readonly Secret[] => {
    const fromEnvironment = Object.entries(env).flatMap(([variable, value]) =>
      variable.startsWith(variablePrefix) && value ? [new Secret(nameOf(variable), value)] : [],
    );
    // A value in the store is alive even while the environment covers it: it can still be in an old log line.
    return [...fromEnvironment, ...[...stored.values()].map(({ secret }) => secret)];
  };
  let redact: Redactor | undefined;

  return {
    get,
    ...createSignatures((name) => get(name)?.reveal()),
    names: () => {
      const sources = new Map<string, 'environment' | 'store'>();
      const named = [...stored.keys()].filter((name) => !isOwn(name));
      for (const name of named) sources.set(name, isGiven(env, name) ? 'environment' : 'store');
      const covered = new Set(named.map(variableOf));
      for (const [variable, value] of Object.entries(env)) {
        if (variable.startsWith(variablePrefix) && value && !covered.has(variable))
          sources.set(nameOf(variable), 'environment');
      }
      return [...sources]
        .map(([name, source]) => ({ name, source }))
        .sort((left, right) => (left.name < right.name ? -1 : 1));
    },
    put: async (name, value, by = 'operator') => {
      const problem = problemOf(name, value);
      if (problem !== undefined) return problem;
      await write(name, value, by);
      return succeed(undefined);
    },
    keep: write,
    kept: (name) => stored.get(name)?.secret,
    redactor: () => {
      redact ??= createRedactor(live().map((secret) => ({ name: secret.name, value: secret.reveal() })));
      return redact;
    },
  };
}

/** `odoo-main-key` → `PENSTOCK_SECRET_ODOO_MAIN_KEY`. */
function variableOf(name: string): string {
  return `${variablePrefix}${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
}

/** What the runtime keeps for itself; such a name is refused for secrets of a workspace. */
function isOwn(name: string): boolean {
  return name.startsWith('~');
}

/** The usual name behind a variable; names with underscores cannot be told apart and are shown with hyphens. */
function nameOf(variable: string): string {
  return variable.slice(variablePrefix.length).toLowerCase().replaceAll('_', '-');
}

function isGiven(env: Readonly<Record<string, string | undefined>>, name: string): boolean {
  const value = env[variableOf(name)];
  return value !== undefined && value !== '';
}

function problemOf(name: string, value: string): Result<void> | undefined {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/.test(name)) {
    const message = 'A secret is named with letters, digits, dots, hyphens and underscores, at most 128 of them.';
    return refuse({ code: 'secrets/bad-name', message });
  }
  if (value.length < minSecretLength || value.length > 16_384 || value !== value.trim()) {
    const message = `The value of "${name}" must have ${minSecretLength} to 16,384 characters and no blanks around it: shorter ones cannot be kept out of logs.`;
    return refuse({ code: 'secrets/bad-value', message });
  }
  return undefined;
}
