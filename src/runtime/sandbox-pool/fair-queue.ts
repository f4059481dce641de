/** Jobs in line, one line per program, served in turn, so that a busy flow never starves a quiet one. */
export type FairQueue<Job> = {
  readonly size: () => number;
  readonly push: (line: string, job: Job) => void;
  /** Puts jobs back where they came from, before everything else of their line, and their line first. */
  readonly putBack: (line: string, jobs: readonly Job[]) => void;
  /** Takes jobs in turn for as long as `fits` says so; the first one it is shown is asked for as well. */
  readonly take: (fits: (job: Job) => boolean) => Job[];
  /** Takes everything, in order of the lines. */
  readonly drain: () => Job[];
};

/** Makes an empty queue. */
export function createFairQueue<Job>(): FairQueue<Job> {
  // The order of the keys is the order of service: a line that was served goes to the end.
  let lines = new Map<string, Job[]>();
  let size = 0;
  return {
    size: () => size,
    push(line, job) {
      const jobs = lines.get(line);
      if (jobs === undefined) lines.set(line, [job]);
      else jobs.push(job);
      size += 1;
    },
    putBack(line, jobs) {
      const waiting = lines.get(line) ?? [];
      lines.delete(line);
      lines = new Map([[line, [...jobs, ...waiting]], ...lines]);
      size += jobs.length;
    },
    take(fits) {
      const taken: Job[] = [];
      for (;;) {
        const [first] = lines;
        const job = first?.[1][0];
        if (first === undefined || job === undefined || !fits(job)) return taken;
        const [line, jobs] = first;
        jobs.shift();
        lines.delete(line);
        if (jobs.length > 0) lines.set(line, jobs);
        size -= 1;
        taken.push(job);
      }
    },
    drain() {
      const all = [...lines.values()].flat();
      lines.clear();
      size = 0;
      return all;
    },
  };
}
