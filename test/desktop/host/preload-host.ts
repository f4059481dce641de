/**
 * Script that runs a preload in a page before the page's own scripts: `require` knows only `electron`, and of that only
 * `contextBridge` and `ipcRenderer.invoke`. What crosses the bridge is copied and frozen. It runs in the page's own
 * world, where Electron has a separate one: isolation itself is not what the stand-in shows.
 *
 * @param preload text of the built preload
 * @param binding name of the function through which calls reach the host; it is taken out of the page's reach
 */
export function preloadScript(preload: string, binding: string): string {
  return `(() => {
  if (window !== window.top) return;
  const invokeHost = window['${binding}'];
  delete window['${binding}'];
  const notSimulated = (path) => { throw new Error('electron.' + path + ' is not simulated'); };
  const strict = (path, simulated) => new Proxy(simulated, {
    get: (target, key) => key in target || typeof key === 'symbol' ? target[key] : notSimulated(path + '.' + key),
  });
  const cross = (value) => {
    if (typeof value === 'function') return Object.freeze(async (...given) => cross(await value(...given.map(cross))));
    if (Array.isArray(value)) return Object.freeze(value.map(cross));
    if (value !== null && typeof value === 'object')
      return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cross(one)])));
    return value;
  };
  const electron = strict('(preload)', {
    contextBridge: strict('contextBridge', {
      exposeInMainWorld: (key, api) => {
        if (key in window) throw new Error('Cannot bind an API on top of an existing property on the window object');
        Object.defineProperty(window, key, { value: cross(api), enumerable: true });
      },
    }),
    ipcRenderer: strict('ipcRenderer', {
      invoke: async (channel, ...given) => {
        const answer = await invokeHost(channel, structuredClone(given));
        if ('refused' in answer) throw new Error(answer.refused);
        return answer.value;
      },
    }),
  });
  const require = (name) => name === 'electron' ? electron : notSimulated('require(' + JSON.stringify(name) + ')');
  const process = Object.freeze({ platform: ${JSON.stringify(process.platform)}, sandboxed: true, contextIsolated: true });
  const module = { exports: {} };
  (function (require, process, module, exports) {
${preload}
  })(require, process, module, module.exports);
})();`;
}
