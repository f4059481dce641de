import { usesOf } from '../used-connections.ts';
import type { StepProperty } from '../view.ts';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Wherever the flow may go live, the step's connection leads to an encrypted address somebody declared. */
export const reachesDeclaredHost: StepProperty = {
  name: 'reaches-declared-host',
  says: 'Every environment outside dev gives the connection an https address, or one on this machine.',
  ask(step, { examination }) {
    const { environments, connections: known } = examination.context;
    for (const { id } of usesOf(step)) {
      // A connection nobody declared is named by the structural rule about it.
      if (known?.has(id) !== true) continue;
      for (const { name, purpose, connections: bindings } of environments ?? []) {
        const address = bindings?.[id]?.url;
        if (purpose === 'dev' || typeof address !== 'string' || address.startsWith('https://')) continue;
        if (!loopback.test(hostOf(address))) return { detail: `"${name}"`, values: { connection: id } };
      }
    }
    return true;
  },
};

function hostOf(address: string): string {
  return /^[a-z]+:\/\/([^/:?#]+|\[[^\]]+\])/i.exec(address)?.[1] ?? '';
}
