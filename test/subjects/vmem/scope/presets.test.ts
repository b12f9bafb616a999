/** Presets can be built, are distinct, and can be expressed as flags. */
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../../src/errors.ts';
import { buildScope } from '../../../../src/subjects/vmem/build-scope.ts';
import { findPreset, presets } from '../../../../src/subjects/vmem/scope/presets.ts';
import { resolveScopes, scopeFlags } from '../../../../src/subjects/vmem/scope/resolve-scopes.ts';
import { scopeSchema, scopeToJson } from '../../../../src/subjects/vmem/scope/scope-schema.ts';
import { quickScope } from '../../../support/counterexamples.ts';

describe.each(presets)('preset $name', ({ name, scopes }) => {
  test('its scopes can be built', () => {
    for (const scope of scopes) expect(buildScope(scope).operations.length).toBeGreaterThan(0);
  });

  test('its scopes survive JSON', () => {
    for (const scope of scopes) {
      expect(scopeSchema.parse(JSON.parse(JSON.stringify(scopeToJson(scope))))).toEqual(scope);
    }
  });

  test('its scopes differ from each other', () => {
    expect(resolveScopes(name, {})).toHaveLength(scopes.length);
  });
});

test('the flags of a scope are its differences from preset quick', () => {
  expect(scopeFlags(quickScope())).toEqual(['--revision linux-5.10']);
  const all = presets.flatMap(({ name, scopes }) => `${name}: ${scopeFlags(scopes[0]).join(' ')}`);
  expect(all.join('\n')).toMatchInlineSnapshot(`
    "quick: --revision linux-5.10
    standard: --revision linux-5.10 --sections 2,3,4,5
    levels: --revision linux-5.10 --geometry tiny3
    any: --revision linux-5.10 --geometry tiny3 --contract any --memmap-pages 8 --fresh zero --fail-allocs 0
    identity: --revision linux-5.10 --contract any --identity-pages 8 --no-online --fresh zero --fail-allocs 0
    dcss: --revision linux-5.10 --struct-page 56 --sections 1,2 --dcss 0x30000-0x35000
    kasan: --revision linux-5.10 --struct-page 56 --kasan --sections 1,2
    virtio-mem: --revision linux-5.10 --struct-page 56 --sections 1,2,3
    standby: --revision linux-5.10 --struct-page 56 --sections 1+2,3 --no-online
    boot: --revision linux-7.2 --struct-page 64 --sections 4,5,6 --section-size 128 --boot 4,5
    altmap: --revision linux-7.2 --struct-page 64 --sections 4,5,6 --section-size 128 --altmap 4,5
    threads: --revision linux-5.10 --geometry tiny3 --struct-page 64 --dcss 0x70000-0x71000 --fresh zero --fail-allocs 0 --threads hotplug,dcss,dumper --merge reads
    readers: --revision linux-5.10 --geometry tiny3 --struct-page 64 --fresh zero --fail-allocs 0 --threads hotplug,dumper --merge reads
    real: --revision linux-5.10 --geometry real3 --struct-page 56"
  `);
});

test('an override reaches every scope, and scopes that become equal are searched once', () => {
  const scopes = resolveScopes('standard', {
    structPage: 64,
    blocks: [[2]],
    revision: 'error-kept',
  });
  expect(scopes).toHaveLength(3);
  expect(new Set(scopes.map((scope) => scope.revision))).toEqual(new Set(['error-kept']));
});

test('a different contract starts from its own empty scope', () => {
  const [scope] = resolveScopes('quick', { contract: 'any', identityPages: 4 });
  expect(scope.blocks).toEqual([]);
  expect(scope.identityPages).toBe(4);
});

test('presets share no mutable data', () => {
  expect(findPreset('levels')?.scopes.map(({ geometry }) => geometry)).toEqual([
    'tiny3',
    'tiny4',
    'tiny5',
  ]);
});

describe('contradictions', () => {
  const refusals = [
    ['quick', { memmapPages: 4 }],
    ['any', { blocks: [[2]] }],
    ['quick', { contract: 'any' }],
    ['any', { contract: 'kernel' }],
    ['quick', { kasan: true, geometry: 'real3' }],
    ['quick', { edat1: false }],
    ['quick', { symmetry: 'none' }],
    ['quick', { locks: 'all' }],
    ['threads', { identity: 'names' }],
    ['quick', { identity: 'names', threads: ['callers'] }],
    ['quik', {}],
    ['quick', { revision: 'linux-5.1' }],
  ] as const;

  test.each(refusals)('%s with %o is refused', (preset, overrides) => {
    expect(() => resolveScopes(preset, overrides)).toThrow(InputError);
  });

  test('each error names missing or conflicting fields', () => {
    const messages = refusals.map(([preset, overrides]) => {
      try {
        resolveScopes(preset, overrides);
        return 'accepted';
      } catch (error) {
        const message = error instanceof Error ? error.message : '';
        return message;
      }
    });
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "--memmap-pages is given with contract kernel; it needs --contract any
      --sections is given with contract any; it needs --contract kernel
      --contract any needs a window of addresses: --memmap-pages N or --identity-pages N above 0
      --contract kernel needs --sections, for example --sections 2,3
      --kasan is given with --geometry real3; the KASAN shadow is modelled in tiny3, tiny4 and tiny5
      --no-edat1 is given with EDAT2; a machine with EDAT2 has EDAT1: add --no-edat2
      --symmetry is given without threads; add --threads 2
      --locks is given without threads; add --threads 2
      --identity is names and threads interleave step by step (hotplug,dcss,dumper); frames are distinguished only in whole operations of one thread: remove --identity
      --identity is names and threads interleave step by step (callers); frames are distinguished only in whole operations of one thread: remove --identity
      --preset is "quik"; it must be one of quick, standard, levels, any, identity, dcss, kasan, virtio-mem, standby, boot, altmap, threads, readers, real; did you mean quick?
      --revision is "linux-5.1"; it must be one of the 30 that tablewalk list revisions lists; did you mean linux-5.9?"
    `);
  });
});
