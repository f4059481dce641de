import type { z } from 'zod';
import type { Handlers, StreamEvent } from '#api/call.ts';
import type { ApiCallOf, calls } from '#api/calls.ts';
import { notInStudio } from './outcomes.ts';

/** An event as `GET /api/hooks/listen` sends it. */
export type HookEvent = z.input<ApiCallOf<'hooks.listen'>['reply']>;

/** Listens at the webhooks of flows that are being drawn. */
export type HookDesk = {
  /** Tells of calls until five minutes are over or the returned function is called. */
  readonly listen: (
    ask: { readonly flow: string; readonly trigger?: string | undefined },
    send: (event: StreamEvent<HookEvent>) => void,
  ) => () => void;
};

/** What listening at webhooks needs; a server has no desk for it. */
export type HookNeeds = { readonly hooks: HookDesk | undefined };

/** The work behind the calls about webhooks. */
export function hookHandlers({ hooks }: HookNeeds): Pick<Handlers<typeof calls>, 'hooks.listen'> {
  return {
    'hooks.listen': ({ query }, send) => (hooks === undefined ? closed : hooks.listen(query, send)),
  };
}

const closed = notInStudio('serves its workspace and tries nothing out');
