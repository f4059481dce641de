import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { create } from 'zustand';
import { judgeConfig } from '#flow/check/config-issues.ts';
import type { Finding } from '#flow/check/finding.ts';
import type { FlowNode } from '#flow/flow.ts';
import type { Json } from '#flow/json.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';
import { useChecking } from '../../document/checking.ts';
import { edit } from '../../document/edit.ts';
import { fieldPathOf } from '../../problems/field-path.ts';

/** Keys from the config downwards; numbers count in lists. */
export type Keys = readonly (string | number)[];

/** The step a form is about, and how it is changed. */
export type StepForm = {
  readonly node: FlowNode;
  readonly manifest: NodeManifest;
  /** Sets a setting, or removes it with undefined; one entry of the undo history. Gives the sentences of a refusal. */
  readonly write: (keys: Keys, value: Json | undefined) => readonly string[];
  /** What the node type itself refuses, by path below the step such as `config.cases.0.when`: a sentence's end. */
  readonly issues: ReadonlyMap<string, string>;
  /** What the checker says about the step's fields. */
  readonly findings: readonly Finding[];
};

const StepFormContext = createContext<StepForm | undefined>(undefined);

/** The form around. */
export function useStepForm(): StepForm {
  const form = useContext(StepFormContext);
  if (form === undefined) throw new Error('This field stands outside of a form of a step.');
  return form;
}

type ProviderProps = { readonly node: FlowNode; readonly manifest: NodeManifest; readonly children: ReactNode };

/** Gives the fields below what they need to know about their step. */
export function StepFormProvider({ node, manifest, children }: ProviderProps) {
  const all = useChecking((state) => state.findings);
  const form = useMemo(
    (): StepForm => ({
      node,
      manifest,
      write: (keys, value) => writeConfig(node.id, keys, value),
      issues: new Map(
        judgeConfig(manifest.config, node.config).map(({ path, says }) => [['config', ...path].join('.'), says]),
      ),
      findings: all.filter((finding) => finding.node === node.id && finding.rule !== 'flow/config-refused'),
    }),
    [node, manifest, all],
  );
  return <StepFormContext value={form}>{children}</StepFormContext>;
}

/** Sets or removes one setting of a step. */
export function writeConfig(node: string, keys: Keys, value: Json | undefined): readonly string[] {
  const problems = edit({
    edit: 'set-config',
    arguments: value === undefined ? { node, path: [...keys] } : { node, path: [...keys], value },
  });
  return problems.map(({ message }) => message);
}

/** Which fields were left, so that nobody is told off for what they have not filled in yet. */
type Touched = { readonly node: string | undefined; readonly paths: ReadonlySet<string>; readonly isAll: boolean };

const untouched: ReadonlySet<string> = new Set();

/** The fields that may show what is wrong with them. */
export const useTouched = create<Touched>(() => ({ node: undefined, paths: untouched, isAll: false }));

/** Notes that a field was left. */
export function touch(node: string, path: string): void {
  const state = useTouched.getState();
  const paths = state.node === node ? state.paths : untouched;
  if (state.node === node && paths.has(path)) return;
  useTouched.setState({ node, paths: new Set(paths).add(path), isAll: state.node === node && state.isAll });
}

/** Lets every field of a step show what is wrong with it, as after a test. */
export function touchAll(node: string): void {
  useTouched.setState({ node, paths: untouched, isAll: true });
}

/** What a field has to say about itself, once it was left. */
export type Complaint = { readonly error: string | undefined; readonly warning: string | undefined };

/** What is wrong with a field; for a value made of parts, with any of its parts where `isWhole`. */
export function useComplaint(path: string, title: string, isWhole: boolean): Complaint {
  const { node, issues, findings } = useStepForm();
  const isShown = useTouched((state) => state.node === node.id && (state.isAll || wasLeft(state.paths, path, isWhole)));
  if (!isShown) return { error: undefined, warning: undefined };
  const isHere = (other: string | undefined) => other === path || (isWhole && other?.startsWith(`${path}.`));
  const own = [...issues].find(([other]) => isHere(other))?.[1];
  const here = findings.filter((finding) => isHere(fieldPathOf(finding)));
  return {
    error: own === undefined ? here.find(({ severity }) => severity === 'error')?.message : `${title} ${own}.`,
    warning: here.find(({ severity }) => severity !== 'error')?.message,
  };
}

function wasLeft(paths: ReadonlySet<string>, path: string, isWhole: boolean): boolean {
  if (paths.has(path) || !isWhole) return paths.has(path);
  for (const other of paths) if (other.startsWith(`${path}.`)) return true;
  return false;
}
