import { applyRegistryEdit, emptySystems, type RegistryEdit } from '#flow/registry/edit-registry.ts';
import { buildRegistry, readSystems } from '#flow/registry/parse-systems.ts';
import type { Registry } from '#flow/registry/registry.ts';
import type { SystemsFile } from '#flow/registry/registry-schema.ts';

/** The registry with the changes that wait; `problems` says why the first of them no longer fits. */
export type RegistryDraft = {
  readonly file: SystemsFile;
  readonly registry: Registry;
  readonly problems: readonly string[];
};

/** Puts waiting changes on top of a text, up to the first that no longer fits; undefined where it cannot be read. */
export function draftFile(text: string, edits: readonly RegistryEdit[]): RegistryDraft | undefined {
  const read = text === '' ? undefined : readSystems(text);
  if (read?.ok === false) return undefined;
  let file = read?.value.value ?? emptySystems;
  let problems: readonly string[] = [];
  for (const edit of edits) {
    const applied = applyRegistryEdit(file, edit);
    if (!applied.ok) {
      problems = applied.problems.map(({ message }) => message);
      break;
    }
    file = applied.value;
  }
  return { file, registry: buildRegistry(file), problems };
}
