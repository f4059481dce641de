import { expect, test } from 'vitest';
import { createHost } from './host.ts';

// Names are asked for as a shell would that wants more than there is.
type Anything = Record<string, Record<string, (...given: readonly unknown[]) => unknown>>;

test('what the stand-in does not simulate throws and says its name', () => {
  // Whatever is asked for is there or throws, which is what is tested.
  const { app, session, BrowserWindow } = createHost({ userData: '' }).module as Anything;

  expect(() => app?.getLoginItemSettings?.()).toThrow('electron.app.getLoginItemSettings is not simulated');
  expect(() => session?.fromPartition?.('x')).toThrow('electron.session.fromPartition is not simulated');
  expect(() => BrowserWindow?.fromId?.(1)).toThrow('electron.BrowserWindow.fromId is not simulated');
  expect(() => app?.on?.('open-url', () => undefined)).toThrow("electron.app.on('open-url') is not simulated");
});

test('windows that are not sandboxed and isolated are refused', () => {
  // The class of the stand-in, as the shell makes windows with it.
  const { BrowserWindow } = createHost({ userData: '' }).module as unknown as {
    readonly BrowserWindow: new (options: object) => object;
  };
  const safe = { contextIsolation: true, sandbox: true, nodeIntegration: false };
  const open = (weakness: object) => () => new BrowserWindow({ webPreferences: { ...safe, ...weakness } });

  expect(open({ sandbox: false })).toThrow('is not simulated');
  expect(open({ nodeIntegration: true })).toThrow('is not simulated');
  expect(open({ contextIsolation: false })).toThrow('is not simulated');
  expect(open({ webSecurity: false })).toThrow('is not simulated');
  expect(open({})).not.toThrow();
});
