/**
 * Sources that only an attacker would write: each is rejected with a position, in bounded time and
 * memory.
 */
import { describe, expect, test } from 'vitest';
import { Stopped, withStopCheck } from '../../src/stop.ts';
import { read, run } from './toy.ts';

const inMain = (body: string): string => `int main(void)\n{\n${body}\nreturn 0;\n}\n`;
const counted = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

/** The first line of the message. */
function refusal(text: string): string {
  try {
    read(text);
  } catch (error) {
    return error instanceof Error ? error.message.split('\n')[0] : String(error);
  }
  return 'understood';
}

const brackets = 'brackets are nested deeper than 200';
const nested = 'in main(): this is nested deeper than 200 statements and expressions';

describe('nesting', () => {
  test.each([
    // In a megabyte of brackets, the first one that exceeds the limit.
    ['(', '('.repeat(1e6), `toy.c:1:201: ${brackets}`],
    ['[', '['.repeat(1e6), `toy.c:1:201: ${brackets}`],
    ['{', '{'.repeat(1e6), `toy.c:1:201: ${brackets}`],
    ['blocks', inMain('{'.repeat(5000) + '}'.repeat(5000)), `toy.c:3:200: ${brackets}`],
    [
      'values',
      inMain(`int x = ${'('.repeat(5000)}1${')'.repeat(5000)};`),
      `toy.c:3:208: ${brackets}`,
    ],
    [
      'structs',
      `${'struct a {'.repeat(300)}int x;${'} b;'.repeat(300)}`,
      `toy.c:1:2010: ${brackets}`,
    ],
    ['#if', '#if 1\n'.repeat(300), 'toy.c:201:1: conditions are nested deeper than 200'],
    ['a macro', `#define P ${'('.repeat(150)}\n${inMain('P P')}`, `toy.c:4:3: ${brackets}`],
    // A statement and its leading expression count as one level each.
    ['!', inMain(`return ${'!'.repeat(5000)}1;`), `toy.c:3:207: ${nested}`],
    ['-', inMain(`return ${'- '.repeat(5000)}1;`), `toy.c:3:406: ${nested}`],
    ['casts', inMain(`return ${'(int)'.repeat(5000)}1;`), `toy.c:3:1003: ${nested}`],
    ['?:', inMain(`return ${'1 ? 1 : '.repeat(5000)}1;`), `toy.c:3:1592: ${nested}`],
    ['sums', inMain(`return ${'1+'.repeat(5000)}1;`), `toy.c:3:8: ${nested}`],
    ['commas', inMain(`return (${'1,'.repeat(5000)}1);`), `toy.c:3:403: ${nested}`],
    ['else if', inMain(`${'if (in()) out(1); else '.repeat(5000)};`), `toy.c:3:4546: ${nested}`],
    ['for', inMain(`${'for (;;) '.repeat(5000)};`), `toy.c:3:1801: ${nested}`],
    ['fields', inMain(`int x; x${'.a'.repeat(5000)} = 1;`), `toy.c:3:8: ${nested}`],
    [
      'updates of a loop',
      inMain(`int i; for (i = 0; i < LIMIT; ${'i++, '.repeat(5000)}i++) if (in()) return 1;`),
      `toy.c:3:1016: ${nested}`,
    ],
    [
      'stars',
      inMain(`int ${'*'.repeat(5000)}x;`),
      'toy.c:3:205: this type has more than 200 pointers and functions within each other',
    ],
  ])('of %s', (_name, text, message) => {
    expect(refusal(text)).toBe(message);
  });

  test('an error in an inner block does not affect the rest', () => {
    const text = inMain(counted(90, () => `out(((((((nothing)))))));\n`));
    expect(() => read(text)).not.toThrow('nested deeper');
  });

  test('types that refer to each other', () => {
    const chain = counted(300, (index) => `typedef t${index} *t${index + 1};\n`);
    const text = `typedef int t0;\n${chain}${inMain('t300 x = 0; return x == x;')}`;
    expect(refusal(text)).toBe('toy.c:304:1: type t300 is not known');
  });

  test('structs of which each contains the previous one twice', () => {
    const twice = counted(60, (index) => `struct s${index + 1} { struct s${index} a, b; };\n`);
    const text = `struct s0 { int x; };\n${twice}${inMain('struct s60 x; out(x.a.x);')}`;
    expect(refusal(text)).toBe('toy.c:64:19: in main(): field x of x.a is not known');
  });
});

describe('macros', () => {
  const doubling = (count: number): string =>
    counted(count, (index) => `#define A${index + 1} A${index}+A${index}\n`);

  test.each([
    [
      'that double each other',
      `#define A0 1\n${doubling(50)}${inMain('return A50;')}`,
      'expands too far',
    ],
    ['in a condition', `#define A0 1\n${doubling(50)}#if A50\n#endif\n`, 'expands too far'],
    [
      'in their own argument',
      `#define F(x) x x\n${inMain(`${'F('.repeat(40)}1${')'.repeat(40)};`)}`,
      'expands too far',
    ],
    [
      'that repeat a long argument',
      `#define F(x) ${'x '.repeat(1000)}\n${inMain(`F(${'1+'.repeat(1000)}1);`)}`,
      'macro F expands too far',
    ],
    [
      'that repeat a long text',
      `#define S "${'a'.repeat(100_000)}"\n${inMain('S;'.repeat(30))}`,
      'toy.c:4:39: the text is longer than 2000000 characters, with its macros expanded',
    ],
    [
      'of a long chain',
      `#define A0 1\n${counted(100, (index) => `#define A${index + 1} A${index}\n`)}${inMain('return A100;')}`,
      'macros are nested too deeply here',
    ],
    [
      'of a long chain in a condition',
      `#define A0 1\n${counted(100, (index) => `#define A${index + 1} A${index}\n`)}#if A100\n#endif\n`,
      'macros are nested too deeply here',
    ],
    [
      'whose arguments do not end',
      `#define F(x) x\n${inMain('F('.repeat(100))}`,
      'toy.c:4:1: the arguments of macro F are not closed before the next #define or the end of the file',
    ],
  ])('%s', (_name, text, message) => {
    expect(refusal(text)).toContain(message);
  });
});

describe('size', () => {
  test.each([
    ['tokens', '1 '.repeat(500_001), 'toy.c:1:1000001: the text has more than 1000000 tokens'],
    [
      'enumerators that double each other',
      `enum { A0 = 1, ${counted(40, (index) => `A${index + 1} = A${index} + A${index}, `)}};\n${inMain('return A40;')}`,
      'toy.c:1:54: what the entry points reach is more than 200000 statements and expressions',
    ],
    [
      'initial values that double each other',
      `static const int a0 = 1;\n${counted(40, (index) => `static const int a${index + 1} = a${index} + a${index};\n`)}${inMain('return a40;')}`,
      'what the entry points reach is more than 200000 statements and expressions',
    ],
  ])('of %s', (_name, text, message) => {
    expect(refusal(text)).toContain(message);
  });

  test('at most a hundred errors are collected', () => {
    const unknown = counted(5000, (index) => `unknown${index}();\n`);
    // 20 errors are printed, and a note that there are more.
    expect(() => read(inMain(unknown))).toThrow('\nand 81 more');
  });

  test('a long name is truncated in the message', () => {
    const text = inMain(`${'x'.repeat(1e6)}();`);
    expect(refusal(text)).toBe(`toy.c:3:1: in main(): ${'x'.repeat(389)}…`);
  });

  test('a call with too many arguments for the stack', () => {
    expect(refusal(inMain(`out(${'1,'.repeat(150_000)}1);`))).toBe(
      'toy.c:3:1: in main(): out() takes 1 argument, not 150001',
    );
  });

  test('too many statements after && for the stack', () => {
    const text = inMain(`return in() && ({ ${'out(1);'.repeat(30_000)} 1; });`);
    expect(run(text, [0]).steps).toEqual(['in']);
  });
});

describe('conditions', () => {
  test.each([
    ['#define V (3)\n#if V > 2', 1],
    ['#define V 1+1\n#if V * 2 == 3', 1],
    ['#define F(x) x\n#if F(0) || F(1)', 1],
    ['#define A B\n#define B A\n#if A', 0],
    ['#define A 0\n#if defined A && defined(A) && !A', 1],
  ])('%j', (condition, value) => {
    const text = `${condition}\n#define RESULT 1\n#else\n#define RESULT 0\n#endif\n`;
    expect(run(`${text}int main(void) { return RESULT; }`).result).toBe(value);
  });
});

describe('polls for a stop request', () => {
  /** The number of polls during the work; each poll may stop it. */
  function looksAt(text: string, max = Infinity): number {
    let looks = 0;
    const check = (): void => {
      if (++looks > max) throw new Stopped('interrupted', 0);
    };
    withStopCheck(check, () => {
      try {
        read(text);
      } catch (error) {
        if (error instanceof Stopped) throw error;
      }
    });
    return looks;
  }

  const statements = inMain('out(1);\n'.repeat(20_000));

  test('while the source is tokenised, expanded, parsed and lowered', () => {
    // 100,000 tokens pass through five loops with a poll every 512 tokens; lowering and the parser
    // poll as well.
    expect(looksAt(statements)).toBeGreaterThan(1000);
    expect(() => looksAt(statements, 0)).toThrow(Stopped);
  });

  test('the parser can be used again afterwards', () => {
    const all = looksAt(statements);
    for (const part of [0.3, 0.5, 0.6, 0.7, 0.9]) {
      expect(() => looksAt(statements, Math.floor(all * part))).toThrow(Stopped);
      expect(run(inMain('out(7);')).steps).toEqual(['out 7']);
    }
  });
});
