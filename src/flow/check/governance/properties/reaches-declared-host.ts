import { connectionOf, type StepProperty } from '../view.ts';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Wherever the flow may go live, the step's connection leads to an encrypted address somebody declared. */
export const reachesDeclaredHost: StepProperty = {
  name: 'reaches-declared-host',
  says: 'The connection exists, and every environment outside dev gives it an https address, or one on this machine.',
  ask(step, { examination }) {
    const { connection: id } = step.node.config;
    const { environments, connections } = examination.context;
    if (typeof id !== 'string' || connections === undefined) return undefined;
    if (connectionOf(step, examination) === undefined) return { detail: `connection "${id}" is not declared` };
    for (const { name, purpose, connections: bindings } of environments ?? []) {
      const address = bindings?.[id]?.url;
      if (purpose === 'dev' || typeof address !== 'string' || address.startsWith('https://')) continue;
      if (!loopback.test(hostOf(address))) return { detail: `"${name}" reaches it unencrypted` };
    }
    return true;
  },
};

function hostOf(address: string): string {
  return /^[a-z]+:\/\/([^/:?#]+|\[[^\]]+\])/i.exec(address)?.[1] ?? '';
}
