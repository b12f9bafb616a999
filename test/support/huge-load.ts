/** A small file that causes minutes of work and gigabytes of memory. */

/** Loads a DCSS of 64 GiB on a machine without large pages: 16,777,216 entries. */
export function hugeLoadFile(): string {
  return JSON.stringify({
    schema: 'tablewalk/counterexample/1',
    tool: '0.1.0',
    request: {
      revision: 'linux-5.10',
      geometry: 'real5',
      structPage: 56,
      edat1: false,
      edat2: false,
      debugPagealloc: false,
      kasan: false,
      vmalloc: 'far',
      contract: 'kernel',
      blocks: [[2]],
      dcss: { start: 0x10_0000_0000, end: 0x20_0000_0000 },
      memmapPages: 0,
      identityPages: 0,
      memmapFirst: 0,
      identityFirst: 0,
      memmapPoints: [],
      identityPoints: [],
      online: true,
      fresh: 'zero',
      failAllocs: 0,
      faults: 'end',
      ops: 'all',
    },
    invariant: 'freed-once',
    claim: '',
    operations: [
      { op: 'load', start: '0x1000000000', end: '0x2000000000', failed: [], contents: [] },
    ],
    expected: { verdict: 'violated', invariant: 'freed-once', operation: 0, steps: 1 },
    text: '',
  });
}
