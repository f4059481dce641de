// The library reads these settings when it is loaded, so this needs nothing of it and may come long before: no code is
// generated at run time, and the browser would report the attempt.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
