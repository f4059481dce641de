import type { Handlers, RefusedCall } from '#api/call.ts';
import type { calls } from '#api/calls.ts';
import type { contractCalls } from '#api/contracts.ts';
import type { Problem } from '#flow/problem.ts';
import type { ContractDesk } from '../workspace/contract-desk.ts';
import { compact, notInStudio, refuse, reply } from './outcomes.ts';

type ContractIds = (typeof contractCalls)[number]['id'];

/** The work behind the calls about contracts; a server answers none of them. */
export function contractHandlers({
  contracts,
}: {
  readonly contracts: ContractDesk | undefined;
}): Pick<Handlers<typeof calls>, ContractIds> {
  if (contracts === undefined) return { 'contracts.list': closed, 'contracts.uses': closed, 'contracts.judge': closed };
  return {
    'contracts.list': async () => {
      const rows = await contracts.list();
      return reply({ contracts: rows.map((row) => ({ ...row, classes: [...row.classes] })) });
    },
    'contracts.uses': async ({ params, query }) => {
      const found = await contracts.uses(params.name, query.field);
      if (!found.ok) return notDone(found.problems);
      return reply({ uses: [...found.value.uses], unread: [...found.value.unread] });
    },
    'contracts.judge': async ({ params, body }) => {
      const judged = await contracts.judge(params.name, body.text);
      if (!judged.ok) return notDone(judged.problems);
      const { problems, unread, ...verdict } = judged.value;
      return reply({ ...verdict, problems: problems.map(showProblem), unread: [...unread] });
    },
  };
}

const closed = async (): Promise<RefusedCall> => notInStudio('serves its workspace and does not show its contracts');

function showProblem({ code, message, line, column, path }: Problem) {
  return compact({ code, message, line, column, path });
}

function notDone(problems: readonly Problem[]): RefusedCall {
  const code = problems[0]?.code ?? 'server/broke';
  const status = code === 'workspace/no-such-contract' ? 404 : 400;
  return refuse({ status, code, title: 'Not done', detail: problems.map(({ message }) => message).join(' ') });
}
