import type { Violation } from '../evidence.ts';
import type { Facts } from '../facts.ts';

/** I10: no secret stands anywhere but where it is kept. */
export function* checkSecrets(facts: Facts): Iterable<Violation> {
  for (const secret of facts.expected.secrets) {
    const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
    for (const { place, text } of facts.evidence.texts) {
      if (forms.some((form) => text.includes(form))) yield { invariant: 'I10', says: `a secret stands in ${place}` };
    }
  }
}
