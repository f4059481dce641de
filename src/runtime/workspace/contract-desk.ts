import { basename } from 'node:path';
import { type ContractVerdict, judgeContractChange } from '#flow/contract/compatibility/judge-change.ts';
import { dataClasses, fieldClasses } from '#flow/contract/field-classes.ts';
import { type ContractUse, whereUsed } from '#flow/contract/where-used.ts';
import type { Flow } from '#flow/flow.ts';
import { isJsonObject, type JsonObject } from '#flow/json.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import { contractNameOf, parseContract } from '#flow/workspace/parse-contract.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { Workspace } from './workspace.ts';

/** A contract in a list. */
export type ContractRow = {
  readonly name: string;
  readonly title: string;
  readonly path: string;
  /** Mildest first. */
  readonly classes: readonly string[];
  /** Fields by name at every depth, references not followed. */
  readonly fields: number;
  readonly flows: number;
  /** Why the file cannot be read; null for a sound one. */
  readonly problem: string | null;
};

/** What a new text of a contract comes to; changes and consumers are empty where the text is no contract. */
export type JudgedText = ContractVerdict & {
  readonly problems: readonly Problem[];
  /** Flow files that cannot be read and so were not judged. */
  readonly unread: readonly string[];
};

/** Answers what contracts there are, who uses them, and what a change would break. Reads only. */
export type ContractDesk = {
  readonly list: () => Promise<readonly ContractRow[]>;
  /** Refuses a contract the workspace does not have. */
  readonly uses: (
    name: string,
    field: string | undefined,
  ) => Promise<Result<{ readonly uses: readonly ContractUse[]; readonly unread: readonly string[] }>>;
  /** Refuses a name no contract can have; a name that is free is judged as a new contract. */
  readonly judge: (name: string, text: string) => Promise<Result<JudgedText>>;
};

/** Sets the desk up over the workspace as it stands on disk now. */
export function createContractDesk({ workspace }: { readonly workspace: () => Promise<Workspace> }): ContractDesk {
  return {
    list: async () => {
      const now = await workspace();
      const { flows } = readFlows(now);
      const sound = [...now.contracts].map(([name, schema]) => rowOf({ name, schema, now, flows }));
      const broken = [...brokenFiles(now)].map(([name, { path, problem }]) => {
        const found = whereUsed({ contract: name, flows, catalogue: nodeCatalogue });
        return { name, title: '', path, classes: [], fields: 0, flows: countFlows(found), problem };
      });
      return [...sound, ...broken].sort((one, other) => (one.name < other.name ? -1 : 1));
    },
    uses: async (contract, field) => {
      const now = await workspace();
      if (!now.contracts.has(contract) && !brokenFiles(now).has(contract)) return refuse(noSuchContract(contract));
      const { flows, unread } = readFlows(now);
      const question = { contract, flows, catalogue: nodeCatalogue };
      return succeed({ uses: whereUsed(field === undefined ? question : { ...question, field }), unread });
    },
    judge: async (name, text) => {
      const file = `${name}.schema.json`;
      if (contractNameOf(file) === undefined) return refuse(badName(name));
      const now = await workspace();
      const parsed = parseContract(file, text);
      const { flows, unread } = readFlows(now);
      const before = now.contracts.get(name);
      const names = new Set(now.contracts.keys());
      if (!parsed.ok) {
        return succeed({ problems: parsed.problems, changes: [], bump: 'none', saveAs: name, consumers: [], unread });
      }
      const facts = { before, names, flows, catalogue: nodeCatalogue };
      return succeed({ problems: [], ...judgeContractChange(name, parsed.value.schema, facts), unread });
    },
  };
}

/** Flows as far as they can be read; one with mistakes still tells what it uses. */
function readFlows({ opened }: Workspace): { readonly flows: readonly Flow[]; readonly unread: readonly string[] } {
  const flows: Flow[] = [];
  const unread: string[] = [];
  for (const [file, { flow }] of opened) {
    if (flow === undefined) unread.push(file);
    else flows.push(flow);
  }
  return { flows, unread };
}

function rowOf(row: {
  readonly name: string;
  readonly schema: JsonObject;
  readonly now: Workspace;
  readonly flows: readonly Flow[];
}): ContractRow {
  const { name, schema, now, flows } = row;
  const found = new Set([...fieldClasses(schema).values()].flat());
  const uses = whereUsed({ contract: name, flows, catalogue: nodeCatalogue });
  return {
    name,
    title: typeof schema.title === 'string' ? schema.title : '',
    path: now.sources.get(schema) ?? '',
    classes: dataClasses.filter((one) => found.has(one)),
    fields: countFields(schema),
    flows: countFlows(uses),
    problem: null,
  };
}

function countFlows(uses: readonly ContractUse[]): number {
  return new Set(uses.map(({ flow }) => flow)).size;
}

/** Contract files that cannot be read, by the name they stand for: they must stay within reach to be mended. */
function brokenFiles({
  problems,
}: Workspace): ReadonlyMap<string, { readonly path: string; readonly problem: string }> {
  const broken = new Map<string, { readonly path: string; readonly problem: string }>();
  for (const { file, message } of problems) {
    const name = file.startsWith('contracts/') ? contractNameOf(basename(file)) : undefined;
    if (name !== undefined && !broken.has(name)) broken.set(name, { path: file, problem: message });
  }
  return broken;
}

function countFields(schema: JsonObject): number {
  let count = 0;
  const open: JsonObject[] = [schema];
  for (const here of open) {
    const { properties, items } = here;
    if (isJsonObject(items)) open.push(items);
    if (!isJsonObject(properties)) continue;
    const fields = Object.values(properties);
    count += fields.length;
    open.push(...fields.filter(isJsonObject));
  }
  return count;
}

function noSuchContract(name: string): Problem {
  const message = `The workspace has no contract "${name}". Look at the list of contracts, or save it first.`;
  return { code: 'workspace/no-such-contract', message };
}

function badName(name: string): Problem {
  const message = `"${name}" is no name of a contract. Write it in lower case with the major version, such as order@1.`;
  return { code: 'workspace/contract-name', message };
}
