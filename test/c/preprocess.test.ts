/**
 * The small preprocessor: configuration, macros of the file, attributes. Positions still refer to the
 * original text.
 */
import { describe, expect, test } from 'vitest';
import { read, run } from './toy.ts';

const main = (body: string) => `int main(void) { ${body} }`;

describe('conditions', () => {
  test.each([
    ['#ifdef CONFIG_A', 1],
    ['#ifndef CONFIG_A', 2],
    ['#ifdef CONFIG_B', 2],
    ['#if defined(CONFIG_A) && !defined CONFIG_B', 1],
    ['#if CONFIG_A > 6', 1],
    ['#if CONFIG_A == 6 || 0', 2],
    ['#if IS_ENABLED(CONFIG_A)', 1],
    ['#if IS_ENABLED(CONFIG_B)', 2],
    ['#if (1 + 2 * 3 == 7) ? CONFIG_A : 0', 1],
    ['#if UNKNOWN', 2],
    ['#if 0', 2],
  ])('%s', (line, result) => {
    const text = `${line}\nint main(void) { return 1; }\n#else\nint main(void) { return 2; }\n#endif\n`;
    expect(run(text, [], { CONFIG_A: 7 }).result).toBe(result);
  });

  test('#elif selects the first true branch, and conditionals nest', () => {
    const text =
      '#if 0\n#if 1\nint main(void) { return 1; }\n#endif\n#elif 1\nint main(void) { return 2; }\n#elif 1\nbad(\n#else\nbad(\n#endif\n';
    expect(run(text).result).toBe(2);
  });

  test('names that are tested but not configured are reported', () => {
    expect(read(`#ifdef CONFIG_X\n#endif\n${main('return 0;')}`).takenOff).toEqual(['CONFIG_X']);
  });

  test('IS_ENABLED() in code', () => {
    expect(
      run(main('return IS_ENABLED(CONFIG_A) * 2 + IS_ENABLED(CONFIG_B);'), [], { CONFIG_A: 1 })
        .result,
    ).toBe(2);
  });

  test.each([
    ['#if (\nint x;\n#endif\n', 'toy.c:1:1: this condition is not understood'],
    ['#ifdef A\nint x;\n', 'toy.c:1:1: this condition has no #endif'],
    ['int x;\n#endif\n', 'toy.c:2:1: this #endif has no #if'],
    ['#error no\n', 'toy.c:1:1: this #error is reached with the configuration of the scope'],
    ['int a; /* no end', 'toy.c:1:8: this comment is not closed'],
    ['char *a = "no end;\n', 'toy.c:1:11: this literal is not closed'],
    [`#if ${'('.repeat(150)}1${')'.repeat(150)}\n#endif\n`, 'this condition is not understood'],
    ['#if 99999999999999999999999999999999\n#endif\n', 'this condition is not understood'],
  ])('%j is refused', (text, message) => {
    expect(() => run(text)).toThrow(message);
  });
});

describe('macros', () => {
  test('## joins two names, and does not expand its operands', () => {
    const text = `#define ONE 7\n#define MAKE(kind) int kind##_ONE(void) { return ONE; }\nMAKE(get)\n${main('return get_ONE();')}`;
    expect(run(text).result).toBe(7);
  });

  test('## that does not produce a name is refused', () => {
    const text = `#define BAD(x) x ## +\n${main('return BAD(1);')}`;
    expect(() => run(text)).toThrow('## in macro BAD makes no name');
  });

  test('with and without arguments, over several lines, nested', () => {
    const text = `#define TWO 2\n#define ADD(a, b) \\\n\t((a) + (b))\n#define THREE ADD(TWO, \\\n\t1)\n${main('return ADD(THREE, ADD(1,\n 2));')}`;
    expect(run(text).result).toBe(6);
  });

  test('of statements', () => {
    const text = `#define BOTH(s) do { s; s; } while (0)\n${main('BOTH(out(in())); return 0;')}`;
    expect(run(text, [4, 5]).steps).toEqual(['in', 'out 4', 'in', 'out 5']);
  });

  test('the bare name of a function-like macro is not expanded', () => {
    expect(run(`#define f(x) 3\n${main('int f = 4; return f;')}`).result).toBe(4);
  });

  test('a macro is not expanded recursively, and #undef removes it', () => {
    const text = `#define in() (in() + 1)\n#define A 1\n#undef A\n#define A 2\n${main('return in() + A;')}`;
    expect(run(text, [5]).result).toBe(8);
  });

  test('with any number of arguments', () => {
    expect(
      run(`#define F(a, ...) ((a) + (__VA_ARGS__))\n${main('return F(1, 2, 3);')}`).result,
    ).toBe(4);
  });

  test.each([
    [`#define F(a) a\n${main('return F(1, 2);')}`, 'toy.c:2:25: macro F takes 1 arguments, not 2'],
    [`#define F(a) #a\n${main('return F(1);')}`, '# in macro F is not supported'],
    [
      `${Array.from({ length: 40 }, (_, i) => `#define M${i + 1} M${i} M${i}\n`).join('')}${main('return M40;')}`,
      'expands too far',
    ],
  ])('%#: is refused', (text, message) => {
    expect(() => run(text)).toThrow(message);
  });

  test('an error in an expansion is reported where the macro is used', () => {
    expect(() => run(`#define BAD(x) (x + nothing)\n${main('return 1 + BAD(2);')}`)).toThrow(
      'toy.c:2:29: in main(): nothing is not defined in toy.c and is not known',
    );
  });
});

test('attributes and macro declarations are removed', () => {
  const text =
    'static DEFINE_MUTEX(m);\nstatic int __ref f(void) __acquires(m)\n{ lock(&m); return 3; }\nEXPORT_SYMBOL(f);\nint __attribute__((noinline, aligned(8))) main(void) { return f(); }';
  expect(run(text)).toEqual({ result: 3, steps: ['lock m'] });
});

test('an additional file defines names that are missing from the first', () => {
  const { defined } = read(
    'int main(void) { return helper() + own(); } static int own(void) { return 1; }',
    ['main'],
    {},
    ['int helper(void) { return 2; } int own(void) { return 9; }'],
  );
  expect(defined).toEqual(['main', 'helper', 'own']);
});
