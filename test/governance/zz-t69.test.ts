import { test } from 'vitest';
import { fixturesOf, judge } from './rig.ts';
import { printFlow } from '#flow/text/print.ts';
import { parseFlow } from '#flow/text/parse.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
test('t69', async () => {
  for (const t of ['order-to-cash', 'dead-letter-replay']) {
    const { mutations } = await import(`./mutants/${t}.ts`);
    const { variations } = await import(`./variations/${t}.ts`);
    let n = 0;
    for (const m of mutations) { let made = 0; for (const { flow, file } of fixturesOf(t, 'conforming')) for (const s of m.spoil(flow)) {
      made++; n++;
      const found = (await judge(s)).map((f) => f.rule);
      if (!found.includes(m.rule)) console.log(`MISS ${t}/${file}: ${m.does}, ${m.rule} silent (${found.join(', ')})`);
    } if (!made) console.log(`NOFIT ${t} ${m.does}`); }
    let v = 0;
    for (const m of variations) { let made = 0; for (const { flow, file } of fixturesOf(t, 'conforming')) for (const s of m.vary(flow)) {
      made++; v++;
      const p = parseFlow(printFlow(s, nodeCatalogue), nodeCatalogue);
      if (!p.ok) console.log(`UNPARSED ${file} ${m.says} ${p.problems[0]?.message}`);
      for (const f of await judge(s)) if (f.severity === 'error' || /^(OC|DL)/.test(f.rule)) console.log(`WRONG ${t}/${file}: ${m.says}: ${f.severity} ${f.rule}: ${f.message}`);
    } if (!made) console.log(`NOFIT ${t} ${m.says}`); }
    console.log(`COUNT ${t} ${n} mutants ${v} variations`);
  }
});
