/** Beginnings and forms that only keys have, whatever stands around them. */
const knownForms: readonly (readonly [RegExp, string])[] = [
  [/\b(sk|rk|pk)_(live|test)_[A-Za-z0-9]{10,}/, 'a Stripe key'],
  [/\bwhsec_[A-Za-z0-9+/]{16,}/, 'a webhook secret'],
  [/\b(ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{20,}/, 'a GitHub token'],
  [/\bgithub_pat_[A-Za-z0-9_]{20,}/, 'a GitHub token'],
  [/\bglpat-[A-Za-z0-9_-]{20,}/, 'a GitLab token'],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/, 'a Slack token'],
  [/\bhooks\.slack\.com\/services\/T[A-Z0-9]+\/B[A-Z0-9]+\/[A-Za-z0-9]{20,}/, 'a Slack address'],
  [/\bshp(at|ss|ca|pa)_[a-fA-F0-9]{16,}/, 'a Shopify token'],
  [/\b(AKIA|ASIA)[0-9A-Z]{16}\b/, 'an AWS key'],
  [/\bAIza[0-9A-Za-z_-]{30,}/, 'a Google key'],
  [/\bya29\.[0-9A-Za-z_-]{20,}/, 'a Google token'],
  [/\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/, 'a SendGrid key'],
  [/\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/, 'a signed token'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [/\b(Bearer|Basic) (?!\{\{)(?=[^\s"'{]*[\d=+/])[A-Za-z0-9+/._~-]{12,}=*/, 'a token of a request'],
  [/:\/\/[^/\s:@{}]+:[^/\s:@{}]+@/, 'a password in an address'],
];

/** Names of settings and fields that hold secrets. */
const telling = '(?:pass(?:word|wd|phrase)?|secret|token|api[-_]?key|authorization|credential|private[-_]?key)';
const tellingName = new RegExp(`${telling}$`, 'i');

/** A field of an object inside an expression or script, with a text beside it: `"password": "…"`. */
const tellingPair = new RegExp(`["']?([\\w-]{0,40}${telling})["']?\\s*[:=]\\s*(["'])([^"'\\s{}()$]{8,})\\2`, 'gi');

/** Images and other files, and checksums: long and random, and no secret. */
const harmless = /\bdata:[\w.+-]+\/[\w.+-]+;base64,[A-Za-z0-9+/=]*|\bsha(?:1|256|384|512)[-:=][A-Za-z0-9+/=]+/gi;

/** Runs of letters and digits long enough to be a key. */
const longRun = /[A-Za-z0-9+/_-]{24,}={0,2}/g;

/** Pieces that people write: words of at least three letters, and numbers that stand between words. */
const wordLike = /[A-Z]?[a-z]{3,}|[A-Z]{3,}(?![a-z0-9])|(?<![A-Za-z0-9])\d+(?![A-Za-z0-9])/g;

/** Share of a run outside of words from which it looks drawn by chance; names people give stay far below. */
const leastChance = 0.6;

/** Bits per character below which a run only repeats itself. */
const leastEntropy = 3.5;

/**
 * What secret a text seems to hold, or undefined. Known forms count anywhere; an unknown one counts where the setting
 * has a telling name, or where a long run mixes letters and digits as only chance does.
 *
 * @param key name of the setting or field the text stands under; `secrets` where the text names a stored secret
 */
export function findSecret(text: string, key: string): string | undefined {
  const rest = text.replaceAll(harmless, '');
  for (const [form, what] of knownForms) if (form.test(rest)) return what;
  if (key === 'secrets') return undefined;
  const isTelling = tellingName.test(key) && !text.includes('{{') && /^[^\s$(){}]+$/.test(text);
  if (isTelling && isMadeUp(text)) return `the value of "${key}"`;
  for (const [, name, , value] of rest.matchAll(tellingPair)) {
    if (name !== undefined && value !== undefined && isMadeUp(value)) return `the value of "${name}"`;
  }
  for (const [run] of rest.matchAll(longRun)) if (isDrawnByChance(run)) return 'a long random text';
  return undefined;
}

/** A literal people choose for a password, and not the name of a field or of a stored secret. */
function isMadeUp(text: string): boolean {
  return text.length >= 8 && /\d/.test(text) && /[A-Za-z]/.test(text);
}

function isDrawnByChance(run: string): boolean {
  if (!/\d/.test(run) || !/[a-z]/.test(run) || !/[A-Z]/.test(run)) return false;
  const letters = run.replaceAll(/[^A-Za-z0-9]/g, '').length;
  const words = [...run.matchAll(wordLike)].reduce((sum, [word]) => sum + word.length, 0);
  return 1 - words / letters >= leastChance && entropyOf(run) >= leastEntropy;
}

/** Shannon entropy in bits per character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
