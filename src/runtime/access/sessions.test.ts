import { expect, test } from 'vitest';
import { createSessions } from './sessions.ts';

const ada = { name: 'ada', roles: ['analyst'], groups: 'all' } as const;

function open() {
  let now = 0;
  const sessions = createSessions({ caller: ada, port: () => 7_310, mono: () => now });
  return {
    sessions,
    setNow: (ms: number) => {
      now = ms;
    },
  };
}

test('a one-time token gives one session, which a cookie carries', () => {
  const { sessions } = open();
  const token = sessions.mint();

  const made = sessions.exchange(token);
  const again = sessions.exchange(token);
  const cookie = sessions.cookieOf(made?.session ?? '');

  expect(made?.caller).toBe(ada);
  expect(again).toBeUndefined();
  expect(cookie).toMatch(/^penstock_session_7310=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
  expect(sessions.callerOf(`other=1; ${cookie.split(';')[0] ?? ''}`)).toBe(ada);
});

test('tokens grow stale after ten minutes; each minted one holds by itself', () => {
  const { sessions, setNow } = open();
  const [first, second, third] = [sessions.mint(), sessions.mint(), sessions.mint()];

  setNow(599_000);
  const inTime = sessions.exchange(second);
  setNow(601_000);
  const late = sessions.exchange(first);

  expect(inTime).toBeDefined();
  expect([late, sessions.exchange(third), sessions.exchange('guessed'), sessions.exchange('')]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('other cookies, other values and none are nobody', () => {
  const { sessions } = open();
  const made = sessions.exchange(sessions.mint());
  const session = made?.session ?? '';

  const callers = [
    undefined,
    '',
    `penstock_session=${session}`,
    `penstock_session_7311=${session}`,
    'penstock_session_7310=',
    'penstock_session_7310',
    `penstock_session_7310=${session}x`,
  ].map((cookies) => sessions.callerOf(cookies));

  expect(callers.every((caller) => caller === undefined)).toBe(true);
});
