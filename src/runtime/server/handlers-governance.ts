import type { z } from 'zod';
import type { Handlers, RefusedCall } from '#api/call.ts';
import type { ApiCallOf, calls } from '#api/calls.ts';
import type { governanceCalls } from '#api/governance.ts';
import type { Finding } from '#flow/check/finding.ts';
import type { Problem } from '#flow/problem.ts';
import type { ToldFollowing } from '#flow/template/tell-following.ts';
import type {
  GovernanceDesk,
  GovernanceFacts,
  GovernedFlow,
  JudgedText,
  TemplateRow,
} from '../workspace/governance-desk.ts';
import type { GovernanceWrites } from '../workspace/governance-writes.ts';
import type { FileProblem } from '../workspace/workspace.ts';
import { compact, notInStudio, type ProblemStatuses, refuseProblems, reply } from './outcomes.ts';

type GovernanceIds = (typeof governanceCalls)[number]['id'];
type Part<Id extends GovernanceIds = GovernanceIds> = Pick<Handlers<typeof calls>, Id>;
type WriteIds = 'governance.publish' | 'governance.waive';

/** What the calls about governance need; a server has none of it. */
export type GovernanceNeeds = { readonly desk: GovernanceDesk; readonly writes: GovernanceWrites };

/** The work behind the calls about governance; a server answers none of them. */
export function governanceHandlers({ governance }: { readonly governance: GovernanceNeeds | undefined }): Part {
  if (governance === undefined) return closedHandlers;
  return { ...readHandlers(governance.desk), ...writeHandlers(governance.writes) };
}

function readHandlers(desk: GovernanceDesk): Part<Exclude<GovernanceIds, WriteIds>> {
  return {
    'governance.facts': async () => reply(showFacts(await desk.facts())),
    'governance.templates': async () => {
      const { rows, facts } = await desk.templates();
      return reply({ templates: rows.map(showTemplate), problems: showProblems(facts.governance.problems) });
    },
    'governance.flows': async () => {
      const { flows, unread } = await desk.flows();
      return reply({ flows: flows.map(showFlow), unread: [...unread] });
    },
    'governance.report': async ({ query }) => {
      const printed = await desk.report(query.flow, query.as);
      return printed.ok ? reply({ report: printed.value }) : notDone(printed.problems);
    },
    'governance.judge': async ({ body }) => {
      const { problems, flows } = await desk.judge(body.text);
      return reply({
        problems: problems.map(showProblem),
        flows: flows.map(({ before, after, ...flow }) => ({ ...flow, before: [...before], after: [...after] })),
        breaks: flows.filter(({ breaks }) => breaks).length,
      });
    },
    'governance.start': async ({ body: { template, parameters = {}, ...flow } }) => {
      const started = await desk.start(template, { ...flow, parameters });
      if (!started.ok) return notDone(started.problems);
      const { files } = started.value;
      return reply({ path: `flows/${flow.id}.flow.yaml`, ...showText(started.value), files: [...files] });
    },
    'governance.bind': async ({ body }) => {
      const bound = await desk.bind(body.text, body.template, body.parameters);
      return bound.ok ? reply(showText(bound.value)) : notDone(bound.problems);
    },
    'governance.predicates': async ({ body }) => {
      const asked = await desk.predicates(body.text);
      return asked.ok ? reply({ findings: [...asked.value] }) : notDone(asked.problems);
    },
  };
}

function writeHandlers(writes: GovernanceWrites): Part<WriteIds> {
  return {
    'governance.publish': async ({ body, caller }) => {
      const published = await writes.publish(body, caller.name);
      return published.ok ? reply({ ...published.value }) : notDone(published.problems);
    },
    'governance.waive': async ({ body: { node, expect, ...asked }, caller }) => {
      const ask = { ...asked, ...(node === undefined ? {} : { node }), expect };
      const waived = await writes.waive(ask, caller.name);
      return waived.ok ? reply({ ...waived.value }) : notDone(waived.problems);
    },
  };
}

const closed = async (): Promise<RefusedCall> => notInStudio('serves its workspace and does not show what governs it');

const closedHandlers: Part = {
  'governance.facts': closed,
  'governance.templates': closed,
  'governance.flows': closed,
  'governance.report': closed,
  'governance.judge': closed,
  'governance.start': closed,
  'governance.bind': closed,
  'governance.predicates': closed,
  'governance.publish': closed,
  'governance.waive': closed,
};

const statuses: ProblemStatuses = new Map([
  ['workspace/changed-on-disk', 409],
  ['workspace/no-such-file', 404],
  ['template/unknown', 404],
]);

const notDone = (problems: readonly Problem[]): RefusedCall => refuseProblems(problems, statuses);

type Facts = z.input<ApiCallOf<'governance.facts'>['reply']>;

function showFacts({ governance, workspace, today }: GovernanceFacts): Facts {
  const { templates, standings, waivers, estate, tested, problems } = governance;
  return {
    templates: [...templates].map(([reference, { origin, template }]) => ({
      reference,
      origin,
      standing: standings.get(reference) ?? 'unsigned',
      value: template,
    })),
    waivers: [...waivers],
    registry: workspace.registry ?? null,
    topics: workspace.topics === undefined ? null : [...workspace.topics],
    estate: [...estate],
    tested: Object.fromEntries([...tested].map(([flow, outcomes]) => [flow, [...outcomes]])),
    today,
    problems: showProblems(problems),
  };
}

function showTemplate({ reference, known, standing, published, readme, skeleton, followers }: TemplateRow) {
  const { origin, template } = known;
  return {
    reference,
    origin,
    standing,
    path: origin === 'shipped' ? null : `templates/${known.folder.split(/[\\/]/).at(-1) ?? template.id}/template.yaml`,
    published: published ?? null,
    value: template,
    readme,
    skeleton: skeleton ?? null,
    followers: followers.map(({ flow, name, errors, warnings, waived }) => ({ flow, name, errors, warnings, waived })),
  };
}

function showFlow({ follows, ...flow }: GovernedFlow) {
  return { ...flow, follows: follows.map(showFollowing) };
}

type Followed = z.input<ApiCallOf<'governance.flows'>['reply']>['flows'][number]['follows'][number];

function showFollowing({ reference, name, parameters, roles, missing, waived }: ToldFollowing): Followed {
  return {
    reference,
    name: name ?? null,
    // Read from a file of plain data; the reply is only written, never changed.
    parameters: parameters as Followed['parameters'],
    roles: roles.map((role) => ({ ...role, nodes: [...role.nodes] })),
    missing: [...missing],
    waived: [...waived],
  };
}

function showText({ text, findings }: JudgedText): { readonly text: string; readonly findings: Finding[] } {
  return { text, findings: [...findings] };
}

function showProblems(problems: readonly FileProblem[]) {
  return problems.map(({ file, code, message, line, column }) => compact({ file, code, message, line, column }));
}

function showProblem({ code, message, line, column, path }: Problem) {
  return compact({ code, message, line, column, path });
}
