import { targetOf } from '../../../workspace/binding-target.ts';
import { usesOf } from '../used-connections.ts';
import type { FlowProperty } from '../view.ts';

/** Only the live environment reaches live's systems. */
export const environmentsApart: FlowProperty = {
  name: 'environments-apart',
  says: 'No environment but those with `purpose: live` gives a connection the address and database that live has.',
  *ask({ examination: { context, nodes } }) {
    const environments = context.environments ?? [];
    const live = environments.filter(({ purpose }) => purpose === 'live');
    const told = new Set<string>();
    for (const { node, id } of nodes.flatMap(usesOf)) {
      if (told.has(id)) continue;
      const wanted = new Set(live.map((one) => targetOf(one, id)).filter((target) => target !== undefined));
      const found = environments.find((one) => {
        const target = targetOf(one, id);
        return one.purpose !== 'live' && target !== undefined && wanted.has(target);
      });
      if (found === undefined) continue;
      told.add(id);
      yield { node, detail: found.name, path: `${node.path}.config` };
    }
  },
};
