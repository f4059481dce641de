import { createClient } from '#api/client.ts';

/**
 * The runtime this page came from. The session cookie says who asks; the extra header says that a page of ours
 * does, because no other site may set it.
 */
export const runtime = createClient({
  url: window.location.origin,
  fetch: (url, init) =>
    fetch(url, { ...init, headers: { ...init.headers, 'x-penstock': '1' }, credentials: 'same-origin' }),
});
