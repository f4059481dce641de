import { expect, test } from 'vitest';
import type { Finding } from '#flow/check/finding.ts';
import { markerOf, readMarker } from './markers.ts';

const finding = (node: string, severity: Finding['severity']): Finding => ({
  rule: 'flow/example',
  severity,
  flow: 'f',
  node,
  message: '',
});

test('errors and warnings are counted for each step, and infos for none', () => {
  const findings = [finding('a', 'error'), finding('a', 'warning'), finding('a', 'warning'), finding('b', 'info')];

  expect(readMarker(markerOf(findings, 'a'))).toEqual({ errors: 1, warnings: 2 });
  expect(readMarker(markerOf(findings, 'b'))).toEqual({ errors: 0, warnings: 0 });
});
