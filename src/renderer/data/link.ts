import { create } from 'zustand';

/** Whether the runtime answers. `lostAt` is when it stopped, in milliseconds since the epoch. */
export type Link = { readonly isUp: boolean; readonly lostAt: number | undefined };

/** The link to the runtime, kept by the event stream. */
export const useLink = create<Link>(() => ({ isUp: true, lostAt: undefined }));

/** Notes that the stream opened or broke. */
export function noteLink(isUp: boolean): void {
  const { isUp: was, lostAt } = useLink.getState();
  if (isUp !== was) useLink.setState({ isUp, lostAt: isUp ? undefined : (lostAt ?? Date.now()) });
}
