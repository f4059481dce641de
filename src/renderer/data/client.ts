import { createPageClient } from '#api/page-client.ts';

/**
 * The runtime this page came from. The session cookie says who asks; the extra header says that a page of ours
 * does, because no other site may set it.
 */
export const runtime = createPageClient({
  url: window.location.origin,
  fetch: (url, init) => fetch(url, { ...init, credentials: 'same-origin' }),
});
