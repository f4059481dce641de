import type { Json, JsonObject } from '#flow/json.ts';
import { type Command, type CommandCall, exitCodes, jsonOption, Refused } from '../command.ts';
import { governedOptions, hasStudio, noteAct, openGoverned, requireName, withSandbox } from '../governed.ts';
import { shortPath } from '../places.ts';
import { layOut } from '../terminal.ts';

const workspaceOption = { workspace: governedOptions.workspace ?? { kind: 'text', help: '' } } as const;

function workspaceOf(call: CommandCall): string {
  return call.text('workspace') ?? '.';
}

/** `penstock templates list`: every template, and where it stands. */
export const templatesList: Command = {
  name: 'templates list',
  group: 'workspace',
  summary: 'List the templates flows may follow, with where each stands and how many follow it.',
  operands: '',
  takes: [0, 0],
  options: { ...workspaceOption, json: jsonOption },
  examples: [{ command: 'penstock templates list', says: 'Which patterns are there?' }],
  exits: [0, 1, 2],
  run: async (call) => {
    const { tellTemplates } = await import('../templates/tell-templates.ts');
    const rows = tellTemplates(await openGoverned(workspaceOf(call)));
    if (call.flag('json')) await call.terminal.printJson({ templates: rows });
    else {
      const cells = rows.map(({ reference, version, standing, status, followers, name }) => [
        reference,
        version,
        standing,
        status,
        `${followers.length} follow`,
        name,
      ]);
      await call.terminal.print(layOut(cells));
    }
    return exitCodes.fine;
  },
};

/** `penstock templates show`: what a template demands. */
export const templatesShow: Command = {
  name: 'templates show',
  group: 'workspace',
  summary: 'Show what a template is for, its parameters, and every rule with its reason.',
  operands: 'ID',
  takes: [1, 1],
  options: { ...workspaceOption, json: jsonOption },
  examples: [{ command: 'penstock templates show baseline', says: 'What does every flow owe?' }],
  exits: [0, 1, 2],
  run: async (call) => {
    const [id = ''] = call.operands;
    const { findTemplate, sayTemplate } = await import('../templates/tell-templates.ts');
    const known = findTemplate(await openGoverned(workspaceOf(call)), id);
    if (call.flag('json')) await call.terminal.printJson(known.template);
    else await call.terminal.print(sayTemplate(known.template));
    return exitCodes.fine;
  },
};

/** `penstock templates new`: a template to begin with. */
export const templatesNew: Command = {
  name: 'templates new',
  group: 'workspace',
  summary: 'Make a template of your own: one rule, its README, and a flow that breaks it beside one that does not.',
  operands: 'ID',
  takes: [1, 1],
  about: 'It is written to templates/ID of the workspace, as a draft that proves itself. Change it from there.',
  options: {
    ...workspaceOption,
    name: { kind: 'text', value: 'TEXT', help: 'What people call it. Default: the id in words.' },
    owner: { kind: 'text', value: 'GROUP', help: 'Group that looks after it. Default: integration-architecture.' },
    json: jsonOption,
  },
  examples: [{ command: 'penstock templates new order-intake --name "Order intake"', says: 'Begin a pattern.' }],
  exits: [0, 1, 2],
  run: async (call) => {
    const [id = ''] = call.operands;
    const { writeNewTemplate } = await import('../templates/write-template.ts');
    const governed = await openGoverned(workspaceOf(call));
    const name = call.text('name') ?? `${id.slice(0, 1).toUpperCase()}${id.slice(1).replaceAll('-', ' ')}`;
    const files = await writeNewTemplate(governed, {
      id,
      name,
      owner: call.text('owner') ?? 'integration-architecture',
    });
    if (call.flag('json')) await call.terminal.printJson({ files });
    else for (const file of files) await call.terminal.print(`wrote ${shortPath(file)}`);
    return exitCodes.fine;
  },
};

/** `penstock templates test`: every rule proved by its flows. */
export const templatesTest: Command = {
  name: 'templates test',
  group: 'workspace',
  summary: 'Prove every rule of the templates of a workspace by the flows in their folders.',
  operands: '[ID]',
  takes: [0, 1],
  about:
    'violating/RULE.flow.yaml must break the rule it is named after, conforming/*.flow.yaml and skeleton.flow.yaml must break none\nand have no error, a quick fix must mend its finding and break nothing, and the README must explain every rule.',
  options: { ...workspaceOption, json: jsonOption },
  examples: [{ command: 'penstock templates test order-intake', says: 'Do the rules say what they should?' }],
  exits: [0, 1, 2],
  run: async (call) => {
    const { proveOwn } = await import('../templates/write-template.ts');
    const governed = await openGoverned(workspaceOf(call));
    const proofs = await withSandbox((ask) => proveOwn(governed, call.operands[0], ask));
    if (call.flag('json')) await call.terminal.printJson({ templates: proofs });
    for (const { template, rules, flows, faults } of call.flag('json') ? [] : proofs) {
      for (const fault of faults) await call.terminal.print(`${template}: ${fault}`);
      const verdict = faults.length === 0 ? 'proved' : `${faults.length} to mend`;
      call.terminal.note(`${template}: ${plural(rules, 'rule')}, ${plural(flows, 'flow')}: ${verdict}.`);
    }
    return proofs.some(({ faults }) => faults.length > 0) ? exitCodes.findings : exitCodes.fine;
  },
};

/** `penstock templates publish`: flows may follow it from now on. */
export const templatesPublish: Command = {
  name: 'templates publish',
  group: 'workspace',
  summary: 'Sign a template of the workspace, so that flows may follow it as it is.',
  operands: 'ID',
  takes: [1, 1],
  about:
    'The key must be among trustedKeys of penstock.yaml; "penstock keys new" makes one. A template is only published when it proves\nits rules, is approved, and carries a later version than the one published before. Any change of its files ends that.',
  options: {
    key: { kind: 'text', value: 'FILE', help: 'Private key, as "penstock keys new" writes it. Required.' },
    as: { kind: 'text', value: 'NAME', help: 'Who publishes it. Required.' },
    ...governedOptions,
    json: jsonOption,
  },
  examples: [
    {
      command: 'penstock templates publish order-intake --key ~/architect.pem --as anna',
      says: 'Let flows follow it.',
    },
  ],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const [id = ''] = call.operands;
    const by = requireName(call);
    const key = call.text('key');
    if (key === undefined) throw new Refused(exitCodes.usage, 'Name the private key with --key FILE.');
    const { publishTemplate } = await import('../templates/publish-template.ts');
    const done = await publishTemplate(call, { id, key, by, governed: await openGoverned(workspaceOf(call)) });
    if (call.flag('json')) await call.terminal.printJson(done);
    else await call.terminal.print(`${done.template} ${done.version}: published by ${by} with key ${done.keyId}.`);
    return exitCodes.fine;
  },
};

/** `penstock templates bind`: a flow follows a template. */
export const templatesBind: Command = {
  name: 'templates bind',
  group: 'workspace',
  summary: 'Make a flow follow a template, with parameters, or stop.',
  operands: 'FLOW TEMPLATE',
  takes: [2, 2],
  options: {
    set: { kind: 'list', value: 'NAME=VALUE', help: 'A parameter; JSON, or a text. May be repeated.' },
    stop: { kind: 'flag', help: 'Stop following the template.' },
    as: { kind: 'text', value: 'NAME', help: 'Who does it; the audit shows it. Required with --data.' },
    data: governedOptions.data ?? { kind: 'text', help: '' },
    json: jsonOption,
  },
  examples: [
    {
      command: 'penstock templates bind flows/orders.flow.yaml webhook-ingestion@1 --set ordered=true',
      says: 'Hold a flow against a pattern.',
    },
  ],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const [file = '', reference = ''] = call.operands;
    const by = call.text('data') === undefined ? (call.text('as') ?? 'command-line') : requireName(call);
    const { bindFile } = await import('../templates/change-flow.ts');
    const parameters = call.flag('stop') ? null : readParameters(call.list('set'));
    const bound = await bindFile(file, { reference, parameters });
    const { flowBound } = await import('#runtime/workspace/govern-audit.ts');
    if (bound.changed) await noteAct(call, flowBound(bound.flow, bound, { actor: by, at: Date.now() }));
    if (call.flag('json')) await call.terminal.printJson({ flow: bound.flow, follows: bound.after ?? [] });
    else
      await call.terminal.print(`${bound.flow}: ${call.flag('stop') ? 'stopped following' : 'follows'} ${reference}.`);
    return exitCodes.fine;
  },
};

/** `penstock templates upgrade`: a flow follows what changed in the skeleton of its template. */
export const templatesUpgrade: Command = {
  name: 'templates upgrade',
  group: 'workspace',
  summary: 'Bring a flow to the new skeleton of a template it follows; what its author changed stays.',
  operands: 'FLOW',
  takes: [1, 1],
  about:
    'Old skeleton, new skeleton and flow are compared step by step and setting by setting. What the author never touched follows the\ntemplate; where both changed the same thing the author’s stays, and is listed. Without --to it is the next major version there is;\nwithin one major version, name the skeleton the flow came from with --from.',
  options: {
    to: { kind: 'text', value: 'TEMPLATE', help: 'Version to bring it to, such as order-intake@2.' },
    from: { kind: 'text', value: 'FILE', help: 'Old skeleton, where it is no longer in the workspace.' },
    'dry-run': { kind: 'flag', help: 'Write nothing, and show what would change.' },
    json: jsonOption,
  },
  examples: [{ command: 'penstock templates upgrade flows/orders.flow.yaml --dry-run', says: 'What would change?' }],
  exits: [0, 1, 2],
  run: async (call) => {
    const [file = ''] = call.operands;
    const { upgradeFile } = await import('../templates/change-flow.ts');
    const asked = { to: call.text('to'), from: call.text('from'), isDry: call.flag('dry-run') };
    const { reference, changes, conflicts, difference } = await upgradeFile(file, asked);
    if (call.flag('json')) await call.terminal.printJson({ reference, changes, conflicts });
    else {
      for (const sentence of changes) await call.terminal.print(sentence);
      if (asked.isDry && difference !== '') await call.terminal.print(difference);
      for (const sentence of conflicts) call.terminal.note(`conflict: ${sentence}`);
      call.terminal.note(
        `${reference}: ${plural(changes.length, 'change')} taken over, ${conflicts.length} left to you.`,
      );
    }
    return conflicts.length > 0 ? exitCodes.findings : exitCodes.fine;
  },
};

/** `penstock waive`: a dated permission of an architect. */
export const waive: Command = {
  name: 'waive',
  group: 'workspace',
  summary: 'Let a finding be, with a reason and a last day; written to waivers/FLOW.yaml.',
  operands: '',
  takes: [0, 0],
  about:
    'A waived finding stops nothing and stays visible. G-02, G-07, G-08 and G-17 are never waived, nor are structural findings. The last\nday lies at most 365 days ahead.',
  options: {
    rule: { kind: 'text', value: 'ID', help: 'Rule of the finding, such as G-04. Required.' },
    flow: { kind: 'text', value: 'ID', help: 'Flow it is about. Required.' },
    step: { kind: 'text', value: 'ID', help: 'Step it is about; left out where it is about the flow.' },
    reason: { kind: 'text', value: 'TEXT', help: 'Why, in a sentence. Required.' },
    expires: { kind: 'text', value: 'DAY', help: 'Last day it counts, such as 2027-03-31. Required.' },
    as: { kind: 'text', value: 'NAME', help: 'Who grants it. Required, except through a studio.' },
    ...governedOptions,
    json: jsonOption,
  },
  examples: [
    {
      command:
        'penstock waive --rule G-19 --flow orders --step shape --reason "The vendor has no operation yet" --expires 2027-03-31 --as anna',
      says: 'Let a finding be until spring.',
    },
  ],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const required = (option: string): string => {
      const value = call.text(option);
      if (value !== undefined && value.trim() !== '') return value.trim();
      throw new Refused(exitCodes.usage, `--${option} is missing. See "penstock waive --help".`);
    };
    const node = call.text('step');
    const asked = {
      rule: required('rule'),
      flow: required('flow'),
      ...(node === undefined ? {} : { node }),
      reason: required('reason'),
      expires: required('expires'),
    };
    const { waiveHere, waiveThroughStudio } = await import('../templates/grant.ts');
    const done = hasStudio(call)
      ? await waiveThroughStudio(call, asked)
      : await waiveHere(call, { ...asked, approver: requireName(call) }, await openGoverned(workspaceOf(call)));
    const where = node === undefined ? '' : ` at "${node}"`;
    if (call.flag('json')) await call.terminal.printJson(done);
    else
      await call.terminal.print(
        `${asked.rule}${where} of ${asked.flow}: waived until ${asked.expires} by ${done.approver}.`,
      );
    return exitCodes.fine;
  },
};

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function readParameters(pairs: readonly string[]): JsonObject {
  return Object.fromEntries(
    pairs.map((pair): readonly [string, Json] => {
      const at = pair.indexOf('=');
      if (at < 1) throw new Refused(exitCodes.usage, `--set ${pair}: write it as NAME=VALUE.`);
      return [pair.slice(0, at), readValue(pair.slice(at + 1))];
    }),
  );
}

/** JSON where it is JSON, a text where it is not: nobody wants to quote a word twice. */
function readValue(text: string): Json {
  try {
    // JSON.parse gives JSON by construction.
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
