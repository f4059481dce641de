import { useQuery } from '@tanstack/react-query';
import { runtime } from './client.ts';
import { RefusedCall } from './files.ts';

/** Takes the value out of an answer; a refusal is thrown as one the screen can show. */
export function answerOf<T>(
  outcome:
    | { readonly ok: true; readonly value: T }
    | {
        readonly ok: false;
        readonly problem: { readonly code: string; readonly title: string; readonly detail: string };
      },
): T {
  if (outcome.ok) return outcome.value;
  throw new RefusedCall(outcome.problem);
}

/** Name, mode, environments and git facts of the workspace. */
export function useWorkspace() {
  return useQuery({ queryKey: ['workspace'], queryFn: async () => answerOf(await runtime.send('workspace.get', {})) });
}

/** Every flow file with what its head says. */
export function useFlows() {
  return useQuery({
    queryKey: ['workspace', 'flows'],
    queryFn: async () => answerOf(await runtime.send('workspace.flows', {})),
  });
}

/** Connections, agreed shapes, environments, secrets and groups around the flows. */
export function useFacts() {
  return useQuery({
    queryKey: ['workspace', 'facts'],
    queryFn: async () => answerOf(await runtime.send('workspace.facts', {})),
  });
}
