/** The part of Trusted Types used here; the platform's types do not know it yet. */
type WorkerPolicy = { readonly createScriptURL: (url: string) => unknown };
type TrustedTypes = {
  readonly createPolicy: (name: string, rules: { readonly createScriptURL: (url: string) => string }) => WorkerPolicy;
};

const ownScripts = new URL('./', document.baseURI).href;

// The policy is the page's only way to a worker, so nothing can start one from an address of its own.
const policy = (window as Window & { readonly trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy(
  'penstock-worker',
  {
    createScriptURL: (url) => {
      if (!url.startsWith(ownScripts)) throw new TypeError('A worker may only be started from this page’s own files.');
      return url;
    },
  },
);

/** Starts a worker from one of the page's own files, as `import address from './x.ts?worker&url'` gives it. */
export function startWorker(address: string, name: string): Worker {
  const url = new URL(address, document.baseURI).href;
  // The platform takes the policy's value where its types ask for a string.
  const trusted = (policy === undefined ? url : policy.createScriptURL(url)) as string;
  return new Worker(trusted, { type: 'module', name });
}
