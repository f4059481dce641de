import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Permission } from '#api/permission.ts';
import { showToast } from '#ui/toaster.tsx';
import { runtime } from '../../data/client.ts';
import { answerOf } from '../../data/queries.ts';
import { isOver } from '../../data/run-feed.ts';
import {
  type DoubtOrder,
  orderRun,
  type ReplayOrder,
  type RunDetail,
  type RunOrder,
  replayRun,
  settleDoubt,
  useMay,
} from '../../data/runs.ts';
import { closeSetAside, replaySetAside } from '../../data/work.ts';
import { go } from '../../routes.ts';
import type { Act, ActGiven } from './act-dialog.tsx';

/** A button that asks for an act. */
export type ActButton = { readonly id: string; readonly label: string; readonly act: Act };

/** What a person can do with a run, and what the person's role keeps back. */
export type RunActs = {
  readonly buttons: readonly ActButton[];
  /** True where something could be done, by somebody with another role. */
  readonly isDenied: boolean;
};

/** What the present person can do with a run, the best first. */
export function useRunActs(run: RunDetail): RunActs {
  const { t } = useTranslation();
  const may = useMay();
  const letter = useOpenLetter(run, may('dead-letters.read'));
  const all = [...doubtActs(run, t), ...openActs(run, t), ...overActs(run, letter, t)];
  const allowed = all.filter(({ permission }) => may(permission));
  return { buttons: allowed, isDenied: allowed.length === 0 && all.length > 0 };
}

type Offered = ActButton & { readonly permission: Permission };

/** The event of a failed run that is still set aside. */
function useOpenLetter(run: RunDetail, isAllowed: boolean): string | undefined {
  const { data } = useQuery({
    queryKey: ['work', 'letter-of', run.id],
    enabled: isAllowed && run.state === 'failed',
    queryFn: async () => {
      const query = { run: run.id, state: 'open' as const, limit: 1 };
      return answerOf(await runtime.send('dead-letters.list', { query })).deadLetters[0]?.id ?? null;
    },
  });
  return data ?? undefined;
}

function doubtActs(run: RunDetail, t: TFunction): readonly Offered[] {
  const step = run.steps.find(({ state }) => state === 'in doubt');
  if (step === undefined) return [];
  const resolutions = ['happened', 'send', 'give-up'] as const;
  return resolutions.map((resolution): Offered => {
    const say = (part: string): string => t(`runs.doubt.${resolution}.${part}`, { step: step.name ?? step.node });
    const settle = async ({ reason, json }: ActGiven): Promise<void> => {
      const result: Pick<DoubtOrder, 'result'> = json === undefined ? {} : { result: json };
      await settleDoubt({ run: run.id, path: step.path, resolution, reason, ...result });
    };
    return {
      id: `doubt ${resolution}`,
      label: say('button'),
      permission: 'doubts.settle',
      act: {
        title: say('title'),
        description: say('what'),
        verb: say('verb'),
        isDangerous: resolution === 'give-up',
        ...(resolution === 'happened'
          ? { json: { label: t('runs.doubt.result'), help: t('runs.doubt.resultHelp'), value: {} } }
          : {}),
        act: settle,
      },
    };
  });
}

function openActs(run: RunDetail, t: TFunction): readonly Offered[] {
  if (isOver(run.state)) return [];
  const isBehindGap = run.waitingFor === 'gap' || run.waitingFor === 'parked';
  const orders: readonly RunOrder[] = isBehindGap ? ['unpark', 'cancel', 'abandon'] : ['cancel', 'abandon'];
  return orders.map(
    (order): Offered => ({
      id: order,
      label: t(`runs.order.${order}.button`),
      permission: `runs.${order}`,
      act: {
        title: t(`runs.order.${order}.title`, { run: nameOf(run, t) }),
        description: t(`runs.order.${order}.what`),
        verb: t(`runs.order.${order}.verb`),
        isDangerous: order !== 'unpark',
        act: async ({ reason }) => await orderRun(order, run.id, reason),
      },
    }),
  );
}

function overActs(run: RunDetail, letter: string | undefined, t: TFunction): readonly Offered[] {
  if (!isOver(run.state)) return [];
  const replay = async (order: ReplayOrder): Promise<void> => {
    const started = await (letter === undefined ? replayRun(run.id, order) : replaySetAside(letter, order));
    tellReplay(started, t);
  };
  const base = { verb: t('runs.replay.verb'), offersAgain: true } as const;
  const buttons: Offered[] = [
    {
      id: 'replay',
      label: t('runs.replay.button'),
      permission: letter === undefined ? 'runs.replay' : 'dead-letters.replay',
      act: {
        ...base,
        title: t('runs.replay.title', { run: nameOf(run, t) }),
        description: t('runs.replay.what'),
        act: async ({ reason, isAgain }) => await replay({ reason, ...(isAgain ? { again: true } : {}) }),
      },
    },
    {
      id: 'edit',
      label: t('runs.replay.editButton'),
      permission: letter === undefined ? 'runs.replay' : 'dead-letters.replay',
      act: {
        ...base,
        title: t('runs.replay.editTitle', { run: nameOf(run, t) }),
        description: t('runs.replay.editWhat'),
        json: { label: t('runs.replay.data'), help: t('runs.replay.dataHelp'), value: run.input },
        act: async ({ reason, isAgain, json }) =>
          await replay({ reason, ...(json === undefined ? {} : { input: json }), ...(isAgain ? { again: true } : {}) }),
      },
    },
  ];
  if (letter !== undefined) buttons.push(closeAct(letter, t));
  return buttons;
}

function closeAct(letter: string, t: TFunction): Offered {
  return {
    id: 'close',
    label: t('setAside.close.button'),
    permission: 'dead-letters.close',
    act: {
      title: t('setAside.close.title'),
      description: t('setAside.close.what'),
      verb: t('setAside.close.verb'),
      isDangerous: true,
      act: async ({ reason }) => await closeSetAside(letter, reason),
    },
  };
}

function nameOf(run: RunDetail, t: TFunction): string {
  return run.key ?? t('runs.noKey');
}

/** Says which run a replay became, and offers to open it. */
export function tellReplay(started: string | null, t: TFunction): void {
  showToast({
    tone: 'ok',
    title: t('runs.replay.started'),
    ...(started === null
      ? {}
      : { action: { label: t('runs.replay.open'), onSelect: () => go({ screen: 'runs', run: started }) } }),
  });
}
