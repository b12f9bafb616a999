/** Expressions have the value, type and order of side effects that C requires. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BinaryOperator, calculate, integerOf, wrapInteger } from '../../src/c/integers.ts';
import { charType, intType, longType, uintType, ulongType } from '../../src/c/types.ts';
import { read, run } from './toy.ts';

const resultOf = (expression: string, given: readonly number[] = []) =>
  run(`unsigned long main(void) { return ${expression}; }`, given).result;

describe('values', () => {
  test.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['7 / 2 + 7 % 4', 6],
    ['-7 / 2 == -3', 1],
    ['-7 % 4 == -3', 1],
    ['010 + 0x10 + 1', 25],
    ["'a' + '\\n'", 107],
    ['1 ? 2 : 3', 2],
    ['0 ?: 1', 'refused'],
    ['(1, 2)', 2],
    ['!5 + !0', 1],
    ['~0UL >> 60', 15],
    ['1 << 4 | 3', 19],
    ['6 ^ 3', 5],
    ['12 & ~4', 8],
    ['(unsigned char)258', 2],
    ['(u64)(3)', 3],
    ['(bool)256', 1],
    ['sizeof(int) + sizeof(u64) + sizeof(struct page) + sizeof(int *)', 84],
    ['sizeof(u64) * 2', 16],
    ['2 > 1 && 3 > 4', 0],
    ['0 || 7', 1],
    // The comparison of an int with an unsigned int is unsigned; with a long it is not.
    ['-1 < 1U', 0],
    ['-1 < 1L', 1],
    ['(unsigned char)200 + 100', 300],
    ['-1', 2n ** 64n - 1n],
    ['(u64)-1 >> 63', 1],
    ['(unsigned char)-1', 255],
    ['1UL << 63', 2n ** 63n],
    ['0xffffffff + 1 == 0', 1],
    ['-2147483647 - 1 < 0', 1],
  ])('%s is %s', (expression, value) => {
    if (value === 'refused') expect(() => resultOf(expression)).toThrow('is not supported');
    else expect(resultOf(expression)).toBe(value);
  });

  test.each([
    ['1 / (in() - in())', 'division by zero'],
    ['1 << in()', 'a shift of int by 0'],
    ['1 << 32', 'a shift of int by 32'],
    ['2147483647 + 1', '2147483648 overflows int'],
    ['-(-2147483647 - 1)', '2147483648 overflows int'],
    ['(-2147483647 - 1) / -1', '2147483648 overflows int'],
    ['0x7fffffffffffffffL * 2', '18446744073709551614 overflows long'],
    ['1UL >> -1', 'a shift of unsigned long by -1'],
  ])('%s is undefined', (expression, message) => {
    if (message.endsWith('by 0')) expect(resultOf(expression)).toBe(1);
    else expect(() => resultOf(expression)).toThrow(`in main(): ${message}`);
  });
});

describe('effects', () => {
  test('&& and || skip their right operand as in C', () => {
    expect(run('int main(void) { return in() && in() || in(); }', [0, 5]).steps).toEqual([
      'in',
      'in',
    ]);
    expect(run('int main(void) { return in() || in(); }', [1]).steps).toEqual(['in']);
  });

  test('?: evaluates only the selected operand', () => {
    const text = 'int main(void) { return in() ? (out(1), 1) : (out(2), 2); }';
    expect(run(text, [0])).toEqual({ result: 2, steps: ['in', 'out 2'] });
  });

  test('prefix and postfix ++, and compound assignments', () => {
    const text =
      'int main(void) { int a = 1, b = a++ * 10, c = ++a; a <<= 2; a |= 1; a -= c; a *= b; return a; }';
    // a: 3 << 2 | 1 = 13, less 3, times 10
    expect(run(text).result).toBe(100);
  });

  test('the value of an assignment is the stored value', () => {
    expect(run('int main(void) { unsigned char c; int i = c = 511; return i; }').result).toBe(255);
    const loop = 'int main(void) { int n, sum = 0; while ((n = in()) != 0) sum += n; return sum; }';
    expect(run(loop, [3, 4, 0]).result).toBe(7);
  });

  test('pointer arithmetic moves by entries, and pointers are compared', () => {
    const text =
      'int main(void) { cell_t *p = cells(), *q; p += 3; q = p; *p-- = cell_of(7); *(p - 1) = cell_of(8); cell_val(*q) = 9; return (p != 0) * 10 + !q; }';
    expect(run(text)).toEqual({ result: 10, steps: ['store 3 7', 'store 1 8', 'store 3 9'] });
  });

  test('p[i] is *(p + i), and &p[i] is p + i', () => {
    const text =
      'int main(void) { cell_t *p = cells(), *q = &p[3]; p[1] = cell_of(7); q[-2] = cell_of(8); return 1; }';
    expect(run(text)).toEqual({ result: 1, steps: ['store 1 7', 'store 1 8'] });
  });

  test('postfix operators bind tighter than prefix operators', () => {
    expect(
      run('int main(void) { int i = 1, a = !i--, b = -i++; return a * 100 + b * 10 + i; }').result,
    ).toBe(1);
  });

  test('statement expressions', () => {
    expect(run('int main(void) { return ({ int y = 3; y + 1; }) * 2; }').result).toBe(8);
  });
});

test('enumerators count up from the last explicit value', () => {
  expect(
    run('enum { A, B = LIMIT, C }; int main(void) { return A * 100 + B * 10 + C; }').result,
  ).toBe(34);
});

test('the types that a file defines with typedef are known', () => {
  expect(
    run('typedef unsigned char tiny_t; int main(void) { tiny_t t = 300; return t; }').result,
  ).toBe(44);
});

describe('integers wrap as in 64-bit C', () => {
  const types = [charType, intType, uintType, longType, ulongType];
  const exact = (bits: number, isSigned: boolean, value: bigint) =>
    isSigned ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  const any64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n });

  test('values wrap to the width of the type, for every representation of the number', () => {
    fc.assert(
      fc.property(fc.constantFrom(...types), any64, (type, value) => {
        const wrapped = wrapInteger(type, integerOf(value));
        expect(BigInt(wrapped)).toBe(exact(type.bits, type.isSigned, value));
        expect(wrapped).toBe(integerOf(BigInt(wrapped)));
      }),
    );
  });

  test('results match exact arithmetic', () => {
    const operators: readonly BinaryOperator[] = ['+', '-', '*', '&', '|', '^'];
    const compute: Record<string, (a: bigint, b: bigint) => bigint> = {
      '+': (a, b) => a + b,
      '-': (a, b) => a - b,
      '*': (a, b) => a * b,
      '&': (a, b) => a & b,
      '|': (a, b) => a | b,
      '^': (a, b) => a ^ b,
    };
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.constantFrom(...operators),
        any64,
        any64,
        (type, operator, x, y) => {
          const [a, b] = [wrapInteger(type, integerOf(x)), wrapInteger(type, integerOf(y))];
          const result = compute[operator](BigInt(a), BigInt(b));
          const wanted = exact(type.bits, type.isSigned, result);
          const isOver = type.isSigned && wanted !== result;
          if (isOver) {
            expect(() => calculate(operator, type, a, b)).toThrow(`${result} overflows`);
          }
          const value = calculate(operator, type, a, b, isOver ? 'wraps' : 'undefined');
          expect(BigInt(value)).toBe(wanted);
          expect(value).toBe(integerOf(wanted));
        },
      ),
    );
  });
});

test('names taken from the environment are reported', () => {
  const { defined, taken } = read(
    'static int f(void) { return LIMIT; } static void unused(void) { kmalloc(1); } int main(void) { out(f()); return in(); }',
  );
  expect({ defined, taken }).toEqual({
    defined: ['main', 'f'],
    taken: { function: ['in', 'out'], constant: ['LIMIT'] },
  });
});
