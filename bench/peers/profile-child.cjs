// In a sandbox child under profile: it never returns to its loop, so the profile is written between two reads, ten
// seconds after the start.
const fs = require('node:fs');
const { Session } = require('node:inspector');
const { syncBuiltinESMExports } = require('node:module');

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.start');
const until = Date.now() + 10_000;
const { readSync } = fs;
let isWritten = false;
fs.readSync = (...args) => {
  if (!isWritten && Date.now() > until) {
    isWritten = true;
    session.post('Profiler.stop', (_error, { profile }) => {
      fs.writeFileSync(`${process.env.BENCH_PROFILE}/child-${process.pid}.cpuprofile`, JSON.stringify(profile));
    });
  }
  return readSync(...args);
};
syncBuiltinESMExports();
