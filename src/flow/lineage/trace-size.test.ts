import { expect, test } from 'vitest';
import { examineFlow } from '../check/examination.ts';
import { branch, flow, map, node, setAside } from '../check/fixtures/build-flow.ts';
import type { FlowNode } from '../flow.ts';
import { classesIn, context, everyClass, post, sentBy, trace, webhook } from './fixtures/traced.ts';
import { traceData } from './trace-data.ts';

/** A flow of many rounds: fans, branches that re-join, mappings with and without contracts, and writes. */
function largeFlow(count: number): readonly FlowNode[] {
  const nodes: FlowNode[] = [webhook('decide_0')];
  const rounds = Math.floor(count / 5);
  for (let round = 0; round < rounds; round += 1) {
    const after = round + 1 < rounds ? `decide_${round + 1}` : 'set_aside';
    const kept = `$merge([$, { "round": ${round}, "sum": $sum(lines.(quantity * price)), "who": customer.name & "-${round}" }])`;
    const config = {
      connection: 'odoo-main',
      operation: 'order.create',
      values: '{ "partner": customer, "order_line": lines }',
    };
    nodes.push(
      branch(`decide_${round}`, { yes: `yes_${round}`, no: `no_${round}`, error: 'set_aside' }),
      map(`yes_${round}`, `join_${round}`, kept),
      map(`no_${round}`, `join_${round}`, kept),
      node(`join_${round}`, 'map@1', { config: { output: 'order@1', expression: kept }, next: `write_${round}` }),
      node(`write_${round}`, 'odoo@1', {
        config,
        into: 'odoo',
        key: 'reference',
        next: { done: after, error: 'set_aside' },
      }),
    );
  }
  return [...nodes, setAside()];
}

test('a flow of 2,000 steps is traced in an instant', () => {
  const examination = examineFlow(flow(largeFlow(2_000)), context);
  examination.expressions();

  const figures = Array.from({ length: 6 }, () => {
    const before = { ms: performance.now(), cpu: process.cpuUsage() };
    expect(traceData(examination).sent).toHaveLength(800);
    return { ms: performance.now() - before.ms, cpuMs: process.cpuUsage(before.cpu).user / 1_000 };
  });

  // Processor time, because the machine may be busy with other tests.
  const cpuMs = Math.min(...figures.map((figure) => figure.cpuMs));
  const ms = Math.min(...figures.map((figure) => figure.ms));
  console.info(`lineage of 2,000 steps: ${ms.toFixed(1)} ms, ${cpuMs.toFixed(1)} ms of processor time (best of 6)`);
  expect(cpuMs).toBeLessThan(300);
});

test('nested data and wide data stay within bounds', () => {
  const steps = Array.from({ length: 300 }, (_, index) =>
    map(`m_${index}`, `m_${index + 1}`, index % 2 === 0 ? '{ "a": $, "b": $ }' : '{ "c": $, "x": [$, $] }'),
  );
  const wide = Array.from({ length: 600 }, (_, index) => `"f${index}": total`).join(', ');

  const deep = trace([webhook('m_0'), ...steps, map('m_300', 'post', '$'), post()]);
  const broad = trace([webhook('w'), map('w', 'post', `{ ${wide} }`), post()]);

  expect(classesIn(deep.inputOf('post'))).toEqual(everyClass);
  expect(new Set(sentBy(deep).map((line) => line.split(' ')[2]))).toEqual(new Set(everyClass));
  expect(sentBy(broad)).toEqual(['body  financial start:total']);
});
