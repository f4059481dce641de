/** Beginnings and forms that only keys have, whatever stands around them. */
const knownForms: readonly (readonly [RegExp, string])[] = [
  [/\b(sk|rk|pk)_(live|test)_[A-Za-z0-9]{10,}/, 'a Stripe key'],
  [/\bwhsec_[A-Za-z0-9+/]{16,}/, 'a webhook secret'],
  [/\b(ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{20,}/, 'a GitHub token'],
  [/\bgithub_pat_[A-Za-z0-9_]{20,}/, 'a GitHub token'],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/, 'a Slack token'],
  [/\bshp(at|ss|ca|pa)_[a-fA-F0-9]{16,}/, 'a Shopify token'],
  [/\bAKIA[0-9A-Z]{16}\b/, 'an AWS key'],
  [/\bAIza[0-9A-Za-z_-]{30,}/, 'a Google key'],
  [/\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/, 'a signed token'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [/\b(Bearer|Basic) (?!\{\{)[A-Za-z0-9+/._~-]{12,}=*/, 'a token of a request'],
  [/:\/\/[^/\s:@{}]+:[^/\s:@{}]+@/, 'a password in an address'],
];

/** Names of settings and fields that hold secrets. */
const tellingName =
  /(pass(word|wd|phrase)?|secret|token|api[-_]?key|apikey|authorization|credential|private[-_]?key)$/i;

/** Runs of letters and digits long enough to be a key. */
const longRun = /[A-Za-z0-9+/_-]{24,}={0,2}/g;

/** Bits per character from which a run looks drawn by chance; English words and identifiers stay below. */
const leastEntropy = 4.1;

/**
 * What secret a text seems to hold, or undefined. Known forms count anywhere; an unknown one counts where the setting
 * has a telling name, or where a long run mixes letters and digits as only chance does.
 *
 * @param key name of the setting or field the text stands under
 */
export function findSecret(text: string, key: string): string | undefined {
  for (const [form, what] of knownForms) if (form.test(text)) return what;
  if (key === 'secrets') return undefined;
  const isLiteral = !text.includes('{{') && /^[^\s$(){}]{8,}$/.test(text) && /\d/.test(text) && /[A-Za-z]/.test(text);
  if (tellingName.test(key) && isLiteral) return `the value of "${key}"`;
  for (const [run] of text.matchAll(longRun)) {
    const isMixed = /\d/.test(run) && /[a-z]/.test(run) && /[A-Z]/.test(run);
    if (isMixed && entropyOf(run) >= leastEntropy) return 'a long random text';
  }
  return undefined;
}

/** Shannon entropy in bits per character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
