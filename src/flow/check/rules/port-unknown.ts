import type { CheckRule } from '../rule.ts';
import { listNames } from './list-names.ts';
import { offerFix } from './offer-fix.ts';
import { staysReached, type Way, waysOf } from './ways.ts';

/** Edges leave by ports their node has. */
export const portUnknown: CheckRule = {
  id: 'flow/port-unknown',
  severity: 'error',
  title: 'A way leaves by an outcome the step does not have',
  help: 'The outcomes of a step follow from its type and settings; `error` exists where the step can fail. Choose one of the outcomes the finding lists, or add the case that would make the outcome.',
  *check({ nodes, byId }) {
    for (const node of nodes) {
      if (node.ports === undefined || node.manifest === undefined || node.isUndo) continue;
      const ports = node.manifest.fails ? [...node.ports, 'error'] : node.ports;
      for (const { port, targets } of node.node.next?.ports ?? []) {
        if (ports.includes(port)) continue;
        const message =
          ports.length === 0
            ? `${node.label} ends the run, but a way leaves it by outcome "${port}". Remove the way.`
            : `${node.label} has no outcome "${port}", but a way leaves by it. Use ${listNames(ports, 'or')}, or remove the way.`;
        const [to] = targets;
        const edge = to === undefined ? {} : { edge: { from: node.id, port, to } };
        const isGone = (way: Way) => way.from === node.id && way.port === port;
        const ways = waysOf(node).filter(isGone);
        // What nothing leads to any more would be lost, or start at once inside a scope.
        const mayGo = ways.every((way) => staysReached(byId.get(way.to), isGone));
        const edits = ways.map((way) => ({ edit: 'disconnect', arguments: way }) as const);
        const title = ways.length > 1 ? 'Remove these ways' : 'Remove this way';
        const fix = offerFix(title, mayGo ? edits : []);
        yield { node: node.id, ...edge, path: `${node.path}.next.${port}`, message, ...fix };
      }
    }
  },
};
